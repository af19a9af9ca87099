import Foundation
import GRDBSQLite
import NgramSystem

/// The database file of a reader and the way to read it; see `StoreConnections`.
struct ReadingFile {
    /// The path as it was given.
    let path: String
    /// The state of the file when the reader opened it, if SQLite reads it as immutable; nil if the reader shares a log
    /// with a writer.
    private let initialStamp: FileStamp?

    /// Whether SQLite reads the file as one that does not change.
    var isImmutable: Bool { initialStamp != nil }

    /// Decides how to read the file at a path.
    init(path: String) {
        self.path = path
        let file = (try? StoreConnections.resolve(path)) ?? path
        let canCreateLog = access(file, W_OK) == 0 && access(file.parentFolder, W_OK) == 0
        // An SQLite that is built without this option takes "file:…?immutable=1" for a file name.
        let supportsURIs = sqlite3_compileoption_used("USE_URI") == 1
        initialStamp = canCreateLog || !supportsURIs ? nil : Self.stampAtRest(path)
    }

    /// Whether an immutable file is unchanged since the reader opened it.
    var isUnchanged: Bool {
        guard let initialStamp else { return true }
        return Self.stampAtRest(path) == initialStamp
    }

    /// The stamp of a store that no ingest is writing; nil if an ingest is, or if there is a log that must be read.
    private static func stampAtRest(_ path: String) -> FileStamp? {
        guard let file = try? StoreConnections.resolve(path), StoreConnections.size(file + "-wal") ?? 0 == 0,
            StoreConnections.size(file + "-journal") == nil, !IngestLock.isHeld(path: path)
        else { return nil }
        return FileStamp(path: path)
    }
}
