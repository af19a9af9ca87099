import GRDB
import NgramBlocks

/// Removes the rows of archives that were replaced, discarded or failed. No answer includes these rows anymore, so the
/// removal may take many small transactions, be interrupted, and be continued by the next ingest.
struct ArchiveRemover {
    /// The number of blocks that one transaction removes: about 5 MB of series, which keeps the log and the memory
    /// small. An interruption waits for one transaction.
    private static let blocksPerTransaction = 250

    private let database: Database
    private let isCancelled: () -> Bool

    /// - Parameter isCancelled: whether to stop after the current transaction.
    init(_ database: Database, isCancelled: @escaping () -> Bool) {
        self.database = database
        self.isCancelled = isCancelled
    }

    /// Removes the rows of all such archives. If the removal is canceled, it continues when the store is next opened
    /// for writing.
    func removeAll() throws {
        let archives = try Int64.fetchAll(
            database,
            sql: """
                SELECT id FROM archive WHERE state = 'discarded'
                    OR state = 'failed' AND EXISTS (SELECT 1 FROM block_bound WHERE archive_id = archive.id)
                """)
        for archive in archives where !isCancelled() { try remove(archive) }
    }

    private func remove(_ archive: Int64) throws {
        let statements = try Statements(database)
        while true {
            let blocks = try Row.fetchAll(
                database,
                sql: "SELECT block_id, corpus_id FROM block_bound WHERE archive_id = ? LIMIT ?",
                arguments: [archive, Self.blocksPerTransaction])
            if blocks.isEmpty { break }
            if isCancelled() { return }
            try database.inTransaction(.immediate) {
                for block in blocks {
                    try statements.remove(block: block.value("block_id"), corpus: block.value("corpus_id"))
                }
                return .commit
            }
        }
        try database.inTransaction(.immediate) {
            try database.execute(sql: "DELETE FROM total WHERE archive_id = ?", arguments: [archive])
            try database.execute(sql: "UPDATE archive SET ngrams = 0 WHERE id = ?", arguments: [archive])
            try database.execute(
                sql: "DELETE FROM archive WHERE id = ? AND state = 'discarded'", arguments: [archive])
            return .commit
        }
    }

    /// The statements that remove a block, prepared once for all blocks of an archive.
    private struct Statements {
        let data: DirectStatement
        let deleteRow: DirectStatement
        let deleteExtra: DirectStatement
        let findExtra: DirectStatement
        let promote: DirectStatement
        let count: DirectStatement
        let deleteBlock: DirectStatement
        let deleteBound: DirectStatement

        init(_ database: Database) throws {
            data = try DirectStatement(database, "SELECT data FROM block WHERE id = ?")
            deleteRow = try DirectStatement(
                database, "DELETE FROM ngram WHERE corpus_id = ? AND ngram = ? AND block_id = ? AND position = ?")
            deleteExtra = try DirectStatement(
                database,
                "DELETE FROM ngram_extra WHERE corpus_id = ? AND ngram = ? AND block_id = ? AND position = ?")
            findExtra = try DirectStatement(
                database,
                "SELECT block_id, position, archive_id FROM ngram_extra WHERE corpus_id = ? AND ngram = ? LIMIT 1")
            promote = try DirectStatement(
                database,
                """
                INSERT INTO ngram (corpus_id, ngram, archive_id, match_count, volume_count, first_year, last_year,
                    block_id, position)
                SELECT corpus_id, ngram, archive_id, match_count, volume_count, first_year, last_year, block_id,
                    position
                FROM ngram_extra
                WHERE corpus_id = ? AND ngram = ? AND block_id = ? AND position = ?
                """)
            count = try DirectStatement(database, "UPDATE archive SET ngrams = ngrams + 1 WHERE id = ?")
            deleteBlock = try DirectStatement(database, "DELETE FROM block WHERE id = ?")
            deleteBound = try DirectStatement(database, "DELETE FROM block_bound WHERE block_id = ?")
        }

        func remove(block: Int64, corpus: Int64) throws {
            data.bind(1, block)
            defer { data.reset() }
            if try data.step() {
                var reader = BlockReader(data.bytes(0))
                while var item = try reader.next() {
                    try removeRow(item.ngram, corpus: corpus, block: block, position: Int64(item.position))
                    try item.series.skipToEnd()
                    reader.skip(past: item.series)
                }
            }
            data.reset()
            deleteBound.bind(1, block)
            try deleteBound.run()
            deleteBlock.bind(1, block)
            try deleteBlock.run()
        }

        /// Deletes the row of an n-gram in a block. If that row was in `ngram`, a row of `ngram_extra` takes its place,
        /// so that `ngram_extra` has only rows of n-grams that also have a row in `ngram`.
        private func removeRow(_ text: UnsafeRawBufferPointer, corpus: Int64, block: Int64, position: Int64) throws {
            guard try run(deleteRow, text, corpus, block, position) else {
                _ = try run(deleteExtra, text, corpus, block, position)
                return
            }
            findExtra.bind(1, corpus)
            findExtra.bindText(2, unowned: text)
            guard try findExtra.step() else { return findExtra.reset() }
            let (extraBlock, extraPosition) = (findExtra.integer(0), findExtra.integer(1))
            count.bind(1, findExtra.integer(2))
            findExtra.reset()
            _ = try run(promote, text, corpus, extraBlock, extraPosition)
            _ = try run(deleteExtra, text, corpus, extraBlock, extraPosition)
            try count.run()
        }

        /// Whether a row was changed.
        private func run(
            _ statement: DirectStatement, _ text: UnsafeRawBufferPointer, _ corpus: Int64, _ block: Int64,
            _ position: Int64
        ) throws -> Bool {
            statement.bind(1, corpus)
            statement.bindText(2, unowned: text)
            statement.bind(3, block)
            statement.bind(4, position)
            try statement.run()
            return statement.changes > 0
        }
    }
}
