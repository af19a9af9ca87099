import Foundation

/// The right to write to a store: held by one ingest at a time, released by the system when the process ends, however
/// it ends.
///
/// It is a BSD lock on the store's own file, which nothing else looks at: SQLite locks byte ranges by POSIX locks, and
/// the two are independent of each other. No file is left behind that way. The one trap is that closing any descriptor
/// of a file drops the process's POSIX locks on it, so the lock must be released after the database is closed.
final class IngestLock {
    /// The store's file, opened for nothing but the lock.
    let descriptor: CInt

    /// Takes the lock, creating an empty file when there is none.
    /// - Throws: `StoreError.busy` when it is held, `StoreError.cannotWrite` when the file cannot be opened.
    init(path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw StoreError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw isHeld ? StoreError.busy(path: path) : .cannotWrite(path: path, reason: reason)
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}
