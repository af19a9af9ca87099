import NgramModel

/// Walks the n-grams of a run, block after block, as its blocks are supplied.
final class RunCursor {
    /// Whether the run has been supplied to its end, and walked to it.
    private(set) var isEnded = false

    /// Blocks that were walked to their last n-gram.
    private(set) var mergedBlocks = 0

    /// What the head says of the n-gram at hand.
    private(set) var entry = HeadEntries.Entry(
        matchCount: 0, volumeCount: 0, firstYear: 1, lastYear: 1, series: 0..<0)

    private let last: [UInt8]
    private var waiting: [(head: [UInt8], series: [UInt8])] = []
    private var isLastSupplied = false

    // The block at hand: copied to memory that stays where it is, which `texts` and `entries` point into.
    private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 8)
    private var seriesBytes = UnsafeRawBufferPointer(start: nil, count: 0)
    private var texts: HeadTexts?
    private var entries: HeadEntries?

    /// A run of which nothing is supplied yet.
    ///
    /// - Parameter last: n-grams up to this one are passed over.
    init(after last: [UInt8]) {
        self.last = last
    }

    deinit { memory.deallocate() }

    /// The n-gram at hand, valid until the next call of `advance`.
    var text: UnsafeRawBufferPointer { texts?.text ?? UnsafeRawBufferPointer(start: nil, count: 0) }

    /// Its series, valid until the next call of `advance`.
    var series: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: seriesBytes[entry.series]) }

    /// Adds the next blocks of the run; none at its end.
    func supply(_ blocks: [(head: [UInt8], series: [UInt8])]) {
        if blocks.isEmpty { isLastSupplied = true }
        waiting = waiting.isEmpty ? blocks.reversed() : blocks.reversed() + waiting
    }

    /// Moves to the next n-gram; false when the next block has not been supplied, or at the end.
    func advance() throws(CorruptBlock) -> Bool {
        while true {
            while try texts?.next() == true {
                guard let entry = try entries?.next() else { throw CorruptBlock(part: "counts", position: 0) }
                self.entry = entry
                if last.isEmpty || last.withUnsafeBytes({ precedes($0, text) }) { return true }
            }
            if texts != nil {
                // The other columns must end with the texts.
                guard try entries?.next() == nil else { throw CorruptBlock(part: "texts", position: 0) }
                mergedBlocks += 1
                texts = nil
                entries = nil
            }
            guard let block = waiting.popLast() else {
                isEnded = isLastSupplied
                return false
            }
            try begin(block)
        }
    }

    private func begin(_ block: (head: [UInt8], series: [UInt8])) throws(CorruptBlock) {
        let needed = block.head.count + block.series.count
        if memory.count < needed {
            memory.deallocate()
            memory = .allocate(byteCount: needed, alignment: 8)
        }
        memory.copyBytes(from: block.head)
        let head = UnsafeRawBufferPointer(rebasing: memory[..<block.head.count])
        let series = UnsafeMutableRawBufferPointer(rebasing: memory[block.head.count..<needed])
        series.copyBytes(from: block.series)
        seriesBytes = UnsafeRawBufferPointer(series)
        let reader = try HeadReader(head)
        texts = reader.makeTexts()
        entries = reader.makeEntries(seriesBytes: block.series.count)
    }
}
