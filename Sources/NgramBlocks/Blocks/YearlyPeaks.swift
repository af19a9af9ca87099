import NgramModel

/// The largest counts of a year, per span of years, over the series of a block: what its `CountBounds` are made of.
struct YearlyPeaks: ~Copyable {
    private let match: UnsafeMutablePointer<Int64>
    private let volume: UnsafeMutablePointer<Int64>
    /// The classes of bounds of other blocks that the n-grams had: two for each span, as `CountBounds` encodes them.
    private let codes: UnsafeMutablePointer<UInt8>
    private var firstSpan = Int.max
    private var lastSpan = -1

    init() {
        match = .allocate(capacity: CountBounds.spans)
        volume = .allocate(capacity: CountBounds.spans)
        codes = .allocate(capacity: 2 * CountBounds.spans)
        codes.initialize(repeating: 0, count: 2 * CountBounds.spans)
        match.initialize(repeating: 0, count: CountBounds.spans)
        volume.initialize(repeating: 0, count: CountBounds.spans)
    }

    deinit {
        match.deallocate()
        codes.deallocate()
        volume.deallocate()
    }

    /// Takes a series into account. The loop applies the rules of `SeriesDecoder.next` itself to keep its state in
    /// registers.
    ///
    /// - Throws: `CorruptBlock` when the bytes are not a series.
    mutating func add(_ series: UnsafeRawBufferPointer) throws(CorruptBlock) {
        var decoder = SeriesDecoder(series)
        var span = -1
        var (largestMatch, largestVolume) = (Int64(0), Int64(0))
        let smallCounts = SeriesCodec.smallCounts
        do throws(CorruptSeries) {
            while decoder.position < series.count {
                let matchCount: Int64
                let volumeCount: Int64
                let token = series[decoder.position]
                if token < SeriesCodec.anyCounts, decoder.year < Observation.years.upperBound {
                    decoder.position &+= 1
                    decoder.year &+= 1
                    let counts = smallCounts[Int(token)]
                    (matchCount, volumeCount) = (Int64(counts >> 8), Int64(counts & 0xFF))
                } else {
                    guard let observation = try decoder.next() else { break }
                    (matchCount, volumeCount) = (observation.matchCount, observation.volumeCount)
                }
                let next = decoder.year &>> CountBounds.spanShift
                if next != span {
                    raise(span, largestMatch, largestVolume)
                    span = next
                    (largestMatch, largestVolume) = (0, 0)
                }
                if matchCount > largestMatch { largestMatch = matchCount }
                if volumeCount > largestVolume { largestVolume = volumeCount }
            }
        } catch {
            throw CorruptBlock(part: "series", position: error.position)
        }
        raise(span, largestMatch, largestVolume)
    }

    /// Takes an n-gram of another block into account: its counts of a year exceed neither the bounds of that block nor
    /// its own sums. So the bounds of a merged block may be larger than its largest counts of a year, but only as far as
    /// the sums of its n-grams allow.
    ///
    /// - Parameter bounds: encoded `CountBounds` of the other block.
    /// - Throws: `CorruptBlock` when the bounds do not cover the years of the n-gram.
    mutating func add(_ entry: HeadEntries.Entry, bounds: UnsafeRawBufferPointer) throws(CorruptBlock) {
        guard bounds.count >= 2, bounds.count.isMultiple(of: 2), let base = bounds.baseAddress else {
            throw CorruptBlock(part: "bounds", position: 0)
        }
        let first = Int(bounds[0]) | Int(bounds[1]) << 8
        let from = entry.firstYear &>> CountBounds.spanShift
        let to = entry.lastYear &>> CountBounds.spanShift
        guard first <= from, from <= to, to - first < (bounds.count - 2) / 2, to < CountBounds.spans else {
            throw CorruptBlock(part: "bounds", position: 2)
        }
        let (match, volume) = (CountBounds.code(entry.matchCount), CountBounds.code(entry.volumeCount))
        // Bounds: both end with the span `to`, which is below `CountBounds.spans` and within the other block's bounds.
        var source = base + 2 + 2 * (from - first)
        var target = UnsafeMutableRawPointer(codes + 2 * from)
        let end = UnsafeMutableRawPointer(codes + 2 * (to + 1))
        let limits = SIMD16<UInt8>(
            match, volume, match, volume, match, volume, match, volume, match, volume, match, volume, match, volume,
            match, volume)
        while target + 16 <= end {
            let bound = pointwiseMin(source.loadUnaligned(as: SIMD16<UInt8>.self), limits)
            let current = target.loadUnaligned(as: SIMD16<UInt8>.self)
            target.storeBytes(of: pointwiseMax(bound, current), as: SIMD16<UInt8>.self)
            source += 16
            target += 16
        }
        while target < end {
            let limit = (target - UnsafeMutableRawPointer(codes)).isMultiple(of: 2) ? match : volume
            let bound = min(source.load(as: UInt8.self), limit)
            if bound > target.load(as: UInt8.self) { target.storeBytes(of: bound, as: UInt8.self) }
            source += 1
            target += 1
        }
        if from < firstSpan { firstSpan = from }
        if to > lastSpan { lastSpan = to }
    }

    @inline(__always)
    private mutating func raise(_ span: Int, _ matchCount: Int64, _ volumeCount: Int64) {
        // Bounds: the decoder gives years within `Observation.years`.
        guard span >= 0 else { return }
        if matchCount > match[span] { match[span] = matchCount }
        if volumeCount > volume[span] { volume[span] = volumeCount }
        if span < firstSpan { firstSpan = span }
        if span > lastSpan { lastSpan = span }
    }

    /// The bounds of the series since the last call.
    mutating func takeBounds() -> [UInt8] {
        guard firstSpan <= lastSpan else { return [0, 0] }
        var bounds = [UInt8(truncatingIfNeeded: firstSpan), UInt8(truncatingIfNeeded: firstSpan >> 8)]
        for span in firstSpan...lastSpan {
            bounds.append(max(CountBounds.code(match[span]), codes[2 * span]))
            bounds.append(max(CountBounds.code(volume[span]), codes[2 * span + 1]))
            codes[2 * span] = 0
            codes[2 * span + 1] = 0
            match[span] = 0
            volume[span] = 0
        }
        firstSpan = .max
        lastSpan = -1
        return bounds
    }
}
