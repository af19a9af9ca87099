/// Writes series tokens to memory. Part of the hot path: one call a row of an archive.
///
/// The caller guarantees the room: `SeriesCodec.largestObservation` bytes before each `append`, one before `close`.
@usableFromInline
enum SeriesEncoder {
    @inlinable @inline(__always)
    static func append(
        gap: Int, matchCount: Int64, volumeCount: Int64, to cursor: inout UnsafeMutablePointer<UInt8>
    ) {
        // Whether a gap is 1 is hard to predict, so its byte is written in any case and kept if it is not.
        if gap <= SeriesCodec.largestSmallGap {
            cursor.pointee = UInt8(truncatingIfNeeded: gap &+ SeriesCodec.gapBias)
            cursor += gap == 1 ? 0 : 1
        } else {
            cursor.pointee = SeriesCodec.anyGap
            cursor += 1
            appendVarint(UInt64(truncatingIfNeeded: gap), to: &cursor)
        }
        // One unsigned comparison covers volume ≥ 1 and volume ≤ match, and with match ≤ 20 then match ≥ 1.
        if matchCount <= SeriesCodec.largestSmallCount,
            UInt64(bitPattern: volumeCount &- 1) < UInt64(bitPattern: matchCount)
        {
            cursor.pointee = UInt8(truncatingIfNeeded: (matchCount &* (matchCount &- 1)) / 2 &+ volumeCount &- 1)
            cursor += 1
        } else {
            cursor.pointee = SeriesCodec.anyCounts
            cursor += 1
            appendVarint(UInt64(bitPattern: matchCount), to: &cursor)
            appendVarint(UInt64(bitPattern: volumeCount), to: &cursor)
        }
    }

    @inlinable @inline(__always)
    static func close(_ cursor: inout UnsafeMutablePointer<UInt8>) {
        cursor.pointee = SeriesCodec.end
        cursor += 1
    }

    @inlinable @inline(__always)
    static func appendVarint(_ value: UInt64, to cursor: inout UnsafeMutablePointer<UInt8>) {
        var rest = value
        while rest >= 0x80 {
            cursor.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
            cursor += 1
            rest >>= 7
        }
        cursor.pointee = UInt8(truncatingIfNeeded: rest)
        cursor += 1
    }
}
