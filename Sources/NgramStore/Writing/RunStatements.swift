import GRDB
import NgramBlocks

/// The prepared statements that write runs and the ledger, shared by all archives of a writer.
final class RunStatements {
    let insertRun: DirectStatement
    private let updateRun: DirectStatement
    let insertBlock: DirectStatement
    let insertHead: DirectStatement
    let insertSeries: DirectStatement
    let updateLedger: DirectStatement

    init(_ database: Database) throws {
        insertRun = try DirectStatement(
            database,
            "INSERT INTO run (id, archive_id, blocks, first_ngram, last_ngram) VALUES (?, ?, 0, ?, ?)")
        updateRun = try DirectStatement(
            database, "UPDATE run SET blocks = ?, first_ngram = ?, last_ngram = ?, first_bytes = ? WHERE id = ?")
        insertBlock = try DirectStatement(
            database,
            """
            INSERT INTO block (id, corpus_id, ngrams, match_count, volume_count, first_ngram, last_ngram,
                years, piece, position, series_bytes, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insertHead = try DirectStatement(database, "INSERT INTO head (block_id, codec, data) VALUES (?, ?, ?)")
        insertSeries = try DirectStatement(database, "INSERT INTO series (id, data) VALUES (?, ?)")
        updateLedger = try DirectStatement(
            database,
            """
            UPDATE archive SET rows = ?, bad_rows = ?, match_sum = ?, volume_sum = ?, resume_offset = ?,
                checked_offset = ?, checked_crc32 = ?, repeated_years = ?, first_bad_row = ?, ngrams = ?,
                observations = ?, sorted_runs = ?, placeholder_rows = ?, first_year = ?, last_year = ?,
                first_ngram = ?, last_ngram = ?, inflate_state = ? WHERE id = ?
            """)
    }

    /// Records what a run has.
    func updateRun(
        _ id: Int64, blocks: Int64, first: [UInt8], last: [UInt8], firstBytes: FirstBytes?
    ) throws {
        updateRun.bind(1, blocks)
        updateRun.bindText(2, copying: first)
        updateRun.bindText(3, copying: last)
        updateRun.bind(5, id)
        guard let encoded = firstBytes?.encoded else {
            updateRun.bindNull(4)
            return try updateRun.run()
        }
        try encoded.withUnsafeBytes { bytes in
            updateRun.bindBlob(4, unowned: bytes)
            try updateRun.run()
        }
    }

    /// Records the progress of an archive in the ledger.
    ///
    /// - Parameter ngrams: the number of n-grams of its blocks.
    func updateLedger(_ archive: Int64, _ progress: StoreWriter.Progress, ngrams: Int64) throws {
        let ledger = updateLedger
        ledger.bind(1, progress.rows)
        ledger.bind(2, progress.badRows)
        ledger.bind(3, progress.matchSum)
        ledger.bind(4, progress.volumeSum)
        ledger.bind(5, progress.resumeOffset)
        ledger.bind(6, progress.checkedOffset)
        ledger.bind(7, Int64(progress.checkedChecksum))
        ledger.bind(8, progress.repeatedYears)
        ledger.bindText(9, orNull: progress.firstBadRow.map { Array($0.utf8) })
        ledger.bind(10, ngrams)
        ledger.bind(11, progress.observations)
        ledger.bind(12, progress.sortedRuns)
        ledger.bind(13, progress.placeholderRows)
        ledger.bind(14, orNull: progress.years.map { Int64($0.lowerBound) })
        ledger.bind(15, orNull: progress.years.map { Int64($0.upperBound) })
        ledger.bindText(16, orNull: progress.firstNgram)
        ledger.bindText(17, orNull: progress.lastNgram)
        try progress.inflateState.withUnsafeBytes { state in
            if state.isEmpty { ledger.bindNull(18) } else { ledger.bindBlob(18, unowned: state) }
            ledger.bind(19, archive)
            try ledger.run()
        }
    }
}
