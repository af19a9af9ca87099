import Foundation

extension IngestLock {
    /// Whether an ingest, of this process or another, holds the store at a path. False where that cannot be determined.
    ///
    /// Reads the kernel's list of locks, because taking the lock to find out would make an ingest that starts at that
    /// moment fail.
    static func isHeld(path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, let locks = FileManager.default.contents(atPath: "/proc/locks") else {
            return false
        }
        return String(decoding: locks, as: UTF8.self).split(separator: "\n").contains { line in
            line.contains(" FLOCK ") && line.contains(" WRITE ") && line.contains(":\(status.st_ino) ")
        }
    }
}
