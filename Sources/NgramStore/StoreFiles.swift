import Foundation

/// The files that a writer has open, known by what they are and not by their names, which may come to stand for others.
///
/// A system lets files be removed and renamed while they are open. SQLite would go on writing to what no name leads to
/// ("Unlinking or renaming a database file while in use", https://sqlite.org/howtocorrupt.html, 2.4).
struct StoreFiles {
    /// A file of a file system.
    private struct Identity: Equatable {
        var device: dev_t
        var number: ino_t

        init(_ status: stat) {
            (device, number) = (status.st_dev, status.st_ino)
        }

        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }
    }

    private let path: String
    private let store: Identity?
    private let log: Identity?

    /// The store that is locked and has just been opened.
    init(path: String, lock: CInt) {
        self.path = path
        var status = stat()
        store = fstat(lock, &status) == 0 ? Identity(status) : nil
        log = Identity(path: path + "-wal")
    }

    /// - Throws: `StoreError.replaced` when what is written is not what is found under the store's name.
    func check() throws {
        guard Identity(path: path) == store, Identity(path: path + "-wal") == log else {
            throw StoreError.replaced(path: path)
        }
    }
}
