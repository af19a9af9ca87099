import Foundation
import GRDBSQLite
import NgramSystem

/// The database file of a reader and the way to read it; see `StoreConnections`.
struct ReadingFile {
    /// The path as it was given.
    let path: String
    /// The state of the file when the reader opened it, if SQLite reads it as immutable; nil if the reader shares a log
    /// with a writer.
    private let initialStatus: FileStatus?

    /// Whether SQLite reads the file as one that does not change.
    var isImmutable: Bool { initialStatus != nil }

    /// Decides how to read the file at a path.
    init(path: String) {
        self.path = path
        let file = (try? StoreConnections.resolve(path)) ?? path
        let canCreateLog = access(file, W_OK) == 0 && access(file.parentFolder, W_OK) == 0
        // An SQLite that is built without this option takes "file:…?immutable=1" for a file name.
        let supportsURIs = sqlite3_compileoption_used("USE_URI") == 1
        initialStatus = canCreateLog || !supportsURIs ? nil : Self.statusAtRest(path)
    }

    /// Whether an immutable file is unchanged since the reader opened it.
    var isUnchanged: Bool {
        guard let initialStatus else { return true }
        return Self.statusAtRest(path) == initialStatus
    }

    /// The status of a store that no ingest is writing; nil if an ingest is, or if there is a log that must be read.
    private static func statusAtRest(_ path: String) -> FileStatus? {
        guard let file = try? StoreConnections.resolve(path), StoreConnections.size(file + "-wal") ?? 0 == 0,
            StoreConnections.size(file + "-journal") == nil, !IngestLock.isHeld(path: path)
        else { return nil }
        return try? FileStatus(path: path)
    }
}
