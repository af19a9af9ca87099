import Foundation
import GRDB
import GRDBSQLite
import NgramBlocks
import NgramModel

/// The one writer of a store: begins archives, merges their partial counts, completes, fails and removes them.
///
/// Work gathers in a transaction that is committed every `batchBytes` and whenever an archive changes its state. Not
/// thread-safe, and every call may block on the disk: one owner at a time, on a thread that may block.
package final class StoreWriter {
    /// What an ingest needs to know to begin, or to carry on with, an archive.
    package struct Beginning: Sendable {
        /// The key of the archive in the ledger.
        package var id: Int64
        /// The complete archive of the same name that this one is to replace.
        package var replaces: Int64?
    }

    /// How far an archive has been merged.
    package struct Progress: Sendable, Equatable {
        /// Rows that count.
        package var rows: Int64 = 0
        /// The number of bad rows that were skipped.
        package var badRows: Int64 = 0
        /// The first bad row that was skipped, as a message.
        package var firstBadRow: String?
        /// The number of observations that repeat a year of the same n-gram in consecutive rows.
        package var repeatedYears: Int64 = 0
        /// The sum of the match counts.
        package var matchSum: Int64 = 0
        /// The sum of the volume counts.
        package var volumeSum: Int64 = 0
        /// Unpacked bytes that are counted.
        package var resumeOffset: Int64 = 0
        /// A place a little further on, up to which `checkedChecksum` goes.
        package var checkedOffset: Int64 = 0
        /// The CRC-32 of the unpacked content up to `checkedOffset`.
        package var checkedChecksum: UInt32 = 0

        /// Nothing has been merged.
        package init() {}

        /// As far as the ledger says.
        package init(_ record: ArchiveRecord) {
            rows = record.rows
            badRows = record.badRows
            firstBadRow = record.firstBadRow
            repeatedYears = record.repeatedYears
            matchSum = record.matchSum
            volumeSum = record.volumeSum
            resumeOffset = record.resumeOffset
            checkedOffset = record.checkedOffset
            checkedChecksum = record.checkedChecksum
        }
    }

    let path: String
    private let queue: DatabaseQueue
    private let lock: IngestLock
    private let checkpointer: Checkpointer
    private let files: OpenStoreFiles
    let isCancelled: () -> Bool
    private let batchBytes: Int
    private var uncommittedBytes = 0
    private var inserter: RowInserter?
    private var nextBlock: Int64 = 1
    /// What the store failed with first. Nothing is written after that.
    private var failure: (any Error)?

    /// Opens the store at a path for writing: creates or migrates it, and removes the rows that an interrupted ingest
    /// should have removed, which may take minutes.
    ///
    /// - Parameters:
    ///   - batchBytes: how many bytes of counts make a transaction.
    ///   - isCancelled: whether the ingest should end soon. Called on the thread that calls the writer; long removals
    ///     then stop early, and the next ingest carries on with them.
    /// - Throws: `StoreError`: `busy` when another ingest holds it.
    package init(path: String, batchBytes: Int = 8 << 20, isCancelled: @escaping () -> Bool = { false }) throws {
        self.path = path
        self.batchBytes = batchBytes
        self.isCancelled = isCancelled
        try StoreConnections.checkWritable(path)
        lock = try IngestLock(path: path)
        let queue = try translatingErrors(path: path, .writing) { try StoreConnections.openForWriting(path) }
        self.queue = queue
        checkpointer = try translatingErrors(path: path, .writing) { try Checkpointer(path: path) }
        files = try translatingErrors(path: path, .writing) {
            try queue.writeWithoutTransaction { try OpenStoreFiles(path: path, database: $0) }
        }
        try perform { database in
            try files.check()
            checkpointer.follow(database)
            try PartialCountsTable.register(in: database)
            nextBlock = (try Int64.fetchOne(database, sql: "SELECT max(block_id) FROM block_bound") ?? 0) + 1
            try ArchiveRemover(database, isCancelled: isCancelled).removeAll()
        }
    }

    /// Whatever became of it, also without `close`: the inserter's statements go before the connection. Else SQLite
    /// keeps the connection for them, and rolls back with the last of them into what GRDB has freed by then.
    deinit {
        inserter = nil
        try? checkpointer.close()
        try? queue.close()
    }

    /// The complete and the interrupted archive of a name, where there are.
    package func records(
        of name: String, corpus: CorpusName
    ) throws -> (complete: ArchiveRecord?, loading: ArchiveRecord?) {
        try perform { database in
            let records = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(ArchiveRecord.columns) FROM archive JOIN corpus ON corpus.id = corpus_id
                    WHERE corpus.name = ? AND archive.name = ? AND state IN ('complete', 'loading')
                    """,
                arguments: [corpus.description, name]
            ).compactMap(ArchiveRecord.init(row:))
            return (records.first { $0.state == .complete }, records.first { $0.state == .loading })
        }
    }

    /// What the ledger knows of all archives.
    package func ledgerIndex() throws -> LedgerIndex {
        try perform { try LedgerIndex($0) }
    }

    /// Enters an archive in the ledger as being read. An earlier failure of it is forgotten. Committed with the first
    /// of its rows, or earlier.
    package func begin(_ source: ArchiveSource) throws -> Int64 {
        try perform { database in
            if !database.isInsideTransaction { try database.beginTransaction(.immediate) }
            let name = source.corpus.description
            try database.cachedStatement(sql: "INSERT INTO corpus (name) VALUES (?) ON CONFLICT DO NOTHING")
                .execute(arguments: [name])
            let corpus = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT id FROM corpus WHERE name = ?"), arguments: [name])
            try database.cachedStatement(
                sql: "DELETE FROM archive WHERE corpus_id = ? AND name = ? AND state = 'failed'"
            ).execute(arguments: [corpus, source.name])
            try database.cachedStatement(
                sql: """
                    INSERT INTO archive (corpus_id, name, contents, edition, n, size, modified, bad_row_policy, state)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'loading')
                    """
            ).execute(arguments: [
                corpus, source.name, source.isTotals ? "totals" : "ngrams", source.edition?.rawValue,
                source.order, source.size, source.modified, source.badRowPolicy.rawValue,
            ])
            let id = database.lastInsertedRowID
            // The key may be one that a removed archive had.
            inserter?.forget(archive: id)
            return id
        }
    }

    /// Records the size and modification time of an archive's file and, unless nil, its edition and how its bad rows
    /// are treated.
    package func update(
        _ id: Int64, size: Int64, modified: Int64, edition: Edition?, badRowPolicy: BadRowPolicy? = nil
    ) throws {
        try perform { database in
            try database.execute(
                sql: """
                    UPDATE archive SET size = ?, modified = ?, edition = coalesce(?, edition),
                        bad_row_policy = coalesce(?, bad_row_policy) WHERE id = ?
                    """,
                arguments: [size, modified, edition?.rawValue, badRowPolicy?.rawValue, id])
        }
    }

    /// Merges the counts of the next partition of an archive, and commits when enough has gathered.
    ///
    /// - Parameter progress: how far the archive is merged with this partition included.
    package func append(_ counts: PartialCounts, to id: Int64, progress: Progress) throws {
        try perform { database in
            if !database.isInsideTransaction { try database.beginTransaction(.immediate) }
            let inserter = try self.inserter ?? RowInserter(database)
            self.inserter = inserter
            try inserter.insert(counts, archive: id, nextBlock: &nextBlock)
            try inserter.updateLedger(id, progress)
            uncommittedBytes += counts.bytes.count
            if uncommittedBytes >= batchBytes { try commit(database) }
        }
    }

    /// An archive whose rows are all appended.
    package struct Completion: Sendable {
        /// The key of the archive in the ledger.
        package var id: Int64
        /// The digest of the uncompressed content.
        package var digest: String
        /// The complete archive that it replaces.
        package var replaces: Int64?

        /// The completion of an archive.
        package init(id: Int64, digest: String, replaces: Int64? = nil) {
            (self.id, self.digest, self.replaces) = (id, digest, replaces)
        }
    }

    /// Makes an archive count, in place of the one it replaces. Once this returns, it survives a power cut.
    package func complete(_ id: Int64, digest: String, replacing old: Int64?) throws {
        try complete([Completion(id: id, digest: digest, replaces: old)])
    }

    /// Makes archives count, each in place of the one it replaces, by one commit. Once this returns, they survive a power
    /// cut.
    package func complete(_ completions: [Completion]) throws {
        try perform { database in
            try commit(database)
            try durably(database) {
                let discard = try database.cachedStatement(sql: "UPDATE archive SET state = 'discarded' WHERE id = ?")
                let complete = try database.cachedStatement(
                    sql: """
                        UPDATE archive SET state = 'complete', digest = ?,
                            changed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = ?
                        """)
                for completion in completions {
                    if let old = completion.replaces { try discard.execute(arguments: [old]) }
                    try complete.execute(arguments: [completion.digest, completion.id])
                }
            }
            if completions.contains(where: { $0.replaces != nil }) {
                try ArchiveRemover(database, isCancelled: isCancelled).removeAll()
            }
        }
    }

    /// Stores a totals file and makes it count.
    package func completeTotals(
        _ id: Int64, rows: [(year: Int, matchCount: Int64, pageCount: Int64, volumeCount: Int64)], digest: String,
        replacing old: Int64?
    ) throws {
        try appendTotals(id, rows: rows)
        try complete(id, digest: digest, replacing: old)
    }

    /// Stores the rows of a totals file, which do not count before it is complete.
    /// - Throws: `CountOverflow` when their sums do not fit, and nothing is stored.
    package func appendTotals(
        _ id: Int64, rows: [(year: Int, matchCount: Int64, pageCount: Int64, volumeCount: Int64)]
    ) throws {
        var progress = Progress()
        for row in rows {
            try progress.matchSum.add(count: row.matchCount)
            try progress.volumeSum.add(count: row.volumeCount)
        }
        progress.rows = Int64(rows.count)
        try perform { database in
            try commit(database)
            try database.beginTransaction(.immediate)
            for row in rows {
                try database.execute(
                    sql: """
                        INSERT INTO total (archive_id, year, match_count, page_count, volume_count)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [id, row.year, row.matchCount, row.pageCount, row.volumeCount])
            }
            try RowInserter(database).updateLedger(id, progress)
            try database.commit()
        }
    }

    /// Ends an archive that cannot be read, and removes what was stored of it.
    package func fail(_ id: Int64, message: String) throws {
        try perform { database in
            try commit(database)
            try database.execute(
                sql: """
                    UPDATE archive SET state = 'failed', error = ?, rows = 0, match_sum = 0, volume_sum = 0,
                        changed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = ?
                    """,
                arguments: [message, id])
            try ArchiveRemover(database, isCancelled: isCancelled).removeAll()
        }
    }

    /// Gives up what was stored of an interrupted archive.
    package func discard(_ id: Int64) throws {
        try perform { database in
            try commit(database)
            try database.execute(sql: "UPDATE archive SET state = 'discarded' WHERE id = ?", arguments: [id])
            try ArchiveRemover(database, isCancelled: isCancelled).removeAll()
        }
    }

    /// Commits what has gathered.
    package func commit() throws {
        try perform(commit)
    }

    /// Commits, folds the write-ahead log into the store as far as readers allow, and closes it. After a failure, only
    /// closes it.
    package func close() throws {
        if failure == nil {
            try perform { database in
                try commit(database)
                inserter = nil
                try checkpointer.foldAtEnd(database, isHurried: isCancelled())
                try files.check()
            }
        }
        try translatingErrors(path: path, .writing) {
            try checkpointer.close()
            try queue.close()
        }
        lock.release()
    }

    func commit(_ database: Database) throws {
        uncommittedBytes = 0
        guard database.isInsideTransaction else { return }
        try files.check()
        try database.commit()
    }

    /// Runs a transaction that is on the disk, with all before it, once it is committed.
    func durably(_ database: Database, _ work: () throws -> Void) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.inTransaction(.immediate) {
            try work()
            return .commit
        }
        try database.execute(sql: "PRAGMA synchronous = NORMAL")
        try files.check()
    }

    /// Does a step of the ingest; the first that fails is the last that is done.
    ///
    /// A transaction that SQLite rolls back itself, as after a full disk (https://sqlite.org/lang_transaction.html, 3),
    /// takes along what other archives have brought since the last commit, whose readers know nothing of it. One that
    /// it leaves open holds half of a partition. Neither may be built on, let alone be committed.
    func perform<Value>(_ work: (Database) throws -> Value) throws -> Value {
        if let failure { throw failure }
        do {
            return try translatingErrors(path: path, .writing) {
                try queue.writeWithoutTransaction { database in
                    do {
                        return try work(database)
                    } catch let error as DatabaseError {
                        let cause = sqlite3_system_errno(database.sqliteConnection)
                        throw StoreError(error, path: path, access: .writing, cause: cause)
                    }
                }
            }
        } catch {
            failure = error
            inserter = nil
            try? queue.writeWithoutTransaction { database in
                try database.rollback()
                // SQLite leaves the log of a file that has lost its name where it is, and whoever opens what has the
                // name now would take it for its own. Emptied, it harms nobody.
                if case StoreError.replaced = error { try database.checkpoint(.truncate) }
            }
            throw error
        }
    }
}
