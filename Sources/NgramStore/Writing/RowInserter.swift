import GRDB
import NgramBlocks

/// Inserts partial counts, one row per n-gram. This is the hot loop of merging.
final class RowInserter {
    private let ngram: DirectStatement
    private let extra: DirectStatement
    private let block: DirectStatement
    private let bound: DirectStatement
    private let ledger: DirectStatement
    private let corpusOf: DirectStatement
    private let spans: DirectStatement
    private var corpora: [Int64: Int64] = [:]

    init(_ database: Database) throws {
        let columns = """
            (corpus_id, ngram, archive_id, match_count, volume_count, first_year, last_year, block_id, position)
            """
        let rows = """
            SELECT ?2, entry.ngram, ?3, entry.match_count, entry.volume_count, entry.first_year, entry.last_year, ?4,
                entry.position
            FROM partial_counts(?1) AS entry
            """
        // Without WHERE, SQLite would parse ON as the constraint of a join.
        ngram = try DirectStatement(
            database, "INSERT OR FAIL INTO ngram \(columns) \(rows) WHERE true ON CONFLICT DO NOTHING")
        extra = try DirectStatement(
            database,
            """
            INSERT OR FAIL INTO ngram_extra \(columns) \(rows) WHERE NOT EXISTS (
                SELECT 1 FROM ngram
                WHERE corpus_id = ?2 AND ngram.ngram = entry.ngram AND block_id = ?4 AND position = entry.position)
            """)
        block = try DirectStatement(database, "INSERT INTO block (id, codec, data) VALUES (?, ?, ?)")
        bound = try DirectStatement(
            database,
            """
            INSERT INTO block_bound (block_id, corpus_id, archive_id, rows, match_count, volume_count, first_ngram,
                last_ngram, years) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        ledger = try DirectStatement(
            database,
            """
            UPDATE archive SET rows = ?, bad_rows = ?, match_sum = ?, volume_sum = ?, resume_offset = ?,
                checked_offset = ?, checked_crc32 = ?, repeated_years = ?, first_bad_row = ? WHERE id = ?
            """)
        spans = try DirectStatement(
            database,
            """
            UPDATE archive SET ngrams = ngrams + ?1, first_year = min(coalesce(first_year, ?2), ?2),
                last_year = max(coalesce(last_year, ?3), ?3) WHERE id = ?4
            """)
        corpusOf = try DirectStatement(database, "SELECT corpus_id FROM archive WHERE id = ?")
    }

    /// Removes the corpus of an archive from the cache. Must be called for a new archive, because its key may have
    /// belonged to a removed archive.
    func forget(archive: Int64) {
        corpora[archive] = nil
    }

    /// Inserts all n-grams and blocks of a partition.
    func insert(_ counts: PartialCounts, archive: Int64, nextBlock: inout Int64) throws {
        let corpus = try self.corpus(of: archive)
        var inserted = 0
        try counts.bytes.withUnsafeBytes { bytes in
            for part in counts.blocks {
                try insert(part, of: counts, bytes, corpus: corpus, archive: archive, block: nextBlock)
                try counts.entries[part.entries].withUnsafeBufferPointer { entries in
                    let source = PartialCountsTable.Block(bytes: bytes, entries: entries)
                    let count = try insert(source, into: ngram, corpus: corpus, archive: archive, block: nextBlock)
                    // The other n-grams already have a row, from another archive or from an earlier block of this one.
                    if count < entries.count {
                        _ = try insert(source, into: extra, corpus: corpus, archive: archive, block: nextBlock)
                    }
                    inserted += count
                }
                nextBlock += 1
            }
        }
        guard let firstYear = counts.entries.lazy.map(\.firstYear).min(),
            let lastYear = counts.entries.lazy.map(\.lastYear).max()
        else { return }
        spans.bind(1, Int64(inserted))
        spans.bind(2, Int64(firstYear))
        spans.bind(3, Int64(lastYear))
        spans.bind(4, archive)
        try spans.run()
    }

    /// Inserts the n-grams of a block into one of the tables, and returns the number of rows that it inserted.
    private func insert(
        _ source: PartialCountsTable.Block, into table: DirectStatement, corpus: Int64, archive: Int64, block: Int64
    ) throws -> Int {
        try PartialCountsTable.bind(source, to: table, at: 1) {
            table.bind(2, corpus)
            table.bind(3, archive)
            table.bind(4, block)
            try table.run()
            return Int(table.changes)
        }
    }

    private func insert(
        _ part: PartialCounts.Block, of counts: PartialCounts, _ bytes: UnsafeRawBufferPointer, corpus: Int64,
        archive: Int64, block id: Int64
    ) throws {
        block.bind(1, id)
        block.bind(2, Int64(SeriesCodec.version))
        block.bindBlob(3, unowned: UnsafeRawBufferPointer(rebasing: bytes[part.bytes]))
        try block.run()

        func text(_ index: Int?) -> UnsafeRawBufferPointer {
            guard let index else { return UnsafeRawBufferPointer(rebasing: bytes[0..<0]) }
            let entry = counts.entries[index]
            return UnsafeRawBufferPointer(
                rebasing: bytes[Int(entry.textOffset)..<Int(entry.textOffset + entry.textLength)])
        }
        bound.bind(1, id)
        bound.bind(2, corpus)
        bound.bind(3, archive)
        bound.bind(4, part.rows)
        bound.bind(5, part.largestMatchCount)
        bound.bind(6, part.largestVolumeCount)
        bound.bindText(7, unowned: text(part.extremes?.smallest))
        bound.bindText(8, unowned: text(part.extremes?.largest))
        try part.bounds.withUnsafeBytes { years in
            bound.bindBlob(9, unowned: years)
            try bound.run()
        }
    }

    /// Records the progress of an archive in the ledger.
    func updateLedger(_ archive: Int64, _ progress: StoreWriter.Progress) throws {
        ledger.bind(1, progress.rows)
        ledger.bind(2, progress.badRows)
        ledger.bind(3, progress.matchSum)
        ledger.bind(4, progress.volumeSum)
        ledger.bind(5, progress.resumeOffset)
        ledger.bind(6, progress.checkedOffset)
        ledger.bind(7, Int64(progress.checkedChecksum))
        ledger.bind(8, progress.repeatedYears)
        if let firstBadRow = progress.firstBadRow {
            ledger.bindText(9, copying: Array(firstBadRow.utf8))
        } else {
            ledger.bindNull(9)
        }
        ledger.bind(10, archive)
        try ledger.run()
    }

    private func corpus(of archive: Int64) throws -> Int64 {
        if let corpus = corpora[archive] { return corpus }
        corpusOf.bind(1, archive)
        defer { corpusOf.reset() }
        guard try corpusOf.step() else { throw DatabaseError(message: "the ledger has no archive \(archive)") }
        let corpus = corpusOf.integer(0)
        corpora[archive] = corpus
        return corpus
    }
}
