import NgramModel

/// Reads the observations of one series in ascending order of years.
///
/// Every read is checked against the end of the memory and every value against its range, so damaged bytes lead to
/// `CorruptSeries`, never to a read outside the memory.
package struct SeriesDecoder {
    let bytes: UnsafeRawBufferPointer
    var year = 0

    /// The offset of the next token.
    package internal(set) var position = 0

    /// Reads a series, whose bytes are all of the memory. The memory must outlive the decoder.
    package init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next observation, or nil at the end of the series.
    /// - Throws: `CorruptSeries` when the bytes are not a valid series.
    @inline(__always)
    package mutating func next() throws(CorruptSeries) -> Observation? {
        guard position < bytes.count else { return nil }
        var token = bytes[position]
        position &+= 1
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
        guard token == SeriesCodec.anyCounts else { throw CorruptSeries(position: position) }
        year &+= gap
        guard year <= Observation.years.upperBound else { throw CorruptSeries(position: position) }
        return Observation(year: year, matchCount: try varint(), volumeCount: try varint())
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
            // Nine groups of seven bits hold the 63 bits of a count.
            guard shift < 63 else { throw CorruptSeries(position: position) }
        }
        return Int64(bitPattern: value)
    }

    private mutating func gapVarint() throws(CorruptSeries) -> Int {
        let value = try varint()
        // A gap of 1 is never encoded.
        guard value >= 2, value <= Int64(Observation.years.upperBound) else {
            throw CorruptSeries(position: position)
        }
        return Int(value)
    }
}
