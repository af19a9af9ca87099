import Foundation
import GRDBSQLite
import NgramSystem

/// The file that a reader reads, and how; see `StoreConnections`.
struct ReadingFile {
    /// The path as it was given.
    let path: String
    /// What the file was when the reader began, if SQLite reads it as immutable; nil if it shares a log with a writer.
    private let begun: FileStatus?

    /// Whether SQLite reads the file as one that nobody changes.
    var isImmutable: Bool { begun != nil }

    /// Decides how to read the file at a path.
    init(path: String) {
        self.path = path
        let file = (try? StoreConnections.resolve(path)) ?? path
        let mayMakeLog = access(file, W_OK) == 0 && access(StoreConnections.folder(of: file), W_OK) == 0
        // An SQLite built without it takes "file:…?immutable=1" for the name of a file.
        let knowsURIs = sqlite3_compileoption_used("USE_URI") == 1
        begun = mayMakeLog || !knowsURIs ? nil : Self.restingStatus(path)
    }

    /// Whether an immutable file is still what it was when the reader began.
    var isUnchanged: Bool {
        guard let begun else { return true }
        return Self.restingStatus(path) == begun
    }

    /// The status of a store that no process is writing; nil if one is, or if one left a log that must be read.
    private static func restingStatus(_ path: String) -> FileStatus? {
        guard let file = try? StoreConnections.resolve(path), StoreConnections.size(file + "-wal") ?? 0 == 0,
            StoreConnections.size(file + "-journal") == nil, !IngestLock.isHeld(path: path)
        else { return nil }
        return try? FileStatus(path: path)
    }
}
