import NgramSystem

/// The size and modification time of a file. If both are unchanged, the content is assumed to be unchanged and is not
/// read.
package struct FileIdentity: Hashable, Sendable {
    /// The size in bytes.
    package let size: Int64

    /// The modification time in nanoseconds since 1970.
    package let modified: Int64

    /// A file of the given size and modification time.
    package init(size: Int64, modified: Int64) {
        self.size = size
        self.modified = modified
    }

    /// The identity of the regular file at a path.
    /// - Throws: `ArchiveError.unreadable` when there is none, or the system denies access.
    package init(path: String) throws(ArchiveError) {
        try self.init(ArchiveError.reading(path) { () throws(SystemFailure) in try FileStatus(path: path) }, path: path)
    }

    /// - Throws: `ArchiveError.unreadable` unless the status is that of a regular file.
    init(_ status: FileStatus, path: String) throws(ArchiveError) {
        guard status.kind == .file else { throw .unreadable(path: path, reason: "it is not a regular file") }
        self.init(size: status.size, modified: status.modified)
    }
}
