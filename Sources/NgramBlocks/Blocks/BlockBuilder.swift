import NgramModel

/// Cuts a sequence of n-grams in ascending byte order into blocks.
package struct BlockBuilder: ~Copyable {
    /// Blocks that are complete, in order. Take them and leave none.
    package private(set) var blocks: [EncodedBlock] = []

    private let blockBytes: Int
    private var encoder = HeadEncoder()
    private var series: [UInt8] = []
    private var peaks = YearlyPeaks()
    private var first: [UInt8] = []
    private var last: [UInt8] = []
    private var largestMatchCount: Int64 = 0
    private var largestVolumeCount: Int64 = 0

    /// A builder that ends a block once it has `blockBytes` bytes.
    package init(blockBytes: Int) {
        self.blockBytes = blockBytes
        series.reserveCapacity(blockBytes + blockBytes / 4)
    }

    /// The bytes of the complete blocks and of the one being filled.
    package var bytes: Int {
        blocks.reduce(encoder.estimatedBytes + series.count) { $0 + $1.count }
    }

    /// Adds the next n-gram, which must come after the one before it in byte order.
    ///
    /// - Parameter encoded: its series, which must be what the entry says it is.
    /// - Throws: `CorruptBlock` when the n-gram does not come after the one before it, or the series is none.
    package mutating func append(
        _ text: UnsafeRawBufferPointer, _ entry: HeadEntries.Entry, series encoded: UnsafeRawBufferPointer
    ) throws(CorruptBlock) {
        if encoder.count > 0, encoder.estimatedBytes + series.count >= blockBytes { endBlock() }
        if encoder.count == 0, let previous = blocks.last?.last ?? (last.isEmpty ? nil : last) {
            let isAscending = previous.withUnsafeBytes { precedes($0, text) }
            guard isAscending else { throw CorruptBlock(part: "texts", position: 0) }
        }
        let isAdded = encoder.add(
            text, matchCount: entry.matchCount, volumeCount: entry.volumeCount, firstYear: entry.firstYear,
            lastYear: entry.lastYear, seriesBytes: encoded.count)
        guard isAdded else { throw CorruptBlock(part: "texts", position: 0) }
        if encoder.count == 1 { first = Array(text) }
        try peaks.add(encoded)
        series.append(contentsOf: encoded)
        largestMatchCount = max(largestMatchCount, entry.matchCount)
        largestVolumeCount = max(largestVolumeCount, entry.volumeCount)
    }

    /// Ends the block being filled and gives all that are complete.
    package mutating func finish() -> [EncodedBlock] {
        if encoder.count > 0 { endBlock() }
        return takeBlocks()
    }

    /// Gives the complete blocks and keeps the one being filled.
    package mutating func takeBlocks() -> [EncodedBlock] {
        if let block = blocks.last { last = block.last }
        defer { blocks.removeAll(keepingCapacity: true) }
        return blocks
    }

    private mutating func endBlock() {
        let ngrams = encoder.count
        let last = Array(encoder.lastText)
        var head: [UInt8] = []
        head.reserveCapacity(encoder.estimatedBytes + 64)
        encoder.finish(into: &head)
        blocks.append(
            EncodedBlock(
                head: head, series: series, first: first, last: last, ngrams: ngrams,
                largestMatchCount: largestMatchCount, largestVolumeCount: largestVolumeCount,
                bounds: peaks.takeBounds()))
        series.removeAll(keepingCapacity: true)
        largestMatchCount = 0
        largestVolumeCount = 0
    }
}
