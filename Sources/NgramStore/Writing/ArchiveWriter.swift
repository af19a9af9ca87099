import GRDB
import NgramBlocks

/// The archive that is being read into the store: its progress and the runs that are open. What it has taken is complete
/// in the store only after `flush`.
final class ArchiveWriter {
    /// The archive's key in the ledger.
    let id: Int64
    /// The corpus that it belongs to.
    let corpus: Int64
    /// The progress that the next commit records.
    var progress: StoreWriter.Progress { didSet { isChanged = true } }
    /// The number of n-grams of its blocks.
    private(set) var ngrams: Int64
    /// The run to which the next blocks are appended; nil to begin one.
    private(set) var run: RunWriter?

    /// The run into which others are being merged.
    var target: RunWriter?
    /// Whether all its blocks are in the open run.
    private(set) var isSingleRun = true

    private let statements: RunStatements
    private var isChanged = false

    /// Begins an archive that was added to the ledger.
    init(new id: Int64, corpus: Int64, _ statements: RunStatements) {
        (self.id, self.corpus, self.statements) = (id, corpus, statements)
        (progress, ngrams) = (StoreWriter.Progress(), 0)
    }

    /// Continues an archive from its state in the ledger.
    init(_ id: Int64, _ database: Database, _ statements: RunStatements) throws {
        self.id = id
        self.statements = statements
        guard
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT \(ArchiveRecord.columns), corpus_id FROM archive JOIN corpus ON corpus.id = corpus_id
                    WHERE archive.id = ?
                    """,
                arguments: [id]), let record = try ArchiveRecord(row: row)
        else { throw DatabaseError(message: "the ledger has no archive \(id)") }
        corpus = try row.integer("corpus_id", in: StoredValues.keys)
        progress = StoreWriter.Progress(record)
        ngrams = record.ngrams
        guard record.resumeOffset > 0 else { return }
        let runs = try StoredRun.of(id, database)
        isSingleRun = runs.count <= 1
        // Nothing may be appended to a run into which others are being merged: they still have smaller n-grams. After an
        // interrupted merge, only a file that has grown has more n-grams, which begin a new run.
        let isMerging = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM run WHERE archive_id = ? AND target IS NOT NULL)",
            arguments: [id])
        guard isMerging == false else { return }
        if let last = runs.max(by: { $0.id < $1.id }) { run = try continued(last, database) }
    }

    /// A writer that continues a run.
    func continued(_ run: StoredRun, _ database: Database) throws -> RunWriter {
        let last = try Int64.fetchOne(
            database, sql: "SELECT max(id) FROM series WHERE id >= ? AND id < ?",
            arguments: [run.keySpace.lowerBound, run.keySpace.upperBound])
        let nextPiece = last.map { $0 - run.keySpace.lowerBound + 1 } ?? 0
        return RunWriter(run, corpus: corpus, nextPiece: nextPiece, statements)
    }

    /// Appends blocks that ascend: to the open run if they come after it, otherwise to a new run.
    func append(_ blocks: [EncodedBlock], newRun: () -> Int64) throws {
        guard let first = blocks.first else { return }
        if run?.admits(first) != true {
            try run?.flush()
            isSingleRun = isSingleRun && run == nil
            run = try RunWriter(new: newRun(), archive: id, corpus: corpus, statements)
        }
        guard let run else { return }
        for block in blocks { try append(block, to: run) }
    }

    /// Appends a block to one of the archive's runs, after its last n-gram.
    func append(_ block: EncodedBlock, to run: RunWriter) throws {
        try run.append(block)
        ngrams += Int64(block.ngrams)
        progress.observations -= Int64(block.summedObservations)
    }

    /// Accounts for blocks that were deleted.
    func removed(ngrams: Int64) {
        self.ngrams -= ngrams
        isChanged = true
    }

    /// Closes the open run, so that the next blocks begin a new one.
    func closeRun() throws {
        try run?.flush()
        run = nil
    }

    /// Stores what is pending, and the progress.
    func flush() throws {
        guard isChanged else { return }
        try run?.flush()
        try target?.flush()
        try statements.updateLedger(id, progress, ngrams: ngrams)
        isChanged = false
    }
}
