import Foundation
import GRDB
import GRDBSQLite

/// Moves what the write-ahead log holds into the store while the writer goes on, and keeps the log from growing for as
/// long as an ingest lasts.
///
/// SQLite by itself has the connection that commits do it, which then waits for the disk several times a second with
/// the whole ingest behind it. Here a thread with a connection of its own does. The log is written from its beginning
/// again only at a moment when all of it is in the store and nobody reads from it, which with a writer that never rests,
/// or with readers that overlap, does not come by itself ("checkpoint starvation",
/// https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files). So the writer waits for one whenever the log
/// has grown by `largestLogBytes`.
final class Checkpointer: @unchecked Sendable {
    /// A log of this size is worth a checkpoint.
    private static let worthwhileLogBytes = 8 << 20

    /// The writer waits when the log has grown by this much. Large enough that waiting costs little.
    static let largestLogBytes = 64 << 20

    /// How long readers of an old state are waited for, in seconds. A query is done by then; those that begin meanwhile
    /// find all in the store and need no log. An export, which may hold its state for hours, is not done: then the log
    /// goes on growing until the next try.
    static let patience: TimeInterval = 0.25

    /// The same at the end of an ingest that is not in a hurry, in milliseconds: what is left then stays until the next.
    private static let lastPatience = 1000

    private enum Work {
        /// Moves what can be without anybody waiting.
        case move
        /// Moves everything, so that the next transaction begins the log anew.
        case empty
    }

    private let queue: DatabaseQueue
    private let condition = NSCondition()

    // Guarded by the condition.
    private var asked: Work?
    private var isRunning = false
    private var isEnding = false
    private var isThreadDone = false

    // Of the writer's thread.
    private var logBytes = 0
    private var dueBytes = largestLogBytes

    /// Opens a connection of its own to the store of a writer.
    init(path: String) throws {
        queue = try StoreConnections.openForCheckpoints(path)
        let thread = Thread { [self] in run() }
        thread.name = "ngrams.checkpoints"
        thread.start()
    }

    /// Follows the commits of the writer's connection.
    func follow(_ writer: Database) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        _ = sqlite3_wal_hook(
            writer.sqliteConnection,
            { me, _, _, pages in
                Unmanaged<Checkpointer>.fromOpaque(me!).takeUnretainedValue()
                    .committed(logBytes: Int(pages) * StoreConnections.pageBytes)
                return SQLITE_OK
            }, me)
    }

    /// After a commit. Returns at once unless the log is due to be emptied.
    private func committed(logBytes: Int) {
        if logBytes < self.logBytes { dueBytes = Self.largestLogBytes }
        self.logBytes = logBytes
        guard logBytes >= Self.worthwhileLogBytes else { return }
        condition.lock()
        defer { condition.unlock() }
        if logBytes >= dueBytes {
            dueBytes = logBytes + Self.largestLogBytes
            while isRunning { condition.wait() }
            ask(.empty)
            while asked != nil || isRunning { condition.wait() }
        } else if !isRunning {
            ask(.move)
        }
    }

    /// Empties the log at the end of an ingest, through the writer's connection, which must not write afterwards. Where
    /// a reader holds an old state for longer than it is waited for, the log stays as it is until the next ingest.
    ///
    /// - Parameter isHurried: whether the ingest was cancelled, so that readers are waited for only shortly.
    func foldAtEnd(_ writer: Database, isHurried: Bool) throws {
        sqlite3_wal_hook(writer.sqliteConnection, nil, nil)
        try close()
        let patience = isHurried ? Int(Self.patience * 1000) : Self.lastPatience
        try writer.execute(sql: "PRAGMA busy_timeout = \(patience)")
        _ = try? writer.checkpoint(.truncate)
    }

    /// Ends the thread and closes the connection, after the checkpoint that is under way.
    func close() throws {
        condition.lock()
        isEnding = true
        condition.broadcast()
        while !isThreadDone { condition.wait() }
        condition.unlock()
        try queue.close()
    }

    private func ask(_ work: Work) {
        asked = work
        condition.broadcast()
    }

    private func run() {
        condition.lock()
        defer {
            isThreadDone = true
            condition.broadcast()
            condition.unlock()
        }
        while true {
            while asked == nil && !isEnding { condition.wait() }
            guard !isEnding, let work = asked else { return }
            asked = nil
            isRunning = true
            condition.unlock()
            // Should it fail, nothing is lost: the log stays as it is.
            _ = try? queue.inDatabase { try $0.checkpoint(work == .move ? .passive : .restart) }
            condition.lock()
            isRunning = false
            condition.broadcast()
        }
    }
}
