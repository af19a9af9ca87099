import NgramModel

/// The largest counts of a year, per span of years, over the series of a block: what its `CountBounds` are made of.
struct YearlyPeaks: ~Copyable {
    private let match: UnsafeMutablePointer<Int64>
    private let volume: UnsafeMutablePointer<Int64>
    private var firstSpan = Int.max
    private var lastSpan = -1

    init() {
        match = .allocate(capacity: CountBounds.spans)
        volume = .allocate(capacity: CountBounds.spans)
        match.initialize(repeating: 0, count: CountBounds.spans)
        volume.initialize(repeating: 0, count: CountBounds.spans)
    }

    deinit {
        match.deallocate()
        volume.deallocate()
    }

    /// Takes a series into account, and returns the number of its observations.
    ///
    /// - Throws: `CorruptBlock` when the bytes are not a series.
    mutating func add(_ series: UnsafeRawBufferPointer) throws(CorruptBlock) -> Int {
        var decoder = SeriesDecoder(series)
        var count = 0
        do throws(CorruptSeries) {
            while let observation = try decoder.next() {
                count += 1
                // Bounds: the decoder gives years within `Observation.years`.
                let span = observation.year &>> CountBounds.spanShift
                if observation.matchCount > match[span] { match[span] = observation.matchCount }
                if observation.volumeCount > volume[span] { volume[span] = observation.volumeCount }
                if span < firstSpan { firstSpan = span }
                if span > lastSpan { lastSpan = span }
            }
        } catch {
            throw CorruptBlock(part: "series", position: error.position)
        }
        return count
    }

    /// The bounds of the series since the last call.
    mutating func takeBounds() -> [UInt8] {
        guard firstSpan <= lastSpan else { return [0, 0] }
        var bounds = [UInt8(truncatingIfNeeded: firstSpan), UInt8(truncatingIfNeeded: firstSpan >> 8)]
        for span in firstSpan...lastSpan {
            bounds.append(CountBounds.code(match[span]))
            bounds.append(CountBounds.code(volume[span]))
            match[span] = 0
            volume[span] = 0
        }
        firstSpan = .max
        lastSpan = -1
        return bounds
    }
}
