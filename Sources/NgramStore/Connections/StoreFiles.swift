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

        /// The file at a path; nil when there is none.
        static func find(_ path: String, store: String) throws -> Identity? {
            var status = stat()
            if stat(path, &status) == 0 { return Identity(status) }
            guard errno == ENOENT || errno == ENOTDIR else {
                throw StoreError.cannotWrite(path: store, reason: String(cString: strerror(errno)))
            }
            return nil
        }
    }

    private let path: String
    private let store: Identity?
    private let log: Identity?

    /// The store that is locked and has just been opened.
    init(path: String, lock: CInt) throws {
        self.path = path
        var status = stat()
        guard fstat(lock, &status) == 0 else {
            throw StoreError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
        }
        store = Identity(status)
        log = try Identity.find(path + "-wal", store: path)
    }

    /// - Throws: `StoreError.replaced` when what is written is not what is found under the store's name.
    func check() throws {
        guard try Identity.find(path, store: path) == store, try Identity.find(path + "-wal", store: path) == log else {
            throw StoreError.replaced(path: path)
        }
    }
}
