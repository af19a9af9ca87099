import HeapModule
import NgramBlocks
import NgramModel

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
struct Ranking {
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

    /// An empty ranking of at most `limit` n-grams.
    init(limit: Int, measure: CountMeasure) {
        self.limit = limit
        self.measure = measure
    }

    /// Whether an n-gram with this count can rank. If the count equals the last ranked one, the bytes decide.
    func admits(count: Int64) -> Bool {
        heap.count < limit || count >= (heap.min?.count ?? 0)
    }

    /// Ranks an n-gram if its count admits that.
    mutating func offer(_ total: NgramTotal) {
        let candidate = Candidate(total: total, count: total.count(measure))
        if heap.count < limit {
            heap.insert(candidate)
        } else if let worst = heap.min, worst < candidate {
            heap.replaceMin(with: candidate)
        }
    }

    /// The last ranked count; nil while there is room for any count.
    var least: Int64? { heap.count < limit ? nil : heap.min?.count }

    /// The ranked n-grams in descending order.
    func sorted() -> [NgramTotal] {
        heap.unordered.sorted(by: >).map(\.total)
    }
}
