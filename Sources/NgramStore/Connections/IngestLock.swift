import Foundation
import NgramSystem

/// The right to write to a store. One ingest at a time holds it; the system releases it when the process ends, however
/// it ends.
///
/// It is a lock on a file of its own beside the store, never on the database file: SQLite keeps POSIX locks on that
/// file, and closing any descriptor of a file drops all POSIX locks that the process holds on it
/// (https://sqlite.org/howtocorrupt.html, 2.2). The lock is one of the open file description (`DescriptionLock`),
/// which has no such rule, excludes other holders in the same process too, and can be queried without being taken, so
/// that a reader who asks never makes an ingest fail.
///
/// The file is removed when the lock is released. After a kill it stays, unlocked, and the next ingest takes it over.
package final class IngestLock {
    private let path: String
    private let file: String
    private var descriptor: CInt

    /// The lock file of a store.
    ///
    /// - Parameter store: the database file, with symbolic links resolved as `StoreConnections.resolve` does, so that
    ///   all names of a store lead to one lock.
    private static func file(of store: String) -> String { store + "-lock" }

    /// Takes the lock, creating its file if there is none.
    /// - Throws: `StoreError.busy` when it is held, `StoreError.cannotWrite` when its file cannot be opened.
    init(path: String) throws {
        self.path = path
        file = Self.file(of: try StoreConnections.resolve(path))
        while true {
            // A planted link must not make this create a file elsewhere.
            let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
            guard descriptor >= 0 else { throw Self.failure(path, errno) }
            if let number = DescriptionLock.take(descriptor) {
                close(descriptor)
                guard number == EAGAIN || number == EACCES else { throw Self.failure(path, number) }
                throw StoreError.busy(path: path)
            }
            // The holder before may have removed the file between the opening and the locking. The lock counts only if
            // the next ingest will find the same file.
            do {
                if try Self.isSame(descriptor, file) {
                    self.descriptor = descriptor
                    return
                }
            } catch {
                close(descriptor)
                throw Self.failure(path, error.code)
            }
            close(descriptor)
        }
    }

    deinit {
        release()
    }

    /// Removes the file and releases the lock. The database must be closed.
    ///
    /// The file is removed while the lock is held, so an ingest that opened it before finds it locked, or finds that
    /// its name no longer leads to it.
    func release() {
        guard descriptor >= 0 else { return }
        if let isSame = try? Self.isSame(descriptor, file), isSame { unlink(file) }
        close(descriptor)
        descriptor = -1
    }

    /// Whether an ingest, of this process or another, holds the store at a path. False where that cannot be determined.
    /// Neither takes the lock nor creates its file.
    package static func isHeld(path: String) -> Bool {
        guard let store = try? StoreConnections.resolve(path) else { return false }
        let descriptor = open(file(of: store), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return DescriptionLock.isHeld(descriptor)
    }

    /// Whether a name leads to the file that a descriptor has open. False when there is none of that name.
    /// - Throws: the error of the system when it does not say.
    private static func isSame(_ descriptor: CInt, _ path: String) throws(SystemFailure) -> Bool {
        var (opened, named) = (stat(), stat())
        try SystemFailure.check { fstat(descriptor, &opened) }
        do {
            try SystemFailure.check { lstat(path, &named) }
        } catch  where error.code == ENOENT {
            return false
        }
        return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino
    }

    private static func failure(_ path: String, _ number: CInt) -> StoreError {
        .cannotWrite(path: path, reason: String(cString: strerror(number)))
    }
}
