import GRDB
import HeapModule
import NgramBlocks
import NgramModel

extension CorpusSnapshot {
    /// A prefix with no more rows than this is read whole; a longer stretch is worth the search by bounds.
    private static let smallStretch = 100_000

    /// The largest n-grams, ranked by one of their counts downwards, equal ones by their bytes.
    ///
    /// Exact without a full pass, after Fagin, Lotem and Naor's threshold algorithm ("Optimal aggregation algorithms
    /// for middleware", 2001): blocks are read in the order of the most that an n-gram in them can have, until that
    /// is less than what the last of the ranked has. N-grams with several rows are few and are summed up first.
    package func top(_ request: TopRequest) throws -> [NgramTotal] {
        try top(request, smallStretch: Self.smallStretch)
    }

    func top(_ request: TopRequest, smallStretch: Int) throws -> [NgramTotal] {
        guard request.limit > 0 else { return [] }
        var ranking = Ranking(limit: request.limit, measure: request.measure)
        if !request.prefix.isEmpty, try rankStretch(request, &ranking, smallStretch) { return ranking.sorted() }
        ranking = Ranking(limit: request.limit, measure: request.measure)
        try rankShared(request, &ranking)
        try rankBlocks(request, &ranking)
        return ranking.sorted()
    }

    /// Ranks all n-grams of a prefix by reading them in order. False, with nothing to be used, when there are many.
    private func rankStretch(_ request: TopRequest, _ ranking: inout Ranking, _ most: Int) throws -> Bool {
        var rows = 0
        var totals = try NgramTotals(self, prefix: request.prefix, years: request.years)
        while let total = try totals.next() {
            rows += 1
            guard rows <= most else { return false }
            if total.ngram.bytes.withUnsafeBytes(request.admits) { ranking.offer(total) }
        }
        return true
    }

    /// Ranks the n-grams that have more than one row.
    private func rankShared(_ request: TopRequest, _ ranking: inout Ranking) throws {
        var rows = try NgramRowCursor(database, corpus: id, prefix: request.prefix, extraOnly: true)
        var last: Ngram?
        while let row = try rows.next() {
            if let last, row.ngram.elementsEqual(last.bytes) { continue }
            let ngram = Ngram(bytes: Array(row.ngram))
            last = ngram
            guard request.admits(row.ngram) else { continue }
            let total = try total(of: ngram, years: request.years)
            if total.isFound { ranking.offer(total) }
        }
    }

    private func rankBlocks(_ request: TopRequest, _ ranking: inout Ranking) throws {
        let shared = try DirectStatement(
            database, "SELECT 1 FROM ngram_extra WHERE corpus_id = ? AND ngram = ? LIMIT 1")
        try forEachBlock(request) { block, bound in
            guard ranking.admits(count: bound) else { return false }
            var reader = BlockReader(try blocks.bytes(of: block))
            while var item = try reader.next() {
                let sum = try item.series.sum(years: request.years ?? Observation.years)
                reader.skip(past: item.series)
                guard sum.years != nil, ranking.admits(count: sum.count(request.measure)),
                    item.ngram.starts(with: request.prefix), request.admits(item.ngram)
                else { continue }
                var total = NgramTotal(Ngram(bytes: Array(item.ngram)))
                try total.add(sum)
                shared.bind(1, id)
                shared.bindText(2, unowned: item.ngram)
                defer { shared.reset() }
                if try !shared.step() { ranking.offer(total) }
            }
            return true
        }
    }

    /// Visits the blocks of complete archives, those with the largest bound first, until the visitor has enough.
    private func forEachBlock(_ request: TopRequest, _ visit: (_ block: Int64, _ bound: Int64) throws -> Bool) throws {
        let column: StaticString = request.measure == .match ? "match_count" : "volume_count"
        let end = request.prefix + [0xFF]
        func isVisible(_ row: DirectStatement) -> Bool {
            guard complete.contains(row.integer(2)) else { return false }
            // A block whose last n-gram is below the prefix, or whose first is above all that begin with it.
            return !row.bytes(4).lexicographicallyPrecedes(request.prefix)
                && !end.withUnsafeBytes { $0.lexicographicallyPrecedes(row.bytes(3)) }
        }
        let columns = "block_id, \(column), archive_id, first_ngram, last_ngram"
        guard let years = request.years else {
            let rows = try DirectStatement(
                database, "SELECT \(columns) FROM block_bound WHERE corpus_id = ? ORDER BY \(column) DESC")
            rows.bind(1, id)
            defer { rows.reset() }
            while try rows.step() {
                guard isVisible(rows) else { continue }
                let bound = try rows.integer(1, in: StoredValues.counts, column)
                if try !visit(rows.integer(0), bound) { return }
            }
            return
        }
        let rows = try DirectStatement(
            database, "SELECT \(columns), years FROM block_bound WHERE corpus_id = ?")
        rows.bind(1, id)
        var candidates: [(block: Int64, bound: Int64)] = []
        while try rows.step() {
            guard isVisible(rows) else { continue }
            let largest = try rows.integer(1, in: StoredValues.counts, column)
            let bound = min(largest, CountBounds.bound(rows.bytes(5), years: years, of: request.measure))
            // An n-gram may occur in these years by the other count alone; then it ranks with zero.
            let occurs = CountMeasure.allCases.contains { CountBounds.bound(rows.bytes(5), years: years, of: $0) > 0 }
            if occurs { candidates.append((rows.integer(0), bound)) }
        }
        rows.reset()
        candidates.sort { $0.bound > $1.bound }
        for candidate in candidates where try !visit(candidate.block, candidate.bound) { return }
    }
}

extension SeriesTotal {
    func count(_ measure: CountMeasure) -> Int64 {
        switch measure {
        case .match: matchCount
        case .volume: volumeCount
        }
    }
}

extension NgramTotal {
    /// One of its counts.
    package func count(_ measure: CountMeasure) -> Int64 {
        switch measure {
        case .match: matchCount
        case .volume: volumeCount
        }
    }
}

/// The best so far, the worst of them on top.
private struct Ranking {
    private struct Candidate: Comparable {
        var total: NgramTotal
        var count: Int64

        /// Worse than: a smaller count or, with equal counts, larger bytes.
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

    /// Whether an n-gram of such a count can be among the best. An equal count can, by its bytes.
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
