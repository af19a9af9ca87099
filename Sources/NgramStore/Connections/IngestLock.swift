import Foundation
import NgramSystem

/// The right to write to a store. Only one ingest at a time holds it. The system releases it when the process ends,
/// even if the process is killed.
///
/// It is a lock on a separate file next to the store, never on the database file: SQLite keeps POSIX locks on that
/// file, and closing any descriptor of a file drops all POSIX locks that the process holds on it
/// (https://sqlite.org/howtocorrupt.html, 2.2). The lock belongs to the open file description (`DescriptionLock`). Such
/// a lock is not dropped that way and excludes other holders in the same process too. It can also be queried without
/// being taken, so a reader that checks it never makes an ingest fail.
///
/// Releasing the lock removes the file. After a kill the file stays, unlocked, and the next ingest takes it over.
package final class IngestLock {
    private let file: String
    private var descriptor: CInt

    /// The lock file of a store.
    ///
    /// - Parameter store: the database file, with symbolic links resolved by `StoreConnections.resolve`, so that all
    ///   names of a store lead to one lock.
    private static func file(of store: String) -> String { store + "-lock" }

    /// Takes the lock, and creates its file if there is none.
    /// - Throws: `StoreError.busy` when it is held, `StoreError.cannotWrite` when its file cannot be opened or locked.
    init(path: String) throws {
        let file = Self.file(of: try StoreConnections.resolve(path))
        self.file = file
        descriptor = try translatingErrors(path: path, .writing) { try Self.takeLock(on: file, store: path) }
    }

    deinit {
        release()
    }

    /// Opens the lock file and locks it.
    /// - Returns: the descriptor that holds the lock.
    private static func takeLock(on file: String, store: String) throws -> CInt {
        while true {
            // O_NOFOLLOW: a planted link must not make this create a file elsewhere.
            let descriptor = try SystemFailure.check { open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666) }
            var isTaken = false
            defer { if !isTaken { close(descriptor) } }
            if let number = DescriptionLock.take(descriptor) {
                guard number == EAGAIN || number == EACCES else { throw SystemFailure(code: number) }
                throw StoreError.busy(path: store)
            }
            // The previous holder may have removed the file between the opening and the locking. The lock counts only
            // if the next ingest will find the same file.
            isTaken = try isSame(descriptor, file)
            if isTaken { return descriptor }
        }
    }

    /// Removes the file and releases the lock. The database must be closed.
    ///
    /// The file is removed while the lock is held. An ingest that has already opened it finds it locked, or finds that
    /// its name no longer leads to it.
    func release() {
        guard descriptor >= 0 else { return }
        if let isSame = try? Self.isSame(descriptor, file), isSame { unlink(file) }
        close(descriptor)
        descriptor = -1
    }

    /// Whether an ingest, of this process or another, holds the store at a path. False if that cannot be determined.
    /// Neither takes the lock nor creates its file.
    package static func isHeld(path: String) -> Bool {
        guard let store = try? StoreConnections.resolve(path) else { return false }
        let descriptor = open(file(of: store), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return DescriptionLock.isHeld(descriptor)
    }

    /// Whether a name leads to the file that a descriptor has open. False when no file has that name.
    /// - Throws: the system's error when the file cannot be looked up.
    private static func isSame(_ descriptor: CInt, _ path: String) throws(SystemFailure) -> Bool {
        do {
            return try FileStatus(descriptor: descriptor).node == FileStatus(linkAt: path).node
        } catch  where error.isMissingFile {
            return false
        }
    }
}
