import GRDB
import NgramBlocks

/// Finds the n-grams that several complete archives of a corpus share, and lists them in `shared_ngram`.
///
/// Runs once at the end of an ingest, for all archives that it added, because each pass reads the heads of blocks
/// that overlap. Until it has run, a search for the top n-grams reads all n-grams, so an interruption costs time but no
/// answer is wrong.
struct SharedNgramFinder {
    /// The number of n-grams that one transaction lists, which keeps the log and the memory small.
    private static let ngramsPerTransaction = 100_000

    private let database: Database
    private let path: String
    private let isCancelled: () -> Bool

    /// - Parameter isCancelled: whether to stop soon. The next writer continues.
    init(_ database: Database, path: String, isCancelled: @escaping () -> Bool) {
        (self.database, self.path, self.isCancelled) = (database, path, isCancelled)
    }

    /// Compares all archives that have not been compared.
    func run() throws {
        do { try compareAll() } catch is CancellationError { return }
    }

    private func compareAll() throws {
        let corpora = try Int64.fetchAll(
            database,
            sql: """
                SELECT DISTINCT corpus_id FROM archive
                WHERE state = 'complete' AND contents = 'ngrams' AND NOT compared
                """)
        for corpus in corpora { try compare(corpus) }
    }

    private func compare(_ corpus: Int64) throws {
        let new = try Int64.fetchSet(
            database,
            sql: """
                SELECT id FROM archive
                WHERE corpus_id = ? AND state = 'complete' AND contents = 'ngrams' AND NOT compared
                """,
            arguments: [corpus])
        // After a removal, no archive is compared, and the list may have n-grams that are not shared anymore.
        try database.execute(
            sql: """
                DELETE FROM shared_ngram WHERE corpus_id = ?1
                    AND NOT EXISTS (SELECT 1 FROM archive WHERE corpus_id = ?1 AND state = 'complete' AND compared)
                """,
            arguments: [corpus])
        let blocks = try StoredBlocks(database, path: path, isReading: false)
        var found: [(ngram: [UInt8], archives: Int)] = []
        for runs in RunOverlaps.groups(try StoredRun.complete(database, corpus: corpus))
        where runs.contains(where: { new.contains($0.archive) }) {
            let cursor = SharedNgramCursor(runs, blocks, isCancelled: isCancelled)
            while try cursor.next() {
                guard cursor.parts.contains(where: { new.contains($0.run.archive) }) else { continue }
                found.append((Array(cursor.text), cursor.parts.count))
                if found.count == Self.ngramsPerTransaction { try list(&found, corpus) }
            }
        }
        try list(&found, corpus)
        try database.inTransaction(.immediate) {
            for archive in new {
                try database.cachedStatement(sql: "UPDATE archive SET compared = 1 WHERE id = ?")
                    .execute(arguments: [archive])
            }
            return .commit
        }
    }

    private func list(_ ngrams: inout [(ngram: [UInt8], archives: Int)], _ corpus: Int64) throws {
        guard !ngrams.isEmpty else { return }
        let insert = try DirectStatement(
            database,
            """
            INSERT INTO shared_ngram (corpus_id, ngram, archives) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET archives = excluded.archives
            """)
        try database.inTransaction(.immediate) {
            for (ngram, archives) in ngrams {
                insert.bind(1, corpus)
                insert.bindText(2, copying: ngram)
                insert.bind(3, Int64(archives))
                try insert.run()
            }
            return .commit
        }
        ngrams.removeAll(keepingCapacity: true)
    }
}
