import Foundation

/// The files that a writer has open, identified by device and inode rather than by name.
///
/// Files can be removed and renamed while they are open. SQLite would continue to write to a file that no name leads to
/// ("Unlinking or renaming a database file while in use", https://sqlite.org/howtocorrupt.html, 2.4).
struct OpenStoreFiles {
    /// A file, whatever its names.
    private struct Identity: Equatable {
        var device: dev_t
        var number: ino_t
    }

    private let path: String
    /// The database file, with symbolic links resolved.
    private let file: String
    private let database: Identity?
    private let log: Identity?

    /// The files of a store that has just been opened.
    init(path: String) throws {
        self.path = path
        file = try StoreConnections.resolve(path)
        database = try Self.find(file, store: path)
        log = try Self.find(file + "-wal", store: path)
    }

    /// Compares what the names lead to now with what was opened.
    /// - Throws: `StoreError.replaced` when they differ.
    func check() throws {
        guard try Self.find(path, store: path) == database, try Self.find(file + "-wal", store: path) == log else {
            throw StoreError.replaced(path: path)
        }
    }

    /// The file at a path; nil when there is none.
    private static func find(_ path: String, store: String) throws -> Identity? {
        var status = stat()
        if stat(path, &status) == 0 { return Identity(device: status.st_dev, number: status.st_ino) }
        guard errno == ENOENT || errno == ENOTDIR else {
            throw StoreError.cannotWrite(path: store, reason: String(cString: strerror(errno)))
        }
        return nil
    }
}
