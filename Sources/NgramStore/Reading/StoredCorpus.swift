import GRDB
import NgramBlocks
import NgramModel

/// A corpus in one state of the store, for questions that do not depend on where the counts are.
///
/// Only its complete archives count. It must not outlive the call of `StoreReader.read` that gave its snapshot.
package struct StoredCorpus: ReadableCorpus {
    package let name: String
    package let edition: Edition?
    package let years: ClosedRange<Int>?
    package let orders: Set<Int>

    private let snapshot: CorpusSnapshot
    private let database: Database
    /// Whether the years are those of totals.
    private let hasTotals: Bool
    /// The corpus in each of several stores; empty if it is in one.
    private let parts: [StoredCorpus]

    /// The sum of a corpus in several stores.
    private init(joining parts: [StoredCorpus], _ snapshot: CorpusSnapshot) {
        (self.parts, self.snapshot, name, database) = (parts, snapshot, parts[0].name, parts[0].database)
        let hasTotals = parts.contains(where: \.hasTotals)
        self.hasTotals = hasTotals
        // What manifests say of stores that are closed.
        let closed = snapshot.deferred.flatMap { $0.archives(of: parts[0].name) }
        edition = (parts.map(\.edition) + closed.map { $0.edition.flatMap { Edition(rawValue: $0) } })
            .compactMap { $0 }.max { $0.rawValue < $1.rawValue }
        let known = parts.map(\.orders) + closed.map { archive in archive.n.map { [$0] } ?? Set(1...5) }
        orders = known.reduce(into: []) { $0.formUnion($1) }
        let spans =
            parts.filter { $0.hasTotals == hasTotals }.compactMap(\.years)
            + (hasTotals ? [] : closed.compactMap(\.years))
        years = spans.map(\.lowerBound).min().flatMap { first in spans.map(\.upperBound).max().map { first...$0 } }
    }

    /// A corpus in one or several stores.
    init(_ snapshot: CorpusSnapshot, name: String) throws {
        guard !snapshot.parts.isEmpty else {
            try self.init(ofOneStore: snapshot, name: name)
            return
        }
        let parts = try snapshot.parts.map { part in
            try translatingErrors(path: part.path, .reading) { try StoredCorpus(ofOneStore: part, name: name) }
        }
        self.init(joining: parts, snapshot)
    }

    private init(ofOneStore snapshot: CorpusSnapshot, name: String) throws {
        parts = []
        (self.snapshot, self.name, database) = (snapshot, name, snapshot.database)
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT max(edition) AS edition, min(first_year) AS first, max(last_year) AS last,
                    (SELECT min(year) FROM corpus_totals WHERE corpus = ?2) AS first_total,
                    (SELECT max(year) FROM corpus_totals WHERE corpus = ?2) AS last_total
                FROM archive WHERE corpus_id = ?1 AND state = 'complete'
                """,
            arguments: [snapshot.id, name])
        edition = try row?.optionalInteger("edition", in: 0...9999).flatMap { Edition(rawValue: Int($0)) }
        func year(_ column: String) throws -> Int? {
            try row?.optionalInteger(column, in: StoredValues.years).map { Int($0) }
        }
        hasTotals = try year("first_total") != nil
        let (first, last) = (try year("first_total") ?? year("first"), try year("last_total") ?? year("last"))
        if let first, let last, first > last { throw StoredValues.reversedYears(first, last) }
        years = first.flatMap { first in last.map { first...$0 } }
        let known = try Int64?.fetchAll(
            database,
            sql: """
                SELECT DISTINCT n FROM archive WHERE corpus_id = ? AND state = 'complete' AND contents = 'ngrams'
                """,
            arguments: [snapshot.id])
        // If the name of one does not tell, its n-grams may have any number of words.
        orders = known.contains(nil) ? Set(1...5) : Set(known.compactMap { $0.map(Int.init) })
    }

    package func series(of ngram: Ngram, years: ClosedRange<Int>) throws -> [Observation] {
        try snapshot.series(of: ngram, years: years)
    }

    package func forEachSeries(
        matching pattern: ByteAutomaton, order: Int?, years: ClosedRange<Int>,
        _ body: (Ngram, [Observation]) throws -> Void
    ) throws {
        var sum = SeriesSum()
        try snapshot.withAllStores { snapshot in
            try snapshot.forEachMatch(pattern, order: order) { text, parts in
                let series = try sum.sum(of: parts, years: years)
                guard !series.isEmpty else { return }
                let ngram = Ngram(bytes: Array(text))
                do {
                    try body(ngram, series)
                } catch is CountOverflow {
                    // A sum over several n-grams or years, which the caller adds up.
                    throw StoreError.overflow(ngram: ngram.description)
                }
            }
        }
    }

    package func bookTotals(order: Int) throws -> [BookTotal] {
        // Each store has the totals of the whole corpus, if it has any.
        for part in parts {
            let totals = try translatingErrors(path: part.snapshot.path, .reading) { try part.bookTotals(order: order) }
            if !totals.isEmpty { return totals }
        }
        guard parts.isEmpty else { return [] }
        // A totals file whose name has no number of words is for single words, as those of 2009 and 2012 are.
        let rows = try DirectStatement(
            database,
            """
            SELECT year, match_count, page_count, volume_count FROM corpus_totals
            WHERE corpus = ?1 AND coalesce(n, ?2) = ?2 ORDER BY n IS NULL, year
            """)
        rows.bindText(1, copying: Array(name.utf8))
        rows.bind(2, Int64(order))
        defer { rows.reset() }
        var totals: [Int: BookTotal] = [:]
        while try rows.step() {
            let year = Int(try rows.integer(0, in: StoredValues.years, "year"))
            let total = BookTotal(
                year: year, matchCount: try rows.integer(1, in: StoredValues.counts, "match_count"),
                pageCount: try rows.integer(2, in: StoredValues.counts, "page_count"),
                volumeCount: try rows.integer(3, in: StoredValues.counts, "volume_count"))
            if totals[year] == nil { totals[year] = total }
        }
        return totals.values.sorted { $0.year < $1.year }
    }
}

extension StoreSnapshot {
    /// A corpus for questions that do not depend on where the counts are. A name that is not in the store gives an empty
    /// corpus.
    package func readableCorpus(named name: String) throws -> StoredCorpus {
        try StoredCorpus(try corpus(named: name), name: name)
    }
}
