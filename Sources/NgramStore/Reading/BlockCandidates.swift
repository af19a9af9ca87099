import HeapModule
import NgramBlocks
import NgramModel

/// A block that may hold n-grams of a request.
struct BlockCandidate: Comparable {
    /// The key of the block.
    var block: Int64
    /// No n-gram of the block has a larger count.
    var bound: Int64

    /// The lesser candidate is visited later: it has a smaller bound or, with equal bounds, a larger key.
    static func < (lhs: BlockCandidate, rhs: BlockCandidate) -> Bool {
        lhs.bound == rhs.bound ? lhs.block > rhs.block : lhs.bound < rhs.bound
    }
}

/// The blocks of complete archives that may hold n-grams of a request, in descending order of their bounds.
///
/// If the request leaves out no block, an index has them in this order. Otherwise they are found by looking at the
/// bounds of all blocks, and sorted: as many at a time as `TopLimits.candidates` allows.
final class BlockCandidates {
    /// The largest number of candidates that were held to be sorted.
    private(set) var mostHeld = 0

    private let corpus: CorpusSnapshot
    private let request: TopRequest
    private let column: StaticString
    private let limit: Int
    /// The rows of the index; nil if blocks have to be sorted.
    private let indexed: DirectStatement?
    private let visible: Set<Int64>
    /// Sorted candidates that were not returned yet, the last one first.
    private var held: ArraySlice<BlockCandidate> = []
    private var last: BlockCandidate?
    private var hasMore = true

    /// The candidates of a corpus for a request.
    init(_ corpus: CorpusSnapshot, _ request: TopRequest, _ limits: TopLimits) throws {
        (self.corpus, self.request, limit) = (corpus, request, limits.candidates)
        column = request.measure == .match ? "match_count" : "volume_count"
        visible = Set(corpus.runs.map(\.id))
        guard request.prefix.isEmpty, request.years == nil, request.pattern == nil else {
            indexed = nil
            return
        }
        let rows = try DirectStatement(
            corpus.database,
            "SELECT id, \(column) FROM block WHERE corpus_id = ? ORDER BY \(column) DESC")
        rows.bind(1, corpus.id)
        indexed = rows
    }

    deinit { indexed?.reset() }

    /// The next candidate; nil after the last.
    func next() throws -> BlockCandidate? {
        if let indexed {
            while hasMore, try indexed.step() {
                let block = indexed.integer(0)
                guard visible.contains(block >> StoredRun.placeBits) else { continue }
                return BlockCandidate(
                    block: block, bound: try indexed.integer(1, in: StoredValues.counts, column))
            }
            hasMore = false
            return nil
        }
        if held.isEmpty, hasMore {
            held = try find()[...]
            mostHeld = max(mostHeld, held.count)
            last = held.last
            hasMore = held.count == limit
        }
        return held.popFirst()
    }

    /// The largest candidates after `last`, in descending order.
    private func find() throws -> [BlockCandidate] {
        let end = request.prefix + [0xFF]
        let rows = try DirectStatement(
            corpus.database,
            "SELECT id, \(column), first_ngram, last_ngram, years FROM block WHERE id >= ? AND id < ? ORDER BY id")
        var heap = Heap<BlockCandidate>()
        for run in corpus.runs {
            rows.bind(1, run.blockKeys.lowerBound)
            rows.bind(2, run.blockKeys.upperBound)
            defer { rows.reset() }
            while try rows.step() {
                guard let candidate = try candidate(rows, end: end) else { continue }
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

    /// The block of the current row, if it may hold n-grams of the request.
    private func candidate(_ row: DirectStatement, end: [UInt8]) throws -> BlockCandidate? {
        // No n-gram of a block has the prefix if its last n-gram is less than the prefix, or its first n-gram is greater
        // than `end`.
        guard !row.bytes(3).lexicographicallyPrecedes(request.prefix),
            !end.withUnsafeBytes({ $0.lexicographicallyPrecedes(row.bytes(2)) })
        else { return nil }
        if let pattern = request.pattern, !pattern.mayAccept(from: Array(row.bytes(2)), through: Array(row.bytes(3))) {
            return nil
        }
        var candidate = BlockCandidate(
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
