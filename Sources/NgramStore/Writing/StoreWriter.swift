import Foundation
import GRDB
import GRDBSQLite
import NgramBlocks
import NgramModel
import NgramSystem

/// The only writer of a store: begins archives, merges their partial counts, completes, fails and removes them.
///
/// Partial counts accumulate in a transaction that is committed every `batchBytes` and whenever an archive changes its
/// state. Not thread-safe: one owner at a time. Every call may block on the disk.
package final class StoreWriter {
    /// The progress of merging an archive.
    package struct Progress: Sendable, Equatable {
        /// The number of merged rows, without skipped bad rows.
        package var rows: Int64 = 0
        /// The number of bad rows that were skipped.
        package var badRows: Int64 = 0
        /// The first bad row that was skipped, as a message.
        package var firstBadRow: String?
        /// The number of pairs of an n-gram and a year.
        package var observations: Int64 = 0
        /// The number of observations that repeat a year of the same n-gram in consecutive rows.
        package var repeatedYears: Int64 = 0
        /// The sum of the match counts.
        package var matchSum: Int64 = 0
        /// The sum of the volume counts.
        package var volumeSum: Int64 = 0
        /// The number of uncompressed bytes whose rows are merged.
        package var resumeOffset: Int64 = 0
        /// The number of uncompressed bytes that `checkedChecksum` covers, which is at or slightly past `resumeOffset`.
        package var checkedOffset: Int64 = 0
        /// CRC-32 of the uncompressed bytes before `checkedOffset`.
        package var checkedChecksum: UInt32 = 0
        /// What inflating needs to continue near `resumeOffset`; empty to begin at the start of the archive.
        package var inflateState: [UInt8] = []
        /// The number of rows that were left out because their n-gram has a bare tag.
        package var placeholderRows: Int64 = 0
        /// The number of stretches of the archive in which the n-grams ascend.
        package var sortedRuns: Int64 = 0
        /// The first and the last year with counts.
        package var years: ClosedRange<Int>?
        /// The smallest and the largest n-gram by bytes; nil when there is none.
        package var firstNgram: [UInt8]?
        /// See `firstNgram`.
        package var lastNgram: [UInt8]?

        /// Nothing has been merged.
        package init() {}

        /// The progress that the ledger records.
        package init(_ record: ArchiveRecord) {
            rows = record.rows
            badRows = record.badRows
            firstBadRow = record.firstBadRow
            observations = record.observations
            repeatedYears = record.repeatedYears
            matchSum = record.matchSum
            volumeSum = record.volumeSum
            resumeOffset = record.resumeOffset
            checkedOffset = record.checkedOffset
            checkedChecksum = record.checkedChecksum
            placeholderRows = record.placeholderRows
            sortedRuns = record.sortedRuns
            years = record.years
            firstNgram = record.firstNgram
            lastNgram = record.lastNgram
        }
    }

    let path: String
    /// The file that is written: that of the store, or one that becomes the store when it is finished.
    private let file: String
    private let queue: DatabaseQueue
    private let lock: IngestLock
    /// Nil while the file has no write-ahead log.
    private let checkpointer: Checkpointer?
    /// Nil while the file has a write-ahead log.
    private let earlySync: EarlySync?
    private let files: OpenStoreFiles
    let isCancelled: () -> Bool
    private let batchBytes: Int
    private var uncommittedBytes = 0
    private var statements: RunStatements?
    private var merging: MergeStatements?
    private var lastRun: Int64 = 0
    /// The archives that are being read, by their keys.
    private var writers: [Int64: ArchiveWriter] = [:]
    /// The corpora whose archives have to be compared again, because one of them was discarded.
    var uncompared: Set<Int64> = []
    /// The first error. Nothing is written after it.
    private var failure: (any Error)?

    /// Opens the store at a path for writing: creates or migrates it, and finishes the removals that an earlier ingest
    /// did not finish, which may take minutes.
    ///
    /// - Parameters:
    ///   - batchBytes: the number of bytes of partial counts after which a transaction is committed.
    ///   - isCancelled: whether the ingest should end soon. Called on the thread that calls the writer. Long removals
    ///     then stop early, and the next ingest continues them.
    /// - Throws: `StoreError`: `busy` when another ingest holds it.
    package convenience init(path: String, batchBytes: Int = 8 << 20, isCancelled: @escaping () -> Bool = { false })
        throws
    {
        try self.init(path: path, isUnseen: false, batchBytes: batchBytes, isCancelled: isCancelled)
    }

    /// Opens a store that does not exist yet, and appears at the path when `close` has finished it.
    ///
    /// Nobody can read it before, so it needs no write-ahead log, and each page is written once instead of twice. If the
    /// process ends before, the next writer of this kind continues with what was committed.
    ///
    /// - Throws: `StoreError`: `busy` when another ingest holds the path.
    package convenience init(unseen path: String) throws {
        try self.init(path: path, isUnseen: true, batchBytes: 64 << 20, isCancelled: { false })
    }

    /// Whether a store at a path would be a new one.
    package static func isNew(_ path: String) -> Bool {
        do throws(SystemFailure) {
            _ = try FileStatus(path: path)
            return false
        } catch {
            return error.isMissingFile
        }
    }

    private init(path: String, isUnseen: Bool, batchBytes: Int, isCancelled: @escaping () -> Bool) throws {
        self.path = path
        self.batchBytes = batchBytes
        self.isCancelled = isCancelled
        try translatingErrors(path: path, .writing) { try StoreConnections.checkWritable(path) }
        lock = try IngestLock(path: path)
        let file = try translatingErrors(path: path, .writing) {
            isUnseen ? try StoreConnections.resolve(path) + StorePaths.unfinished : path
        }
        self.file = file
        let queue = try translatingErrors(path: path, .writing) {
            try StoreConnections.openForWriting(file, hasLog: !isUnseen)
        }
        self.queue = queue
        checkpointer = try translatingErrors(path: path, .writing) { isUnseen ? nil : try Checkpointer(path: path) }
        earlySync = try translatingErrors(path: path, .writing) { isUnseen ? try EarlySync(path: file) : nil }
        files = try translatingErrors(path: path, .writing) {
            try queue.writeWithoutTransaction { try OpenStoreFiles(path: file, database: $0) }
        }
        try perform { database in
            try files.check()
            checkpointer?.follow(database)
            statements = try RunStatements(database)
            lastRun = try Int64.fetchOne(database, sql: "SELECT max(id) FROM run") ?? 0
            try ArchiveRemover(database, isCancelled: isCancelled).removeAll()
        }
    }

    // Also runs without `close`. The statements must be finalized before the connection is closed. Otherwise
    // SQLite keeps the connection open for them, and when the last one is finalized, its rollback calls back into
    // memory that GRDB has already freed.
    deinit {
        writers = [:]
        (statements, merging) = (nil, nil)
        try? checkpointer?.close()
        try? queue.close()
    }

    // SQLite uses a partial index only for a query that states its condition (https://sqlite.org/partialindex.html, 3).
    // Without `state <> 'discarded'`, these two would read the whole ledger for each archive.
    static let recordsOfName = """
        SELECT \(ArchiveRecord.columns) FROM archive JOIN corpus ON corpus.id = corpus_id
        WHERE corpus.name = ? AND archive.name = ? AND state IN ('complete', 'loading') AND state <> 'discarded'
        """
    static let removalOfFailed = """
        DELETE FROM archive WHERE corpus_id = ? AND name = ? AND state = 'failed' AND state <> 'discarded'
        """

    /// The complete and the interrupted archive of a name; nil for each that does not exist.
    package func records(
        of name: String, corpus: CorpusName
    ) throws -> (complete: ArchiveRecord?, loading: ArchiveRecord?) {
        try perform { database in
            let records = try Row.fetchAll(
                database.cachedStatement(sql: Self.recordsOfName), arguments: [corpus.description, name]
            ).compactMap(ArchiveRecord.init(row:))
            return (records.first { $0.state == .complete }, records.first { $0.state == .loading })
        }
    }

    /// The ledger's entries of all archives.
    package func ledgerIndex() throws -> LedgerIndex {
        try perform { try LedgerIndex($0) }
    }

    /// Adds an archive to the ledger as being read, and deletes the record of an earlier failure. Committed with the
    /// first of its rows, or earlier.
    /// - Returns: the key of the archive in the ledger.
    package func begin(_ source: ArchiveSource) throws -> Int64 {
        try perform { database in
            if !database.isInsideTransaction { try database.beginTransaction(.immediate) }
            let corpus = try prepareLedger(for: source.name, corpus: source.corpus.description, database)
            try database.cachedStatement(
                sql: """
                    INSERT INTO archive (corpus_id, name, contents, edition, n, size, modified, address, etag,
                        bad_row_policy, placeholder_policy, state)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'loading')
                    """
            ).execute(arguments: [
                corpus, source.name, source.isTotals ? "totals" : "ngrams", source.edition?.rawValue,
                source.order, source.size, source.modified, source.origin?.address, source.origin?.etag,
                source.badRowPolicy.rawValue, source.placeholderPolicy.rawValue,
            ])
            let id = database.lastInsertedRowID
            writers[id] = ArchiveWriter(new: id, corpus: corpus, try runStatements(database))
            return id
        }
    }

    /// Adds a corpus unless it is there, and deletes the record of an earlier failure of one of its archives.
    /// - Returns: the key of the corpus.
    func prepareLedger(for archive: String, corpus name: String, _ database: Database) throws -> Int64 {
        try database.cachedStatement(sql: "INSERT INTO corpus (name) VALUES (?) ON CONFLICT DO NOTHING")
            .execute(arguments: [name])
        guard
            let corpus = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT id FROM corpus WHERE name = ?"), arguments: [name])
        else { throw DatabaseError(message: "the store has no corpus \(name)") }
        try database.cachedStatement(sql: Self.removalOfFailed).execute(arguments: [corpus, archive])
        return corpus
    }

    /// What inflating needs to continue an interrupted archive near its resume offset; empty if nothing is known.
    package func inflateState(of id: Int64) throws -> [UInt8] {
        try perform { database in
            let state = try Data.fetchOne(
                database, sql: "SELECT inflate_state FROM archive WHERE id = ?", arguments: [id])
            return state.map { Array($0) } ?? []
        }
    }

    /// Records the size and modification time of an archive's file, where on the web it is, and, unless nil, its edition
    /// and how its bad rows are treated.
    package func update(
        _ id: Int64, size: Int64, modified: Int64, origin: WebOrigin? = nil, edition: Edition?,
        badRowPolicy: BadRowPolicy? = nil
    ) throws {
        try perform { database in
            try database.execute(
                sql: """
                    UPDATE archive SET size = ?, modified = ?, address = ?, etag = ?, edition = coalesce(?, edition),
                        bad_row_policy = coalesce(?, bad_row_policy) WHERE id = ?
                    """,
                arguments: [
                    size, modified, origin?.address, origin?.etag, edition?.rawValue, badRowPolicy?.rawValue, id,
                ])
        }
    }

    /// Appends blocks of an archive, and commits once `batchBytes` have accumulated.
    ///
    /// - Parameters:
    ///   - blocks: blocks whose n-grams ascend. They are appended to the archive's last run if they come after it;
    ///     otherwise they begin a new run.
    ///   - progress: the progress of the archive including these blocks.
    package func append(_ blocks: [EncodedBlock], to id: Int64, progress: Progress) throws {
        try perform { database in
            try beginTransaction(database)
            let writer = try archiveWriter(id, database)
            writer.progress = progress
            try writer.append(blocks) { nextRun() }
            try didAppend(blocks, database)
        }
    }

    /// Accounts for appended blocks, and commits once `batchBytes` have accumulated.
    func didAppend(_ blocks: [EncodedBlock], _ database: Database) throws {
        _ = try didWrite(blocks.reduce(0) { $0 + $1.count }, database)
    }

    /// Accounts for bytes that were written, and commits once `batchBytes` have accumulated.
    /// - Returns: whether it has committed.
    func didWrite(_ bytes: Int, _ database: Database) throws -> Bool {
        uncommittedBytes += bytes
        earlySync?.wrote(bytes)
        guard uncommittedBytes >= batchBytes else { return false }
        try commit(database)
        return true
    }

    /// Begins a transaction unless one has begun.
    func beginTransaction(_ database: Database) throws {
        if !database.isInsideTransaction { try database.beginTransaction(.immediate) }
    }

    /// The writer of an archive that is being read.
    func archiveWriter(_ id: Int64, _ database: Database) throws -> ArchiveWriter {
        if let writer = writers[id] { return writer }
        let writer = try ArchiveWriter(id, database, runStatements(database))
        writers[id] = writer
        return writer
    }

    /// The key of the next run.
    func nextRun() -> Int64 {
        lastRun += 1
        return lastRun
    }

    func runStatements(_ database: Database) throws -> RunStatements {
        if let statements { return statements }
        let new = try RunStatements(database)
        statements = new
        return new
    }

    func mergeStatements(_ database: Database) throws -> MergeStatements {
        if let merging { return merging }
        let new = try MergeStatements(database, path: path)
        merging = new
        return new
    }

    /// The completion of an archive whose rows have all been appended.
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

    /// Makes an archive visible, in place of the one it replaces. Once this returns, the change survives a power cut.
    package func complete(_ id: Int64, digest: String, replacing old: Int64?) throws {
        try complete([Completion(id: id, digest: digest, replaces: old)])
    }

    /// Makes archives visible in one commit, each in place of the one it replaces. Once this returns, the change
    /// survives a power cut. The runs of the archives must not overlap; see `beginMerge`.
    package func complete(_ completions: [Completion]) throws {
        try perform { database in
            try commit(database)
            try durably(database) {
                let complete = try database.cachedStatement(
                    sql: """
                        UPDATE archive SET state = 'complete', digest = ?, inflate_state = NULL,
                            changed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = ?
                        """)
                for completion in completions {
                    writers[completion.id] = nil
                    if let old = completion.replaces {
                        try ArchiveRemover.discard(old, database, uncompared: &uncompared)
                    }
                    try complete.execute(arguments: [completion.digest, completion.id])
                }
            }
            try ArchiveRemover(database, isCancelled: isCancelled).remove(completions.compactMap(\.replaces))
        }
    }

    /// Stores a totals file and makes it visible.
    package func completeTotals(
        _ id: Int64, rows: [(year: Int, matchCount: Int64, pageCount: Int64, volumeCount: Int64)], digest: String,
        replacing old: Int64?
    ) throws {
        try appendTotals(id, rows: rows)
        try complete(id, digest: digest, replacing: old)
    }

    /// Stores the rows of a totals file, which are not visible before it is complete.
    /// - Throws: `CountOverflow` when a sum exceeds `Int64.max`; then nothing is stored.
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
            try runStatements(database).updateLedger(id, progress, ngrams: 0)
            try database.commit()
        }
    }

    /// Records that an archive cannot be read, and removes its rows.
    package func fail(_ id: Int64, message: String) throws {
        try perform { database in
            try commit(database)
            writers[id] = nil
            try database.execute(
                sql: """
                    UPDATE archive SET state = 'failed', error = ?, rows = 0, match_sum = 0, volume_sum = 0,
                        inflate_state = NULL,
                        changed_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = ?
                    """,
                arguments: [message, id])
            try ArchiveRemover(database, isCancelled: isCancelled).remove([id])
        }
    }

    /// Discards an interrupted archive, and removes its rows.
    package func discard(_ id: Int64) throws {
        try perform { database in
            try commit(database)
            writers[id] = nil
            try database.inTransaction(.immediate) {
                try ArchiveRemover.discard(id, database, uncompared: &uncompared)
                return .commit
            }
            try ArchiveRemover(database, isCancelled: isCancelled).remove([id])
        }
    }

    /// Commits the current transaction, if any.
    package func commit() throws {
        try perform(commit)
    }

    /// Commits, moves the write-ahead log into the store as far as readers allow, and closes the store. After a
    /// failure, only closes it.
    package func close() throws {
        if failure == nil {
            try perform { database in
                try commit(database)
                if !isCancelled() { try SharedNgramFinder(database, path: path, isCancelled: isCancelled).run() }
                writers = [:]
                (statements, merging) = (nil, nil)
                try checkpointer?.emptyLogAtEnd(database, isHurried: isCancelled())
                if file != path { try StoreConnections.beginLog(database) }
                try files.check()
            }
        }
        try translatingErrors(path: path, .writing) {
            try checkpointer?.close()
            earlySync?.finish()
            try queue.close()
            if file != path, failure == nil { try publish() }
        }
        lock.release()
    }

    /// Gives the finished file the name of the store.
    private func publish() throws {
        // Only a program that does not take the lock can have made one.
        guard Self.isNew(path) else { throw StoreError.replaced(path: path) }
        // Where links lead, as SQLite creates a store, so that they stay links.
        let destination = try StoreConnections.resolve(path)
        try SystemFailure.check { rename(file, destination) }
        try FileSystem.syncFolder(of: destination)
    }

    func commit(_ database: Database) throws {
        uncommittedBytes = 0
        guard database.isInsideTransaction else { return }
        for writer in writers.values { try writer.flush() }
        try files.check()
        try database.commit()
    }

    /// Runs a transaction. Once this returns, the transaction and all earlier ones are on the disk.
    func durably(_ database: Database, _ work: () throws -> Void) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.inTransaction(.immediate) {
            try work()
            return .commit
        }
        // A file without a log needs it always.
        if checkpointer != nil { try database.execute(sql: "PRAGMA synchronous = NORMAL") }
        try files.check()
    }

    /// Runs a step of the ingest. After a step has failed, every later step throws the same error.
    ///
    /// If SQLite rolls a transaction back by itself, as after a full disk (https://sqlite.org/lang_transaction.html,
    /// 3), the counts of other archives since the last commit are lost too, and the code that reads those archives does
    /// not learn of it. If SQLite leaves the transaction open, it holds half of a partition. In neither case may the
    /// ingest continue or commit.
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
            writers = [:]
            (statements, merging) = (nil, nil)
            try? queue.writeWithoutTransaction { database in
                try database.rollback()
                // SQLite does not remove the log of a database file that has lost its name. A program that opens the
                // new file of that name would mistake that log for the log of the new file, so the log is emptied.
                if case StoreError.replaced = error { try database.checkpoint(.truncate) }
            }
            throw error
        }
    }
}
