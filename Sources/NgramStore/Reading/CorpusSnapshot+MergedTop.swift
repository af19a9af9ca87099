import NgramBlocks
import NgramModel

/// The memory that `topMerged` uses.
struct MergeLimits {
    /// The number of groups that are held at a time, some 200 bytes each.
    var groups = 250_000
    /// The number of sums that bound those of the groups, 8 bytes each.
    var bounds = 1 << 21
}

extension CorpusSnapshot {
    /// Groups of n-grams that have the same key: those with the largest sums, in descending order. A group has the
    /// name of its most frequent n-gram.
    ///
    /// Needs all n-grams that match, because many small counts may add up to a large sum. The groups are divided by the
    /// hashes of their keys into classes. When there are too many groups for the memory, a pass over the n-grams adds up
    /// only some classes. The first pass also adds the count of each n-gram to one of many sums, chosen by the hash of
    /// its key: no group is larger than that sum (as in a count-min sketch; Cormode and Muthukrishnan, "An improved data
    /// stream summary", 2005). So the later passes leave out nearly all groups that cannot rank.
    func topMerged(
        _ request: TopRequest, _ key: TopRequest.MergeKey, limits: MergeLimits = MergeLimits()
    ) throws -> [NgramTotal] {
        var ranking = Ranking(limit: request.limit, measure: request.measure)
        var bounds: [Int64] = []
        let classes = 1024
        var classesDone = 0
        while classesDone < classes {
            var end = classes
            var groups: [[UInt8]: MergedGroup] = [:]
            let least = ranking.least ?? 0
            if classesDone == 0 { bounds = [Int64](repeating: 0, count: request.matchesOneText ? 1 : limits.bounds) }
            try forEachTotal(request) { total in
                let name = key(total.ngram.bytes)
                let hash = Self.hash(name)
                let (bound, members) = (hash / classes % bounds.count, hash % classes)
                if classesDone == 0 {
                    let (sum, overflow) = bounds[bound].addingReportingOverflow(total.count(request.measure))
                    bounds[bound] = overflow ? .max : sum
                } else if bounds[bound] < least {
                    return
                }
                guard members >= classesDone, members < end else { return }
                try groups[name, default: MergedGroup()].add(total, request.measure)
                while groups.count > limits.groups, end - classesDone > 1 {
                    end = classesDone + (end - classesDone) / 2
                    groups = groups.filter { name, _ in Self.hash(name) % classes < end }
                }
            }
            for group in groups.values { if let total = group.total { ranking.offer(total) } }
            classesDone = end
        }
        return ranking.sorted()
    }

    /// Calls a function with the total of each n-gram of a request, in any order.
    private func forEachTotal(_ request: TopRequest, _ body: (NgramTotal) throws -> Void) throws {
        if request.matchesOneText { return try forEachMatchingTotal(request, body) }
        if !parts.isEmpty, !partsOverlap {
            for part in parts {
                try translatingErrors(path: part.path, .reading) { try part.forEachTotal(request, body) }
            }
            return
        }
        guard parts.isEmpty, try Self.isCompared(id, database) else {
            // N-grams of several archives or stores are not known, so their places are found by reading all runs in order.
            var totals = try NgramTotals(self, NgramRange(prefix: request.prefix), years: request.years)
            while let total = try totals.next() {
                if total.ngram.bytes.withUnsafeBytes(request.admits) { try body(total) }
            }
            return
        }
        try forEachShared(request) { ngram in
            let total = try total(of: ngram, years: request.years)
            if total.isFound { try body(total) }
        }
        let candidates = try BlockCandidates(self, request, TopLimits())
        candidates.dropOrder()
        _ = try forEachUnshared(request, candidates, least: { .min }, admits: { _ in true }, body: body)
    }

    /// A number that is as good as random. It chooses the class of a key's group, and the sum that bounds it.
    private static func hash(_ key: [UInt8]) -> Int {
        Int(truncatingIfNeeded: UInt(bitPattern: key.hashValue) >> 1)
    }
}

/// N-grams with the same key.
private struct MergedGroup {
    /// The sums of all, under the name of the most frequent one; nil if there is none.
    private(set) var total: NgramTotal?
    private var largest: Int64 = 0

    /// Adds an n-gram. Of several that are equally frequent, the first by bytes gives the name.
    /// - Throws: `StoreError.overflow`
    mutating func add(_ other: NgramTotal, _ measure: CountMeasure) throws {
        let count = other.count(measure)
        guard var total, let years = other.years else {
            (total, largest) = (other, count)
            return
        }
        do throws(CountOverflow) {
            try total.add(
                matchCount: other.matchCount, volumeCount: other.volumeCount, firstYear: years.lowerBound,
                lastYear: years.upperBound)
        } catch {
            throw StoreError.overflow(ngram: other.ngram.description)
        }
        if count > largest || count == largest && other.ngram < total.ngram {
            (total.ngram, largest) = (other.ngram, count)
        }
        self.total = total
    }
}
