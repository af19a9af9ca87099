import NgramModel

/// Reads the observations of one series, years ascending.
///
/// Every read is bounded by the end of the given memory and every value is checked, so damaged bytes end in
/// `CorruptSeries`, never outside the memory.
@usableFromInline
package struct SeriesDecoder {
    let bytes: UnsafeRawBufferPointer
    var year = 0

    /// The byte at which the next token is read; after the last observation, the first byte behind the series.
    @usableFromInline
    package internal(set) var position: Int

    /// Reads the series that begins at a position of a block. The memory must outlive the decoder.
    @usableFromInline
    package init(_ bytes: UnsafeRawBufferPointer, at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// The next observation, nil at the end of the series.
    /// - Throws: `CorruptSeries` when the bytes are not a series.
    @inline(__always)
    package mutating func next() throws(CorruptSeries) -> Observation? {
        var token = try byte()
        var gap = 1
        if token >= SeriesCodec.anyGap {
            gap = token == SeriesCodec.anyGap ? try gapVarint() : Int(token) &- SeriesCodec.gapBias
            token = try byte()
        }
        if token < SeriesCodec.anyCounts {
            year &+= gap
            guard year <= Observation.years.upperBound else { throw CorruptSeries(position: position) }
            let counts = SeriesCodec.smallCounts[Int(token)]
            return Observation(year: year, matchCount: Int64(counts >> 8), volumeCount: Int64(counts & 0xFF))
        }
        if token == SeriesCodec.end {
            guard gap == 1 else { throw CorruptSeries(position: position) }
            return nil
        }
        guard token == SeriesCodec.anyCounts else { throw CorruptSeries(position: position) }
        year &+= gap
        guard year <= Observation.years.upperBound else { throw CorruptSeries(position: position) }
        return Observation(year: year, matchCount: try varint(), volumeCount: try varint())
    }

    /// Reads what is left of the series.
    @usableFromInline
    package mutating func skipToEnd() throws(CorruptSeries) {
        _ = try sum(years: Observation.years)
    }

    @inline(__always)
    private mutating func byte() throws(CorruptSeries) -> UInt8 {
        guard position < bytes.count else { throw CorruptSeries(position: position) }
        let byte = bytes[position]
        position &+= 1
        return byte
    }

    private mutating func varint() throws(CorruptSeries) -> Int64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
            // Nine groups of seven bits are the 63 that a count may have.
            guard shift < 63 else { throw CorruptSeries(position: position) }
        }
        return Int64(bitPattern: value)
    }

    private mutating func gapVarint() throws(CorruptSeries) -> Int {
        let value = try varint()
        // A gap of 1 has no token, so that what may not follow a gap is told by there being one.
        guard value >= 2, value <= Int64(Observation.years.upperBound) else {
            throw CorruptSeries(position: position)
        }
        return Int(value)
    }
}
