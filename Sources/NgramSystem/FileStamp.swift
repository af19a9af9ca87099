import Foundation

/// What the system reports of a file that no writer of it can avoid to change.
package struct FileStamp: Sendable, Equatable {
    private var device: UInt64
    private var number: UInt64
    private var size: Int64
    private var modified: [Int]
    private var changed: [Int]

    /// The stamp of the file at a path, with links followed; nil when there is none or it cannot be looked at.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
        size = Int64(status.st_size)
        #if canImport(Darwin)
            let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
        #else
            let (modified, changed) = (status.st_mtim, status.st_ctim)
        #endif
        self.modified = [Int(modified.tv_sec), Int(modified.tv_nsec)]
        self.changed = [Int(changed.tv_sec), Int(changed.tv_nsec)]
    }
}
