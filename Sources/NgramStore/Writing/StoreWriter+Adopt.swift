import GRDB

extension StoreWriter {
    /// The columns of the ledger that describe an archive and its content, whatever store it is in.
    private static let described = """
        name, contents, edition, n, size, modified, digest, rows, bad_rows, first_bad_row, bad_row_policy, \
        placeholder_policy, placeholder_rows, repeated_years, sorted_runs, ngrams, observations, first_ngram, last_ngram, \
        first_year, last_year, match_sum, volume_sum, address, etag
        """

    /// Copies a complete archive of another store, and makes it visible in one step, as if it had been read into this one.
    ///
    /// Many transactions copy it. If the process ends before the last one, the archive is one that is being read: the next
    /// call for it must discard it first.
    ///
    /// - Parameters:
    ///   - archive: the archive in the other store.
    ///   - snapshot: the state of the other store.
    ///   - old: the archive of this store that it replaces; nil if there is none.
    /// - Throws: `StoreError`, of either store; `CancellationError`.
    package func adopt(_ archive: ArchiveRecord, from snapshot: StoreSnapshot, replacing old: Int64?) throws {
        let source = snapshot.database
        let id = try perform { database in
            try commit(database)
            try beginTransaction(database)
            let corpus = try prepareLedger(for: archive.name, corpus: archive.corpus, database)
            let ledger = try DirectStatement(
                database,
                """
                INSERT INTO archive (corpus_id, state, \(Self.described))
                VALUES (?, 'loading', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
            let record = try DirectStatement(source, "SELECT \(Self.described) FROM archive WHERE id = ?")
            record.bind(1, archive.id)
            defer { record.reset() }
            guard try reading(snapshot, record.step) else {
                throw StoreError.damaged(path: snapshot.path, found: "an archive is missing")
            }
            ledger.bind(1, corpus)
            for column in 0..<Int32(25) { ledger.bind(column + 2, column: column, of: record) }
            try ledger.run()
            let id = database.lastInsertedRowID
            if archive.isTotals { try copyTotals(archive.id, snapshot, to: id, database) }
            for run in try reading(snapshot, { try StoredRun.of(archive.id, source) }) {
                try copy(run, snapshot, to: id, corpus: corpus, database)
            }
            return id
        }
        try complete(id, digest: archive.digest ?? "", replacing: old)
    }

    /// Reads from the other store, whose errors are not those of this one.
    private func reading<Value>(_ snapshot: StoreSnapshot, _ work: () throws -> Value) throws -> Value {
        try translatingErrors(path: snapshot.path, .reading, work)
    }

    private func copyTotals(_ archive: Int64, _ snapshot: StoreSnapshot, to id: Int64, _ database: Database) throws {
        let rows = try DirectStatement(
            snapshot.database, "SELECT year, match_count, page_count, volume_count FROM total WHERE archive_id = ?")
        let insertion = try DirectStatement(
            database,
            "INSERT INTO total (archive_id, year, match_count, page_count, volume_count) VALUES (?, ?, ?, ?, ?)")
        rows.bind(1, archive)
        defer { rows.reset() }
        while try reading(snapshot, rows.step) {
            insertion.bind(1, id)
            for column in 0..<Int32(4) { insertion.bind(column + 2, column: column, of: rows) }
            try insertion.run()
        }
    }

    /// Copies a run. Blocks and pieces keep their places in it.
    private func copy(
        _ run: StoredRun, _ snapshot: StoreSnapshot, to archive: Int64, corpus: Int64, _ database: Database
    ) throws {
        let statements = try runStatements(database)
        let key = nextRun()
        statements.insertRun.bind(1, key)
        statements.insertRun.bind(2, archive)
        statements.insertRun.bindText(3, copying: run.first)
        statements.insertRun.bindText(4, copying: run.last)
        try statements.insertRun.run()
        try statements.updateRun(
            key, blocks: run.blocks, first: run.first, last: run.last, firstBytes: run.firstBytes)
        let shift = (key - run.id) << StoredRun.placeBits

        let blocks = try DirectStatement(
            snapshot.database,
            """
            SELECT id, ngrams, match_count, volume_count, first_ngram, last_ngram, years, piece, position, series_bytes,
                checksum, codec, data
            FROM block JOIN head ON block_id = id WHERE id >= ? AND id < ? ORDER BY id
            """)
        blocks.bind(1, run.keySpace.lowerBound)
        blocks.bind(2, run.keySpace.upperBound)
        defer { blocks.reset() }
        while try reading(snapshot, blocks.step) {
            let block = statements.insertBlock
            block.bind(1, blocks.integer(0) + shift)
            block.bind(2, corpus)
            for column in 1..<Int32(11) { block.bind(column + 2, column: column, of: blocks) }
            try block.run()
            let head = statements.insertHead
            head.bind(1, blocks.integer(0) + shift)
            head.bind(2, column: 11, of: blocks)
            head.bind(3, column: 12, of: blocks)
            try head.run()
            try didCopy(blocks.bytes(12).count + 200, database)
        }

        let pieces = try DirectStatement(
            snapshot.database, "SELECT id, data FROM series WHERE id >= ? AND id < ? ORDER BY id")
        pieces.bind(1, run.keySpace.lowerBound)
        pieces.bind(2, run.keySpace.upperBound)
        defer { pieces.reset() }
        while try reading(snapshot, pieces.step) {
            let piece = statements.insertSeries
            piece.bind(1, pieces.integer(0) + shift)
            piece.bind(2, column: 1, of: pieces)
            try piece.run()
            try didCopy(pieces.bytes(1).count, database)
        }
    }

    /// Accounts for copied bytes, and commits when they are enough.
    private func didCopy(_ bytes: Int, _ database: Database) throws {
        guard try didWrite(bytes, database) else { return }
        if isCancelled() { throw CancellationError() }
        try beginTransaction(database)
    }
}
