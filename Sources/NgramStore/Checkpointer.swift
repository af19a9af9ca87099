import Foundation
import GRDB
import GRDBSQLite

/// Moves what the write-ahead log holds into the store while the writer goes on.
///
/// SQLite by itself has the connection that commits do it, which then waits for the disk several times a second with
/// the whole ingest behind it. Here a thread with a connection of its own does; the writer waits for it only when the
/// log has grown to `largestLogBytes`, and the next transaction then begins the log anew.
/// See https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files.
final class Checkpointer: @unchecked Sendable {
    /// A log of this size is worth a checkpoint.
    private static let worthwhileLogBytes = 8 << 20

    /// The writer waits when the log has this size. A reader of an old state keeps it from being begun anew, and the
    /// log then grows on; once it is gone the log comes back to this size, and with the end of the ingest to nothing.
    static let largestLogBytes = 128 << 20

    private let queue: DatabaseQueue
    private let condition = NSCondition()

    // Guarded by the condition.
    private var isAsked = false
    private var isRunning = false
    private var isEnding = false
    private var isThreadDone = false

    /// Opens a connection of its own to the store of a writer.
    init(path: String) throws {
        queue = try StoreFile.openForCheckpoints(path)
        let thread = Thread { [self] in run() }
        thread.name = "ngrams.checkpoints"
        thread.start()
    }

    /// Follows the commits of the writer's connection. The connection must not write after `close`.
    func follow(_ writer: Database) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        _ = sqlite3_wal_hook(
            writer.sqliteConnection,
            { me, _, _, pages in
                Unmanaged<Checkpointer>.fromOpaque(me!).takeUnretainedValue()
                    .committed(logBytes: Int(pages) * StoreFile.pageBytes)
                return SQLITE_OK
            }, me)
    }

    /// After a commit. Returns at once unless the log is at its largest.
    private func committed(logBytes: Int) {
        guard logBytes >= Self.worthwhileLogBytes else { return }
        condition.lock()
        defer { condition.unlock() }
        if logBytes >= Self.largestLogBytes {
            // What runs began before this commit, so one more pass is needed to reach the end of the log.
            while isRunning { condition.wait() }
            ask()
            while isAsked || isRunning { condition.wait() }
        } else if !isRunning {
            ask()
        }
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

    private func ask() {
        isAsked = true
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
            while !isAsked && !isEnding { condition.wait() }
            if isEnding { return }
            isAsked = false
            isRunning = true
            condition.unlock()
            // Should it fail, nothing is lost: the log stays, and the writer's own last checkpoint meets the same
            // failure.
            _ = try? queue.inDatabase { try $0.checkpoint(.passive) }
            condition.lock()
            isRunning = false
            condition.broadcast()
        }
    }
}
