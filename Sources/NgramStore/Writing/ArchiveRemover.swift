import GRDB

/// Removes the runs of archives that were replaced, discarded or failed. No answer includes them anymore, so the removal
/// may take many small transactions, be interrupted, and be continued by the next ingest.
struct ArchiveRemover {
    /// The number of blocks that one transaction removes: about 5 MB, which keeps the log and the memory small. An
    /// interruption waits for one transaction.
    private static let blocksPerTransaction: Int64 = 250

    private let database: Database
    private let isCancelled: () -> Bool

    /// - Parameter isCancelled: whether to stop after the current transaction.
    init(_ database: Database, isCancelled: @escaping () -> Bool) {
        self.database = database
        self.isCancelled = isCancelled
    }

    /// Removes the runs of all such archives. If the removal is canceled, it continues when the store is next opened for
    /// writing.
    func removeAll() throws {
        let archives = try Int64.fetchAll(
            database,
            sql: """
                SELECT id FROM archive WHERE state = 'discarded'
                    OR state = 'failed' AND EXISTS (SELECT 1 FROM run WHERE archive_id = archive.id)
                """)
        try remove(archives)
        guard !archives.isEmpty, !isCancelled() else { return }
        try database.execute(
            sql: """
                DELETE FROM shared_ngram
                WHERE corpus_id NOT IN (SELECT corpus_id FROM archive WHERE state = 'complete')
                """)
    }

    /// Removes the runs of some such archives.
    func remove(_ archives: [Int64]) throws {
        for archive in archives where !isCancelled() { try remove(archive) }
    }

    /// Marks an archive as one that is being removed, in the transaction of the caller.
    ///
    /// - Parameter uncompared: the corpora whose archives have not been compared since an earlier call. For thousands of
    ///   replacements, one pass over the ledger is enough.
    static func discard(_ archive: Int64, _ database: Database, uncompared: inout Set<Int64>) throws {
        let corpus = try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT corpus_id FROM archive WHERE id = ? AND state = 'complete'"),
            arguments: [archive])
        if let corpus, uncompared.insert(corpus).inserted {
            // The list of shared n-grams of its corpus is no longer right.
            try database.execute(
                sql: """
                    UPDATE archive SET compared = 0
                    WHERE compared AND corpus_id = ?1 AND EXISTS (SELECT 1 FROM shared_ngram WHERE corpus_id = ?1)
                    """,
                arguments: [corpus])
        }
        try database.cachedStatement(sql: "UPDATE archive SET state = 'discarded' WHERE id = ?")
            .execute(arguments: [archive])
    }

    private func remove(_ archive: Int64) throws {
        for run in try StoredRun.of(archive, database) {
            guard try remove(run) else { return }
        }
        try database.inTransaction(.immediate) {
            try database.execute(sql: "DELETE FROM total WHERE archive_id = ?", arguments: [archive])
            try database.execute(
                sql: "UPDATE archive SET ngrams = 0, observations = 0 WHERE id = ?", arguments: [archive])
            try database.execute(
                sql: "DELETE FROM archive WHERE id = ? AND state = 'discarded'", arguments: [archive])
            return .commit
        }
    }

    /// Removes a run; false if the removal was canceled before its end.
    private func remove(_ run: StoredRun) throws -> Bool {
        var start = run.keySpace.lowerBound
        // A step covers as many keys as a transaction may remove blocks. A block has at most a few pieces of series.
        while start < run.keySpace.upperBound {
            if isCancelled() { return false }
            let next = try nextKey(start + Self.blocksPerTransaction, run)
            try database.inTransaction(.immediate) {
                for (table, key) in [("block", "id"), ("head", "block_id"), ("series", "id")] {
                    try database.execute(
                        sql: "DELETE FROM \(table) WHERE \(key) >= ? AND \(key) < ?", arguments: [start, next])
                }
                if next == run.keySpace.upperBound {
                    try database.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [run.id])
                }
                return .commit
            }
            start = next
        }
        return true
    }

    /// The given key, or the end of the run's keys if the run has no block or piece from that key on.
    private func nextKey(_ key: Int64, _ run: StoredRun) throws -> Int64 {
        let hasMore = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM block WHERE id >= ?1 AND id < ?2)
                    OR EXISTS (SELECT 1 FROM head WHERE block_id >= ?1 AND block_id < ?2)
                    OR EXISTS (SELECT 1 FROM series WHERE id >= ?1 AND id < ?2)
                """,
            arguments: [key, run.keySpace.upperBound])
        return hasMore == true ? key : run.keySpace.upperBound
    }
}
