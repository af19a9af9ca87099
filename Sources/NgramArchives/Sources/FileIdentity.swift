import NgramSystem

/// The size and modification time of a file. If both are unchanged, the content is assumed to be unchanged and is not
/// read. For an address, the time is a hash of the ETag that the server tells, or of its time of modification.
package struct FileIdentity: Hashable, Sendable {
    /// The size in bytes.
    package let size: Int64

    /// The modification time in nanoseconds since 1970. For an address, a hash of `etag`.
    package let modified: Int64

    /// What the server calls this version of the file: its ETag, or the time of modification if it sends none; nil for a
    /// file. Not compared, because `modified` is.
    package let etag: String?

    /// A file of the given size and modification time.
    package init(size: Int64, modified: Int64) {
        (self.size, self.modified, etag) = (size, modified, nil)
    }

    /// A version of the file at an address.
    init(size: Int64, etag: String) {
        (self.size, self.etag) = (size, etag)
        modified = Int64(bitPattern: FNV1a.hash(etag.utf8) >> 1)
    }

    package static func == (lhs: FileIdentity, rhs: FileIdentity) -> Bool {
        lhs.size == rhs.size && lhs.modified == rhs.modified
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(size)
        hasher.combine(modified)
    }

    /// The identity of the regular file at a path, or of what is at an address.
    /// - Throws: `ArchiveError.unreadable` when there is none, or the system denies access; `unreachable`.
    package init(path: String, web: WebLimits = WebLimits()) throws(ArchiveError) {
        guard !WebAddress.isAddress(path) else {
            self = try WebFile.identity(of: path, limits: web)
            return
        }
        try self.init(ArchiveError.reading(path) { () throws(SystemFailure) in try FileStatus(path: path) }, path: path)
    }

    /// - Throws: `ArchiveError.unreadable` unless the status is that of a regular file.
    init(_ status: FileStatus, path: String) throws(ArchiveError) {
        guard status.kind == .file else { throw .unreadable(path: path, reason: "it is not a regular file") }
        self.init(size: status.size, modified: status.modified)
    }
}
