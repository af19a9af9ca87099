import GRDB
import NgramBlocks
import NgramModel

/// Limits at which a search for the top n-grams changes its method.
struct TopLimits {
    /// A prefix with at most this many n-grams is read in full; a longer one is searched by the blocks' bounds.
    var prefixRows = 2_000
    /// The number of blocks that are sorted by their bounds at a time. They take 1 MB of memory.
    var candidates = 1 << 16
    /// If any count is still wanted after so many blocks, the search will probably see all blocks. It then reads them in
    /// the order in which they are stored.
    var orderedBlocks = 1024
}

/// The amount of work of a search for the top n-grams, for tests.
struct TopWork: Equatable {
    /// N-grams that were read in order.
    var rows = 0
    /// Blocks that were decoded completely.
    var blocks = 0
    /// N-grams of several archives that were looked up.
    var lookups = 0
    /// The largest number of blocks that were held to be sorted.
    var candidates = 0
}

extension CorpusSnapshot {
    /// The n-grams with the largest counts, in descending order; equal counts are ordered by the n-grams' bytes.
    ///
    /// The result is exact without a full pass. As in the threshold algorithm of Fagin, Lotem and Naor ("Optimal
    /// aggregation algorithms for middleware", 2001), blocks are decoded in descending order of their bounds, until a
    /// bound is smaller than the last ranked count. N-grams of several archives are few and are ranked first. As long as
    /// some archives have not been compared, these n-grams are not known, and all n-grams are read.
    package func top(_ request: TopRequest) throws -> [NgramTotal] {
        try withAllStores(within: NgramRange(prefix: request.prefix)) { corpus in
            var work = TopWork()
            return try corpus.top(request, limits: TopLimits(), work: &work)
        }
    }

    func top(_ request: TopRequest, limits: TopLimits, work: inout TopWork) throws -> [NgramTotal] {
        guard request.limit > 0 else { return [] }
        if let key = request.mergeKey { return try topMerged(request, key) }
        if request.matchesOneText {
            var ranking = Ranking(limit: request.limit, measure: request.measure)
            try forEachMatchingTotal(request) { ranking.offer($0) }
            return ranking.sorted()
        }
        guard parts.isEmpty else { return try topOfParts(request, limits: limits, work: &work) }
        let isCompared = try Self.isCompared(id, database)
        if !request.prefix.isEmpty || !isCompared {
            var ranking = Ranking(limit: request.limit, measure: request.measure)
            let limit = isCompared ? limits.prefixRows : .max
            if try rankInOrder(request, &ranking, limit, &work) { return ranking.sorted() }
        }
        var ranking = Ranking(limit: request.limit, measure: request.measure)
        try rankShared(request, &ranking, &work)
        try rankBlocks(request, &ranking, limits, &work)
        return ranking.sorted()
    }

    /// The n-grams with the largest counts in several stores.
    private func topOfParts(_ request: TopRequest, limits: TopLimits, work: inout TopWork) throws -> [NgramTotal] {
        var ranking = Ranking(limit: request.limit, measure: request.measure)
        if partsOverlap {
            // Which n-grams several stores share is not known.
            _ = try rankInOrder(request, &ranking, .max, &work)
        } else {
            for part in parts {
                try translatingErrors(path: part.path, .reading) {
                    for total in try part.top(request, limits: limits, work: &work) { ranking.offer(total) }
                }
            }
        }
        return ranking.sorted()
    }

    /// Whether several stores may have the same n-gram.
    var partsOverlap: Bool {
        let runs = parts.enumerated().flatMap { index, part in
            part.runs.filter { $0.blocks > 0 }.map { (part: index, first: $0.first, last: $0.last) }
        }.sorted { $0.first.lexicographicallyPrecedes($1.first) }
        // The largest n-gram so far of each part.
        var ends: [[UInt8]?] = parts.map { _ in nil }
        for run in runs {
            for (part, end) in ends.enumerated() where part != run.part {
                if let end, !end.lexicographicallyPrecedes(run.first) { return true }
            }
            if let end = ends[run.part], !end.lexicographicallyPrecedes(run.last) { continue }
            ends[run.part] = run.last
        }
        return false
    }

    /// Whether all n-grams that several complete archives of a corpus share are listed.
    static func isCompared(_ corpus: Int64, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT NOT EXISTS (SELECT 1 FROM archive WHERE corpus_id = ?1 AND state = 'complete'
                    AND contents = 'ngrams' AND NOT compared)
                """,
            arguments: [corpus]) ?? true
    }

    /// Ranks all n-grams with the prefix by reading them in order.
    /// - Returns: false, with an incomplete ranking, if there are more n-grams than the limit.
    private func rankInOrder(
        _ request: TopRequest, _ ranking: inout Ranking, _ limit: Int, _ work: inout TopWork
    ) throws -> Bool {
        // Limits n-grams instead of results: if few of them occur in the requested years, few give a result.
        var totals = try NgramTotals(self, NgramRange(prefix: request.prefix), years: request.years, rowLimit: limit)
        defer { work.rows += totals.rows }
        while let total = try totals.next() {
            if total.ngram.bytes.withUnsafeBytes(request.admits) { ranking.offer(total) }
        }
        return !totals.reachedRowLimit
    }

    /// Ranks the n-grams that several archives may share.
    ///
    /// The counts of the requested years are looked up only if the counts of all years could rank.
    private func rankShared(_ request: TopRequest, _ ranking: inout Ranking, _ work: inout TopWork) throws {
        var (result, lookups) = (ranking, 0)
        let rows = try forEachShared(request) { ngram in
            if request.years != nil {
                let bound = try upperBound(of: ngram, request.measure)
                guard result.admits(count: bound) else { return }
            }
            lookups += 1
            let total = try total(of: ngram, years: request.years)
            if total.isFound { result.offer(total) }
        }
        ranking = result
        work.rows += rows
        work.lookups += lookups
    }

    /// Calls a function with the n-grams of a request that several archives may share.
    /// - Returns: the number of rows that were read.
    @discardableResult
    func forEachShared(_ request: TopRequest, _ body: (Ngram) throws -> Void) throws -> Int {
        let rows = try DirectStatement(
            database, "SELECT ngram FROM shared_ngram WHERE corpus_id = ? AND ngram >= ? ORDER BY ngram")
        rows.bind(1, id)
        rows.bindText(2, copying: request.prefix)
        defer { rows.reset() }
        var read = 0
        while try rows.step(), rows.bytes(0).starts(with: request.prefix) {
            read += 1
            if request.admits(rows.bytes(0)) { try body(Ngram(bytes: Array(rows.bytes(0)))) }
        }
        return read
    }

    /// The n-gram's count over all years, or `Int64.max` if the sum overflows.
    private func upperBound(of ngram: Ngram, _ measure: CountMeasure) throws -> Int64 {
        do {
            return try total(of: ngram).count(measure)
        } catch StoreError.overflow {
            return .max
        }
    }

    private func rankBlocks(
        _ request: TopRequest, _ ranking: inout Ranking, _ limits: TopLimits, _ work: inout TopWork
    ) throws {
        let candidates = try BlockCandidates(self, request, limits)
        var result = ranking
        work.blocks += try forEachUnshared(
            request, candidates, least: { result.least ?? .min }, admits: { result.admits(count: $0) },
            body: { result.offer($0) })
        ranking = result
        work.candidates = candidates.mostHeld
    }

    /// Calls a function with the total of each n-gram of a request that only one archive has, in any order.
    ///
    /// - Parameters:
    ///   - least: a count of which it is known that n-grams with a smaller one are not wanted; `Int64.min` if all are.
    ///   - admits: whether n-grams are wanted of which no more is known than that their counts are not above this one.
    /// - Returns: the number of blocks that were decoded.
    func forEachUnshared(
        _ request: TopRequest, _ candidates: BlockCandidates, least: () -> Int64, admits: (Int64) -> Bool,
        body: (NgramTotal) throws -> Void
    ) throws -> Int {
        let shared = try SharedNgrams(database, corpus: id)
        let series = ReusableBytes()
        var decoded = 0
        try BlockScan(blocks, request).run(
            candidates, least: least, admits: admits, willVisit: { decoded += 1 },
            visit: { place, text, entry in
                guard admits(entry.count(request.measure)) else { return }
                var total = NgramTotal(Ngram(bytes: Array(text)))
                try total.add(entry, years: request.years) {
                    try blocks.readSeries(of: place, entry.series, into: series)
                    return series.bytes
                }
                if total.isFound, try !shared.contains(text) { try body(total) }
            })
        return decoded
    }
}

/// The n-grams of a corpus that several complete archives have.
struct SharedNgrams {
    private let corpus: Int64
    /// Nil if there are none.
    private let rows: DirectStatement?

    init(_ database: Database, corpus: Int64) throws {
        self.corpus = corpus
        let areThere = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM shared_ngram WHERE corpus_id = ?)", arguments: [corpus])
        rows =
            areThere == true
            ? try DirectStatement(database, "SELECT 1 FROM shared_ngram WHERE corpus_id = ? AND ngram = ? LIMIT 1")
            : nil
    }

    /// Whether an n-gram is one of them.
    func contains(_ text: UnsafeRawBufferPointer) throws -> Bool {
        guard let rows else { return false }
        rows.bind(1, corpus)
        rows.bindText(2, unowned: text)
        defer { rows.reset() }
        return try rows.step()
    }
}
