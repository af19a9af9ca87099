import NgramSystem

/// The files of a store: the database and those that SQLite and this program keep beside it.
package struct StorePaths {
    /// What is appended to the store's path for each: the write-ahead log, its index, the rollback journal, the lock.
    private static let endings = ["", "-wal", "-shm", "-journal", "-lock"]

    private let paths: [String]

    /// The files of the store at a path, whether they exist or not.
    package init(path: String) {
        // SQLite follows symbolic links and keeps its files beside the database that they lead to.
        let places = [path, (try? FileSystem.realPath(path, lastMayBeMissing: true)) ?? path]
        paths = places.flatMap { place in Self.endings.map { place + $0 } }
    }

    /// Whether a path leads to one of the files, under whatever name.
    package func contain(_ path: String) -> Bool {
        let destination = (try? OutputTarget.destination(of: path)) ?? path
        return paths.contains { FileSystem.isSameFile($0, path) || FileSystem.isSameFile($0, destination) }
    }
}
