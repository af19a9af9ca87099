import NgramModel

/// Cuts a sequence of n-grams in ascending byte order into blocks.
package struct BlockBuilder: ~Copyable {
    /// Complete blocks, in order.
    private var blocks: [EncodedBlock] = []
    /// The bytes of the complete blocks.
    private var blockBytes = 0

    private let limits: BlockLimits
    private var encoder = HeadEncoder()
    private var series: [UInt8] = []
    private var peaks = YearlyPeaks()
    private var first: [UInt8] = []
    private var last: [UInt8] = []
    private var summedObservations = 0
    private var largestMatchCount: Int64 = 0
    private var largestVolumeCount: Int64 = 0

    /// A builder without n-grams.
    package init(limits: BlockLimits = BlockLimits()) {
        self.limits = limits
        series.reserveCapacity(limits.seriesBytes + limits.seriesBytes / 4)
    }

    /// The bytes of the complete blocks and of the one being filled.
    package var bytes: Int { blockBytes + encoder.estimatedBytes + series.count }

    /// Whether the block being filled has reached a limit, so that the next n-gram belongs to the next block.
    var isBlockFull: Bool {
        encoder.count > 0 && (encoder.estimatedBytes >= limits.headBytes || series.count >= limits.seriesBytes)
    }

    /// Adds the next n-gram, which must come after the previous one in byte order. Decodes its series to find the
    /// bounds of the block.
    ///
    /// - Parameters:
    ///   - encoded: its series, whose sums and years must be those of the entry.
    ///   - summed: the number of observations that were lost when the series was summed from several.
    /// - Throws: `CorruptBlock` when the n-gram does not come after the previous one, or the bytes are not a series.
    package mutating func append(
        _ text: UnsafeRawBufferPointer, _ entry: HeadEntries.Entry, series encoded: UnsafeRawBufferPointer,
        summed: Int = 0
    ) throws(CorruptBlock) {
        if isBlockFull { finishBlock() }
        try peaks.add(encoded)
        guard add(text, entry, series: encoded) else { throw CorruptBlock(part: "texts", position: 0) }
        summedObservations += summed
    }

    /// Adds the next n-gram from another block, whose bounds bound its counts, so that its series need not be decoded.
    ///
    /// - Parameter bounds: encoded `CountBounds` of the block.
    /// - Throws: `CorruptBlock` when the n-gram does not come after the previous one, or the bounds do not cover its
    ///   years.
    mutating func append(
        _ text: UnsafeRawBufferPointer, _ entry: HeadEntries.Entry, series encoded: UnsafeRawBufferPointer,
        bounds: UnsafeRawBufferPointer
    ) throws(CorruptBlock) {
        if isBlockFull { finishBlock() }
        try peaks.add(entry, bounds: bounds)
        guard add(text, entry, series: encoded) else { throw CorruptBlock(part: "texts", position: 0) }
    }

    /// Adds the next n-gram without decoding its series: the caller ends the block, with bounds of its own.
    ///
    /// - Returns: false, and nothing is added, when the n-gram does not come after the previous one in byte order.
    @inline(__always)
    mutating func add(
        _ text: UnsafeRawBufferPointer, _ entry: HeadEntries.Entry, series encoded: UnsafeRawBufferPointer
    ) -> Bool {
        if encoder.count == 0, !last.isEmpty {
            guard last.withUnsafeBytes({ precedes($0, text) }) else { return false }
        }
        let isAdded = encoder.add(
            text, matchCount: entry.matchCount, volumeCount: entry.volumeCount, firstYear: entry.firstYear,
            lastYear: entry.lastYear, seriesBytes: encoded.count)
        guard isAdded else { return false }
        if encoder.count == 1 { first = Array(text) }
        series.append(contentsOf: encoded)
        largestMatchCount = max(largestMatchCount, entry.matchCount)
        largestVolumeCount = max(largestVolumeCount, entry.volumeCount)
        return true
    }

    /// Ends the block being filled.
    ///
    /// - Parameter bounds: encoded `CountBounds`, which no count of the block exceeds.
    mutating func endBlock(bounds: [UInt8]) {
        guard encoder.count > 0 else { return }
        let ngrams = encoder.count
        last = Array(encoder.lastText)
        var head: [UInt8] = []
        head.reserveCapacity(encoder.estimatedBytes + 64)
        encoder.finish(into: &head)
        let checksum = head.withUnsafeBytes { head in
            series.withUnsafeBytes { BlockChecksum.of(head: head, series: $0) }
        }
        blocks.append(
            EncodedBlock(
                head: head, series: series, first: first, last: last, ngrams: ngrams,
                summedObservations: summedObservations,
                largestMatchCount: largestMatchCount, largestVolumeCount: largestVolumeCount, bounds: bounds,
                checksum: checksum))
        blockBytes += head.count + series.count
        series.removeAll(keepingCapacity: true)
        summedObservations = 0
        largestMatchCount = 0
        largestVolumeCount = 0
    }

    /// Ends the block being filled, with the bounds of the series that `append` decoded.
    mutating func finishBlock() {
        endBlock(bounds: peaks.takeBounds())
    }

    /// Ends the block being filled and returns all complete blocks.
    package mutating func finish() -> [EncodedBlock] {
        finishBlock()
        return takeBlocks()
    }

    /// Returns the complete blocks and keeps the one being filled.
    package mutating func takeBlocks() -> [EncodedBlock] {
        blockBytes = 0
        defer { blocks = [] }
        return blocks
    }

    /// Forgets all n-grams, so that the builder can be used for another sequence.
    mutating func removeAll() {
        _ = takeBlocks()
        encoder.removeAll()
        series.removeAll(keepingCapacity: true)
        _ = peaks.takeBounds()
        last = []
        summedObservations = 0
        largestMatchCount = 0
        largestVolumeCount = 0
    }
}
