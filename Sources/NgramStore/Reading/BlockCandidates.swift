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

    /// After as many blocks in a row without a possible match, the next possible match is looked up.
    private static let missesBeforeSeeking = 4

    private let corpus: CorpusSnapshot
    private var blocks: StoredBlocks { corpus.blocks }
    private let request: TopRequest
    private let column: StaticString
    let limits: TopLimits
    /// The rows of the index; nil if blocks have to be sorted.
    private let indexed: DirectStatement?
    private let visible: Set<Int64>
    /// Sorted candidates that were not returned yet, the last one first.
    private var held: ArraySlice<BlockCandidate> = []
    private var last: BlockCandidate?
    private var hasMore = true
    /// Whether bounds descend.
    private(set) var isOrdered = true

    /// The candidates of a corpus for a request.
    init(_ corpus: CorpusSnapshot, _ request: TopRequest, _ limits: TopLimits) throws {
        (self.corpus, self.request, self.limits) = (corpus, request, limits)
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
            hasMore = held.count == limits.candidates
            if !isOrdered { held.sort { $0.block < $1.block } }
        }
        return held.popFirst()
    }

    /// Returns the candidates from here on in the order in which they are stored, which reads several blocks of a page at
    /// once: for a search that has to see all of them. Their bounds do not descend anymore. Does nothing if an index has
    /// their order: few searches that it serves see all blocks.
    func dropOrder() {
        guard indexed == nil else { return }
        isOrdered = false
        held.sort { $0.block < $1.block }
    }

    /// The largest candidates after `last`, in descending order.
    private func find() throws -> [BlockCandidate] {
        let rows = try DirectStatement(
            corpus.database,
            "SELECT id, \(column), first_ngram, last_ngram, years FROM block WHERE id >= ? AND id < ? ORDER BY id")
        var heap = Heap<BlockCandidate>()
        for run in corpus.runs where request.prefix.first.map(run.mayBegin) ?? true {
            var start = try firstBlock(of: run, from: run.blockKeys.lowerBound, atOrAfter: request.prefix)
            while let block = start { start = try find(in: run, from: block, rows, &heap) }
        }
        return heap.unordered.sorted(by: >)
    }

    /// Adds candidates of a run to the largest ones, until some blocks in a row hold no match.
    ///
    /// - Parameter rows: the statement for blocks from a key to a key.
    /// - Returns: the block at which to go on; nil at the end of the run or of the prefix.
    private func find(
        in run: StoredRun, from block: Int64, _ rows: DirectStatement, _ heap: inout Heap<BlockCandidate>
    ) throws -> Int64? {
        let end = request.prefix + [0xFF]
        rows.bind(1, block)
        rows.bind(2, run.blockKeys.upperBound)
        defer { rows.reset() }
        var misses = 0
        while try rows.step() {
            if end.withUnsafeBytes({ $0.lexicographicallyPrecedes(rows.bytes(2)) }) { return nil }
            guard try mayMatch(rows) else {
                misses += 1
                guard misses == Self.missesBeforeSeeking else { continue }
                return try firstBlock(of: run, from: rows.integer(0), atOrAfter: Array(rows.bytes(3)))
            }
            misses = 0
            guard let candidate = try candidate(rows) else { continue }
            if let last, !(candidate < last) { continue }
            if heap.count < limits.candidates {
                heap.insert(candidate)
            } else if let least = heap.min, least < candidate {
                heap.replaceMin(with: candidate)
            }
        }
        return nil
    }

    /// The first block of a run, from a given one, that may hold an n-gram of the request at or after a text; nil if none
    /// does.
    private func firstBlock(of run: StoredRun, from block: Int64, atOrAfter text: [UInt8]) throws -> Int64? {
        guard run.blocks > 0 else { return nil }
        var text = text
        if let pattern = request.pattern {
            guard let possible = pattern.nextPossible(atOrAfter: text) else { return nil }
            text = possible
        }
        guard !run.last.lexicographicallyPrecedes(text) else { return nil }
        guard try blocks.first(of: block).lexicographicallyPrecedes(text) else { return block }
        return try text.withUnsafeBytes { try blocks.find($0, in: run, from: block) }
    }

    /// Whether the block of the current row may hold n-grams with the prefix that match the pattern.
    private func mayMatch(_ row: DirectStatement) throws -> Bool {
        guard !row.bytes(3).lexicographicallyPrecedes(request.prefix) else { return false }
        return request.pattern?.mayAccept(from: Array(row.bytes(2)), through: Array(row.bytes(3))) ?? true
    }

    /// The block of the current row, if it may hold n-grams of the requested years.
    private func candidate(_ row: DirectStatement) throws -> BlockCandidate? {
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
