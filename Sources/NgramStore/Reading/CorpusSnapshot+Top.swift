import GRDB
import HeapModule
import NgramBlocks
import NgramModel

/// Limits at which a search for the top n-grams changes its method.
struct TopLimits {
    /// A prefix with at most this many n-grams is read in full; a longer one is searched by the blocks' bounds.
    var prefixRows = 100_000
    /// The number of blocks that are sorted by their bounds at a time. They take 1 MB of memory.
    var candidates = 1 << 16
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
        var work = TopWork()
        return try top(request, limits: TopLimits(), work: &work)
    }

    func top(_ request: TopRequest, limits: TopLimits, work: inout TopWork) throws -> [NgramTotal] {
        guard request.limit > 0 else { return [] }
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
        var totals = try NgramTotals(self, prefix: request.prefix, years: request.years, rowLimit: limit)
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
        let rows = try DirectStatement(
            database, "SELECT ngram FROM shared_ngram WHERE corpus_id = ? AND ngram >= ? ORDER BY ngram")
        rows.bind(1, id)
        rows.bindText(2, copying: request.prefix)
        defer { rows.reset() }
        while try rows.step(), rows.bytes(0).starts(with: request.prefix) {
            work.rows += 1
            guard request.admits(rows.bytes(0)) else { continue }
            let ngram = Ngram(bytes: Array(rows.bytes(0)))
            if request.years != nil {
                let bound = try upperBound(of: ngram, request.measure)
                guard ranking.admits(count: bound) else { continue }
            }
            work.lookups += 1
            let total = try total(of: ngram, years: request.years)
            if total.isFound { ranking.offer(total) }
        }
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
        let shared = try DirectStatement(
            database, "SELECT 1 FROM shared_ngram WHERE corpus_id = ? AND ngram = ? LIMIT 1")
        let head = ReusableBytes()
        let series = ReusableBytes()
        let matcher = request.pattern.map(BlockMatcher.init)
        try forEachBlock(request, limits, &work) { block, bound, work in
            guard ranking.admits(count: bound) else { return false }
            work.blocks += 1
            let place = try blocks.readHead(of: block, into: head)
            let reader = try HeadReader(head.bytes)
            var entries = reader.makeEntries(seriesBytes: place.seriesBytes)
            try forEachText(of: reader, &entries, matcher) { text, entry in
                // The count of all years bounds that of some years.
                guard ranking.admits(count: entry.count(request.measure)), text.starts(with: request.prefix),
                    request.admitsForm(text)
                else { return }
                var total = NgramTotal(Ngram(bytes: Array(text)))
                try total.add(entry, years: request.years) {
                    try blocks.readSeries(of: place, entry.series, into: series)
                    return series.bytes
                }
                guard total.isFound else { return }
                shared.bind(1, id)
                shared.bindText(2, unowned: text)
                defer { shared.reset() }
                if try !shared.step() { ranking.offer(total) }
            }
            return true
        }
    }

    /// Calls a function with the n-grams of a block that match, or with all if there is no pattern.
    private func forEachText(
        of head: HeadReader, _ entries: inout HeadEntries, _ matcher: BlockMatcher?,
        _ body: (UnsafeRawBufferPointer, HeadEntries.Entry) throws -> Void
    ) throws {
        guard let matcher else {
            let texts = head.makeTexts()
            while try texts.next(), let entry = try entries.next() { try body(texts.text, entry) }
            return
        }
        matcher.search.begin(head)
        var next = 0
        while try matcher.search.next() {
            while next < matcher.search.place {
                _ = try entries.next()
                next += 1
            }
            guard let entry = try entries.next() else { throw CorruptBlock(part: "counts", position: 0) }
            next += 1
            try body(matcher.search.text, entry)
        }
    }

    /// Searches one block after another. A class, because a search cannot be copied.
    private final class BlockMatcher {
        var search: HeadSearch

        init(_ pattern: ByteAutomaton) { search = HeadSearch(pattern) }
    }

    /// A block that may hold ranked n-grams.
    private struct Candidate: Comparable {
        var block: Int64
        /// No n-gram of the block has a larger count.
        var bound: Int64

        /// The lesser candidate is visited later: it has a smaller bound or, with equal bounds, a larger key.
        static func < (lhs: Candidate, rhs: Candidate) -> Bool {
            lhs.bound == rhs.bound ? lhs.block > rhs.block : lhs.bound < rhs.bound
        }
    }

    /// Visits blocks of complete archives in descending order of their bounds, until the visitor returns false.
    private func forEachBlock(
        _ request: TopRequest, _ limits: TopLimits, _ work: inout TopWork,
        _ visit: (_ block: Int64, _ bound: Int64, _ work: inout TopWork) throws -> Bool
    ) throws {
        guard request.prefix.isEmpty, request.years == nil, request.pattern == nil else {
            var last: Candidate?
            while true {
                let candidates = try candidates(request, after: last, limit: limits.candidates)
                work.candidates = max(work.candidates, candidates.count)
                for candidate in candidates {
                    guard try visit(candidate.block, candidate.bound, &work) else { return }
                }
                guard candidates.count == limits.candidates else { return }
                last = candidates.last
            }
        }
        let visible = Set(runs.map(\.id))
        let column: StaticString = request.measure == .match ? "match_count" : "volume_count"
        let rows = try DirectStatement(
            database,
            "SELECT id, \(column) FROM block WHERE corpus_id = ? ORDER BY \(column) DESC")
        rows.bind(1, id)
        defer { rows.reset() }
        while try rows.step() {
            guard visible.contains(rows.integer(0) >> StoredRun.placeBits) else { continue }
            guard try visit(rows.integer(0), rows.integer(1, in: StoredValues.counts, column), &work) else { return }
        }
    }

    /// The next blocks to visit, in order: blocks that may hold n-grams with the prefix in the requested years that
    /// match the pattern.
    ///
    /// - Parameters:
    ///   - last: the last block of the previous call.
    ///   - limit: the largest number of blocks to return.
    private func candidates(_ request: TopRequest, after last: Candidate?, limit: Int) throws -> [Candidate] {
        let end = request.prefix + [0xFF]
        let column: StaticString = request.measure == .match ? "match_count" : "volume_count"
        let rows = try DirectStatement(
            database,
            "SELECT id, \(column), first_ngram, last_ngram, years FROM block WHERE id >= ? AND id < ? ORDER BY id")
        var heap = Heap<Candidate>()
        for run in runs {
            rows.bind(1, run.blockKeys.lowerBound)
            rows.bind(2, run.blockKeys.upperBound)
            defer { rows.reset() }
            while try rows.step() {
                guard let candidate = try candidate(rows, request, end: end, column) else { continue }
                if let last, !(candidate < last) { continue }
                if heap.count < limit {
                    heap.insert(candidate)
                } else if let least = heap.min, least < candidate {
                    heap.replaceMin(with: candidate)
                }
            }
        }
        return heap.unordered.sorted(by: >)
    }

    /// The block of the current row, if it may hold n-grams with the prefix in the requested years.
    private func candidate(
        _ row: DirectStatement, _ request: TopRequest, end: [UInt8], _ column: StaticString
    ) throws -> Candidate? {
        // No n-gram of a block has the prefix if its last n-gram is less than the prefix, or its first n-gram is greater
        // than `end`.
        guard !row.bytes(3).lexicographicallyPrecedes(request.prefix),
            !end.withUnsafeBytes({ $0.lexicographicallyPrecedes(row.bytes(2)) })
        else { return nil }
        if let pattern = request.pattern, !pattern.mayAccept(from: Array(row.bytes(2)), through: Array(row.bytes(3))) {
            return nil
        }
        var candidate = Candidate(
            block: row.integer(0), bound: try row.integer(1, in: StoredValues.counts, column))
        if let years = request.years {
            let bounds = CountMeasure.allCases.map { CountBounds.bound(row.bytes(4), years: years, of: $0) }
            // An n-gram that occurs in these years may have 0 for one of its counts, and then rank with 0.
            guard bounds.contains(where: { $0 > 0 }) else { return nil }
            candidate.bound = min(candidate.bound, bounds[request.measure == .match ? 0 : 1])
        }
        return candidate
    }
}

extension HeadEntries.Entry {
    /// The count by which to rank.
    func count(_ measure: CountMeasure) -> Int64 {
        switch measure {
        case .match: matchCount
        case .volume: volumeCount
        }
    }
}

extension NgramTotal {
    /// The count by which to rank.
    package func count(_ measure: CountMeasure) -> Int64 {
        switch measure {
        case .match: matchCount
        case .volume: volumeCount
        }
    }
}

/// The top n-grams so far. The heap's minimum is the next to be replaced.
private struct Ranking {
    private struct Candidate: Comparable {
        var total: NgramTotal
        var count: Int64

        /// The lesser candidate ranks lower: it has a smaller count or, with equal counts, larger bytes.
        static func < (lhs: Candidate, rhs: Candidate) -> Bool {
            lhs.count == rhs.count ? rhs.total.ngram < lhs.total.ngram : lhs.count < rhs.count
        }
    }

    private let limit: Int
    private let measure: CountMeasure
    private var heap = Heap<Candidate>()

    init(limit: Int, measure: CountMeasure) {
        self.limit = limit
        self.measure = measure
    }

    /// Whether an n-gram with this count can rank. If the count equals the last ranked one, the bytes decide.
    func admits(count: Int64) -> Bool {
        heap.count < limit || count >= (heap.min?.count ?? 0)
    }

    mutating func offer(_ total: NgramTotal) {
        let candidate = Candidate(total: total, count: total.count(measure))
        if heap.count < limit {
            heap.insert(candidate)
        } else if let worst = heap.min, worst < candidate {
            heap.replaceMin(with: candidate)
        }
    }

    func sorted() -> [NgramTotal] {
        heap.unordered.sorted(by: >).map(\.total)
    }
}
