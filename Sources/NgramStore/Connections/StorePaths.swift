import NgramSystem

/// The files of a store: the database, and the files that SQLite and this program keep next to it.
package struct StorePaths {
    /// The suffix of a store that is not finished; see `StoreWriter.init(unseen:)`.
    static let unfinished = "-unfinished"

    /// The suffixes of the database, the write-ahead log, its index, the rollback journal, the lock, and an unfinished store.
    private static let suffixes = ["", "-wal", "-shm", "-journal", "-lock", unfinished, unfinished + "-journal"]

    private let paths: [String]

    /// The files of the store at a path. They need not exist.
    package init(path: String) {
        // SQLite follows symbolic links and keeps its files next to the database itself.
        let places = [path, (try? FileSystem.realPath(path, lastMayBeMissing: true)) ?? path]
        paths = places.flatMap { place in Self.suffixes.map { place + $0 } }
    }

    /// Whether a path leads to one of the files, under any name.
    package func contain(_ path: String) -> Bool {
        let destination = (try? OutputTarget.destination(of: path)) ?? path
        return paths.contains { FileSystem.isSameFile($0, path) || FileSystem.isSameFile($0, destination) }
    }
}
