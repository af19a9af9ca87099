import GRDB
import NgramModel

extension CorpusSnapshot {
    /// Writes the counts of the corpus into an empty file, as an SQLite database of plain tables (docs/sql.md).
    ///
    /// Memory use depends neither on the number of n-grams nor on their years.
    ///
    /// - Parameters:
    ///   - name: the file's name in messages.
    ///   - corpus: the name of the corpus.
    ///   - range: only n-grams of this range.
    ///   - years: the years to count; nil for all. N-grams that do not occur in them are left out.
    ///   - progress: called once per n-gram and table; it stops the work by throwing.
    /// - Throws: `OutputFailure`, `StoreError`, and what `progress` throws.
    package func writeTables(
        to path: String, named name: String, corpus: String, range: NgramRange = .all, years: ClosedRange<Int>? = nil,
        _ progress: () throws -> Void
    ) throws {
        let file = try TableFile(path: path, name: name)
        try file.run(Self.schema)
        try writeName(to: file, corpus: corpus)
        try writeCorpusTotals(to: file, corpus: corpus, years: years ?? Observation.years)
        // One table after the other, so that the pages of each are together in the file.
        try writeTotals(to: file, range, years: years, progress)
        try writeYears(to: file, range, years: years ?? Observation.years, progress)
        try file.finish()
    }

    /// The views have the columns of the tables that `ngrams sql` and the loadable extension have, so the same SQL works
    /// in both. The name of the corpus is not in every row of the tables, which would make them a third larger.
    private static let schema = """
        CREATE TABLE corpus (
            name TEXT NOT NULL -- of the one corpus
        );
        CREATE TABLE ngram (
            ngram        TEXT NOT NULL PRIMARY KEY, -- compared by bytes
            match_count  INTEGER NOT NULL, -- occurrences
            volume_count INTEGER NOT NULL, -- books
            first_year   INTEGER NOT NULL,
            last_year    INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE ngram_year (
            ngram        TEXT NOT NULL,
            year         INTEGER NOT NULL,
            match_count  INTEGER NOT NULL,
            volume_count INTEGER NOT NULL,
            PRIMARY KEY (ngram, year)
        ) WITHOUT ROWID;
        CREATE TABLE corpus_totals (
            corpus       TEXT NOT NULL,
            n            INTEGER, -- 1 to 5; NULL if the edition has one file for all
            year         INTEGER NOT NULL,
            match_count  INTEGER NOT NULL, -- of all n-grams of the corpus
            page_count   INTEGER NOT NULL,
            volume_count INTEGER NOT NULL
        );
        CREATE VIEW ngram_totals AS
        SELECT (SELECT name FROM corpus) AS corpus, ngram, match_count, volume_count, first_year, last_year
        FROM ngram;
        CREATE VIEW ngram_years AS
        SELECT (SELECT name FROM corpus) AS corpus, ngram, year, match_count, volume_count FROM ngram_year;
        """

    private func writeName(to file: TableFile, corpus: String) throws {
        let insertion = try RowInsertion(into: "corpus", numbers: 0, of: file)
        insertion.setText(Array(corpus.utf8))
        try insertion.endRow()
        try insertion.insertAll()
    }

    private func writeTotals(
        to file: TableFile, _ range: NgramRange, years: ClosedRange<Int>?, _ progress: () throws -> Void
    ) throws {
        let insertion = try RowInsertion(into: "ngram", numbers: 4, of: file)
        var totals = try NgramTotals(self, range, years: years)
        while let total = try totals.next() {
            try progress()
            guard let years = total.years else { continue }
            insertion.setText(total.ngram.bytes)
            insertion.add(total.matchCount)
            insertion.add(total.volumeCount)
            insertion.add(Int64(years.lowerBound))
            insertion.add(Int64(years.upperBound))
            try insertion.endRow()
        }
        try insertion.insertAll()
    }

    private func writeYears(
        to file: TableFile, _ range: NgramRange, years: ClosedRange<Int>, _ progress: () throws -> Void
    ) throws {
        let insertion = try RowInsertion(into: "ngram_year", numbers: 3, of: file)
        var rows = try NgramSeries(self, range, years: years)
        while let (ngram, series) = try rows.next() {
            try progress()
            insertion.setText(ngram)
            for observation in series {
                insertion.add(Int64(observation.year))
                insertion.add(observation.matchCount)
                insertion.add(observation.volumeCount)
                try insertion.endRow()
            }
        }
        try insertion.insertAll()
    }

    private func writeCorpusTotals(to file: TableFile, corpus: String, years: ClosedRange<Int>) throws {
        let insertion = try RowInsertion(into: "corpus_totals", numbers: 5, of: file)
        insertion.setText(Array(corpus.utf8))
        // Each store has the totals of the whole corpus, if it has any.
        var known: Set<Int64?> = []
        for part in parts.isEmpty ? [self] : parts {
            try translatingErrors(path: part.path, .reading) {
                known.formUnion(
                    try part.writeOwnTotals(to: insertion, corpus: corpus, years: years, without: known))
            }
        }
        try insertion.insertAll()
    }

    /// Writes the totals that this store has.
    ///
    /// - Parameter known: the numbers of words whose totals are not needed.
    /// - Returns: the numbers of words that have totals.
    private func writeOwnTotals(
        to insertion: RowInsertion, corpus: String, years: ClosedRange<Int>, without known: Set<Int64?>
    ) throws -> Set<Int64?> {
        var found: Set<Int64?> = []
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT n, year, match_count, page_count, volume_count FROM corpus_totals
                WHERE corpus = ? AND year BETWEEN ? AND ? ORDER BY n, year
                """, arguments: [corpus, years.lowerBound, years.upperBound])
        while let row = try rows.next() {
            let order = try row.optionalInteger("n", in: StoredValues.counts)
            guard !known.contains(order) else { continue }
            found.insert(order)
            insertion.add(order)
            insertion.add(try row.integer("year", in: StoredValues.years))
            insertion.add(try row.integer("match_count", in: StoredValues.counts))
            insertion.add(try row.integer("page_count", in: StoredValues.counts))
            insertion.add(try row.integer("volume_count", in: StoredValues.counts))
            try insertion.endRow()
        }
        return found
    }
}
