import Foundation

/// The facts that the system reports about a file without opening it.
///
/// A writer cannot change a file and leave its status the same, because the system sets `changed`.
package struct FileStatus: Equatable, Sendable {
    /// The kind of thing that a path leads to.
    package enum Kind: Sendable {
        /// A regular file.
        case file
        /// A folder.
        case folder
        /// A pipe, a device or a socket.
        case other
    }

    /// The identity of a file in its file system. Two paths with the same node are one file.
    package struct Node: Hashable, Sendable {
        private let device: UInt64
        private let number: UInt64

        fileprivate init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }

    /// Whether it is a file, a folder or something else.
    package let kind: Kind

    /// The file itself, regardless of its names.
    package let node: Node

    /// The size in bytes.
    package let size: Int64

    /// The time at which the content was last modified, in nanoseconds since 1970. A program can set it to any value.
    package let modified: Int64

    /// The time at which the content or the status last changed, in nanoseconds since 1970. Only the system sets it.
    package let changed: Int64

    /// The status of what a path leads to; symbolic links are followed.
    package init(path: String) throws(SystemFailure) {
        var status = stat()
        try SystemFailure.check { stat(path, &status) }
        self.init(status)
    }

    /// The status of what a path names. A symbolic link is not followed, so its status is that of the link itself.
    package init(linkAt path: String) throws(SystemFailure) {
        var status = stat()
        try SystemFailure.check { lstat(path, &status) }
        self.init(status)
    }

    /// The status of an open file.
    package init(descriptor: CInt) throws(SystemFailure) {
        var status = stat()
        try SystemFailure.check { fstat(descriptor, &status) }
        self.init(status)
    }

    private init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        default: kind = .other
        }
        node = Node(status)
        size = Int64(status.st_size)
        #if canImport(Darwin)
            let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
        #else
            let (modified, changed) = (status.st_mtim, status.st_ctim)
        #endif
        self.modified = Self.nanoseconds(modified)
        self.changed = Self.nanoseconds(changed)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
