import Foundation
import GRDB
import GRDBSQLite
import NgramSystem

/// Moves the content of the write-ahead log into the store while the writer continues, and keeps the log from growing
/// during a long ingest.
///
/// By default, SQLite runs checkpoints on the connection that commits. That connection would wait for the disk several
/// times a second, and the whole ingest with it. This class runs them on a thread with its own connection.
///
/// SQLite restarts the log at its beginning only when all of its content is in the store and no reader uses it. With a
/// writer that never pauses, or with overlapping readers, that may never happen ("checkpoint starvation",
/// https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files). The writer therefore waits for a checkpoint
/// of the whole log whenever the log has grown by `largestLogBytes`.
final class Checkpointer: @unchecked Sendable {
    /// The smallest log, in bytes, that is worth a checkpoint.
    private static let worthwhileLogBytes = 8 << 20

    /// The growth of the log, in bytes, after which the writer waits. It is large enough that waiting costs little.
    static let largestLogBytes = 64 << 20

    /// How long a checkpoint waits for readers of an old state, in seconds. A query ends within that time, and a query
    /// that starts after the checkpoint has moved the content does not need the log. An export may hold its state for
    /// hours; then the log grows until the next attempt.
    static let readerTimeout: TimeInterval = 0.25

    /// How long the last checkpoint of an ingest that was not canceled waits for readers, in milliseconds.
    private static let lastReaderTimeout = 1000

    private enum Work {
        /// Moves as much as possible without waiting for readers.
        case move
        /// Moves everything, so that the next transaction restarts the log at its beginning.
        case empty
    }

    private let queue: DatabaseQueue
    private let condition = NSCondition()

    // Guarded by the condition.
    private var requested: Work?
    private var isRunning = false
    private var isEnding = false
    private var isThreadDone = false

    // Used only on the writer's thread.
    private var logBytes = 0
    private var dueBytes = largestLogBytes

    /// Opens a separate connection to the store of a writer, and starts the thread.
    init(path: String) throws {
        queue = try StoreConnections.openForCheckpoints(path)
        Thread { [self] in
            nameCurrentThread("ngrams.log")
            run()
        }.start()
    }

    /// Observes the commits of the writer's connection.
    func follow(_ writer: Database) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = sqlite3_wal_hook(
            writer.sqliteConnection,
            { context, _, _, pages in
                Unmanaged<Checkpointer>.fromOpaque(context!).takeUnretainedValue()
                    .committed(logBytes: Int(pages) * StoreConnections.pageBytes)
                return SQLITE_OK
            }, context)
    }

    /// Called after a commit. Returns immediately unless the log must be emptied.
    private func committed(logBytes: Int) {
        if logBytes < self.logBytes { dueBytes = Self.largestLogBytes }
        self.logBytes = logBytes
        guard logBytes >= Self.worthwhileLogBytes else { return }
        condition.lock()
        defer { condition.unlock() }
        if logBytes >= dueBytes {
            dueBytes = logBytes + Self.largestLogBytes
            while isRunning { condition.wait() }
            request(.empty)
            while requested != nil || isRunning { condition.wait() }
        } else if !isRunning {
            request(.move)
        }
    }

    /// Empties the log at the end of an ingest, through the writer's connection, which must not write afterward. If a
    /// reader of an old state outlasts the timeout, the log stays until the next ingest.
    ///
    /// - Parameter isHurried: whether the ingest was canceled, so that the wait for readers must be short.
    func emptyLogAtEnd(_ writer: Database, isHurried: Bool) throws {
        sqlite3_wal_hook(writer.sqliteConnection, nil, nil)
        try close()
        let timeout = isHurried ? Int(Self.readerTimeout * 1000) : Self.lastReaderTimeout
        try writer.execute(sql: "PRAGMA busy_timeout = \(timeout)")
        _ = try? writer.checkpoint(.truncate)
    }

    /// Ends the thread and closes the connection, after the current checkpoint.
    func close() throws {
        condition.lock()
        isEnding = true
        condition.broadcast()
        while !isThreadDone { condition.wait() }
        condition.unlock()
        try queue.close()
    }

    private func request(_ work: Work) {
        requested = work
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
            while requested == nil && !isEnding { condition.wait() }
            guard !isEnding, let work = requested else { return }
            requested = nil
            isRunning = true
            condition.unlock()
            // If it fails, nothing is lost: the log keeps its content.
            _ = try? queue.inDatabase { try $0.checkpoint(work == .move ? .passive : .restart) }
            condition.lock()
            isRunning = false
            condition.broadcast()
        }
    }
}
