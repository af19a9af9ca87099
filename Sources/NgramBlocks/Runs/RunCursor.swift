import NgramModel

/// Walks the n-grams of a run, block after block, as its blocks are supplied.
final class RunCursor {
    /// Whether the run has been supplied to its end, and walked to it.
    private(set) var isEnded = false

    /// Blocks that were walked to their last n-gram.
    private(set) var mergedBlocks = 0

    /// What the head says of the n-gram at hand.
    @exclusivity(unchecked) private(set) var entry = HeadEntries.Entry(
        matchCount: 0, volumeCount: 0, firstYear: 1, lastYear: 1, series: 0..<0)

    private let last: [UInt8]
    private var waiting: [RunBlock] = []
    private var isLastSupplied = false

    // The block at hand: copied to memory that stays where it is, which `texts` and `entries` point into.
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 8)
    @exclusivity(unchecked) private var seriesBytes = UnsafeRawBufferPointer(start: nil, count: 0)
    /// The encoded `CountBounds` of the current block, valid until the next call of `advance`.
    private(set) var bounds = UnsafeRawBufferPointer(start: nil, count: 0)
    private let texts = HeadTexts()
    @exclusivity(unchecked) private var entries = HeadEntries()
    private var hasBlock = false

    /// A run of which nothing is supplied yet.
    ///
    /// - Parameter last: n-grams up to this one are passed over.
    init(after last: [UInt8]) {
        self.last = last
    }

    deinit { memory.deallocate() }

    /// The n-gram at hand, valid until the next call of `advance`.
    @inline(__always) var text: UnsafeRawBufferPointer { texts.text }

    /// Its series, valid until the next call of `advance`.
    var series: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: seriesBytes[entry.series]) }

    /// Adds the next blocks of the run; none at its end.
    func supply(_ blocks: [RunBlock]) {
        if blocks.isEmpty { isLastSupplied = true }
        waiting = waiting.isEmpty ? blocks.reversed() : blocks.reversed() + waiting
    }

    /// Moves to the next n-gram; false when the next block has not been supplied, or at the end.
    func advance() throws(CorruptBlock) -> Bool {
        while true {
            while try texts.next() {
                guard let entry = try entries.next() else { throw CorruptBlock(part: "counts", position: 0) }
                self.entry = entry
                if last.isEmpty || last.withUnsafeBytes({ precedes($0, text) }) { return true }
            }
            if hasBlock {
                // The other columns must end with the texts.
                guard try entries.next() == nil else { throw CorruptBlock(part: "texts", position: 0) }
                mergedBlocks += 1
                hasBlock = false
            }
            guard let block = waiting.popLast() else {
                isEnded = isLastSupplied
                return false
            }
            try begin(block)
        }
    }

    private func begin(_ block: RunBlock) throws(CorruptBlock) {
        let needed = block.head.count + block.series.count + block.bounds.count
        if memory.count < needed {
            memory.deallocate()
            memory = .allocate(byteCount: needed, alignment: 8)
        }
        memory.copyBytes(from: block.head)
        let head = UnsafeRawBufferPointer(rebasing: memory[..<block.head.count])
        let series = UnsafeMutableRawBufferPointer(
            rebasing: memory[block.head.count..<block.head.count + block.series.count])
        series.copyBytes(from: block.series)
        seriesBytes = UnsafeRawBufferPointer(series)
        let bounds = UnsafeMutableRawBufferPointer(rebasing: memory[(needed - block.bounds.count)..<needed])
        bounds.copyBytes(from: block.bounds)
        self.bounds = UnsafeRawBufferPointer(bounds)
        let reader = try HeadReader(head)
        texts.begin(reader)
        hasBlock = true
        entries = reader.makeEntries(seriesBytes: block.series.count)
    }
}
