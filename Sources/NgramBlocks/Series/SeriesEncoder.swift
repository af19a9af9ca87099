/// Writes series tokens to memory. Part of the hot path: it is called once for each row of an archive.
///
/// The caller guarantees enough memory: `SeriesCodec.largestObservation` bytes for `append` and ten for
/// `appendVarint`.
@usableFromInline
enum SeriesEncoder {
    /// Writes an observation `gap` years after the previous one. `gap` must be at least 1; counts must not be negative.
    @inlinable @inline(__always)
    static func append(
        gap: Int, matchCount: Int64, volumeCount: Int64, to cursor: inout UnsafeMutablePointer<UInt8>
    ) {
        // A branch on `gap == 1` would be mispredicted often, so the gap's byte is always written, and overwritten if
        // the gap is 1.
        if gap <= SeriesCodec.largestSmallGap {
            cursor.pointee = UInt8(truncatingIfNeeded: gap &+ SeriesCodec.gapBias)
            cursor += gap == 1 ? 0 : 1
        } else {
            cursor.pointee = SeriesCodec.anyGap
            cursor += 1
            appendVarint(UInt64(truncatingIfNeeded: gap), to: &cursor)
        }
        // The unsigned comparison checks 1 ≤ volume ≤ match, which implies match ≥ 1.
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

    /// Writes a varint.
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
