import NgramBlocks
import NgramModel

/// Finds the n-grams of a run that an automaton accepts, in ascending byte order. Blocks that cannot hold one are not
/// read.
final class RunMatcher: NgramReader {
    /// What the head says about the current n-gram.
    @exclusivity(unchecked) private(set) var entry = HeadEntries.Entry(
        matchCount: 0, volumeCount: 0, firstYear: 1, lastYear: 1, series: 0..<0)

    private let run: StoredRun
    let blocks: StoredBlocks
    private let pattern: ByteAutomaton
    @exclusivity(unchecked) private var search: HeadSearch
    @exclusivity(unchecked) private var entries = HeadEntries()
    /// How many entries of the block were read.
    private var entriesRead = 0
    private var isInBlock = false
    private var nextBlock: Int64
    private let head = ReusableBytes()
    private let seriesMemory = ReusableBytes()
    private var place: BlockPlace?

    /// A reader before the first match.
    init(_ run: StoredRun, _ blocks: StoredBlocks, _ pattern: ByteAutomaton) {
        (self.run, self.blocks, self.pattern) = (run, blocks, pattern)
        search = HeadSearch(pattern)
        nextBlock = run.blockKeys.lowerBound
    }

    /// The current n-gram, valid until the next call of `advance`.
    var text: UnsafeRawBufferPointer { search.text }

    /// Moves to the next match; false after the last.
    /// - Throws: `StoreError`.
    func advance() throws -> Bool { try blocks.naming(findNext) }

    private func findNext() throws -> Bool {
        while true {
            if isInBlock, try search.next() {
                while entriesRead <= search.place {
                    guard let entry = try entries.next() else { throw CorruptBlock(part: "counts", position: 0) }
                    self.entry = entry
                    entriesRead += 1
                }
                return true
            }
            guard try readBlock() else { return false }
        }
    }

    /// The series of the current n-gram, valid until the next call.
    func series() throws -> UnsafeRawBufferPointer {
        guard let place else { throw CorruptBlock(part: "series", position: 0) }
        try blocks.readSeries(of: place, entry.series, into: seriesMemory)
        return seriesMemory.bytes
    }

    private func readBlock() throws -> Bool {
        isInBlock = false
        guard nextBlock < run.blockKeys.upperBound else { return false }
        let first = try blocks.first(of: nextBlock)
        guard let possible = pattern.nextPossible(atOrAfter: first) else { return false }
        if first != possible {
            nextBlock = try possible.withUnsafeBytes { try blocks.find($0, in: run, from: nextBlock) }
        }
        let place = try blocks.readHead(of: nextBlock, into: head)
        let reader = try HeadReader(head.bytes)
        search.begin(reader)
        entries = reader.makeEntries(seriesBytes: place.seriesBytes)
        self.place = place
        entriesRead = 0
        isInBlock = true
        nextBlock += 1
        return true
    }
}

extension CorpusSnapshot {
    /// Calls a function with each n-gram that an automaton accepts, in byte order, with the places that have it.
    ///
    /// - Parameter order: only n-grams of this many words; nil for all.
    func forEachMatch(
        _ pattern: ByteAutomaton, order: Int?, _ body: (UnsafeRawBufferPointer, [RunMatcher]) throws -> Void
    ) throws {
        var heap = NgramReaderHeap<RunMatcher>()
        for next in located where next.run.blocks > 0 {
            guard pattern.mayAccept(from: next.run.first, through: next.run.last) else { continue }
            let matcher = RunMatcher(next.run, next.blocks, pattern)
            if try matcher.advance() { heap.push(matcher) }
        }
        var parts: [RunMatcher] = []
        while let first = heap.popMinimum() {
            parts.append(first)
            while let other = heap.first, other.text.elementsEqual(first.text), let same = heap.popMinimum() {
                parts.append(same)
            }
            if order == nil || Ngram.order(of: first.text) == order { try body(first.text, parts) }
            // Usually one run has many matches before the next one of any other run.
            while parts.count == 1 {
                guard try first.advance() else {
                    parts.removeAll(keepingCapacity: true)
                    break
                }
                guard heap.first.map({ precedes(first.text, $0.text) }) ?? true else {
                    heap.push(first)
                    parts.removeAll(keepingCapacity: true)
                    break
                }
                if order == nil || Ngram.order(of: first.text) == order { try body(first.text, parts) }
            }
            for part in parts where try part.advance() { heap.push(part) }
            parts.removeAll(keepingCapacity: true)
        }
    }
}
