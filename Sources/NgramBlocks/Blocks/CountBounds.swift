import NgramModel

/// Upper bounds of the yearly counts in a block, one for each span of 16 years. A top-N query over some years uses them
/// to skip blocks that cannot contain a winner, without decoding them.
///
/// Encoding: the number of the first span (two bytes, little-endian), then two bytes for every span up to the last one
/// used, one for the match count and one for the volume count. A byte names a class of counts: classes 0 to 7 are the
/// counts themselves; above that, each class is a quarter of a power of two. The bound is the largest count of the
/// class, so it is never too small and at most 25 % too large.
@usableFromInline
package enum CountBounds {
    /// The base-2 logarithm of the number of years in a span.
    @usableFromInline static let spanShift = 4

    /// The number of spans that cover the years 0 to 9999.
    static let spans = (Observation.years.upperBound >> spanShift) + 1

    /// The class of a count.
    static func code(_ count: Int64) -> UInt8 {
        guard count >= 8 else { return UInt8(max(0, count)) }
        let exponent = 63 - count.leadingZeroBitCount
        let quarter = Int(count >> Int64(exponent - 2)) & 3
        return UInt8((exponent - 3) * 4 + quarter + 8)
    }

    /// The largest count of a class; `Int64.max` for a byte that names no class, which occurs only in a damaged store.
    static func bound(_ code: UInt8) -> Int64 {
        guard code >= 8 else { return Int64(code) }
        guard code < Self.code(.max) else { return .max }
        let exponent = Int(code - 8) / 4 + 3
        let quarter = UInt64(code - 8) % 4
        return Int64(clamping: (UInt64(5 + quarter) << UInt64(exponent - 2)) - 1)
    }

    /// The number of the span of a year.
    package static func span(of year: Int) -> Int { year >> spanShift }

    /// Counts that no n-gram of the block exceeds in the given year, nor in any other year of its span; nil when the bytes
    /// are not valid bounds.
    package static func bounds(
        _ encoded: UnsafeRawBufferPointer, year: Int
    ) -> (matchCount: Int64, volumeCount: Int64)? {
        guard encoded.count >= 2, encoded.count.isMultiple(of: 2) else { return nil }
        let first = Int(encoded[0]) | Int(encoded[1]) << 8
        let index = 2 + 2 * ((year >> spanShift) - first)
        guard index >= 2, index < encoded.count else { return (0, 0) }
        return (bound(encoded[index]), bound(encoded[index + 1]))
    }

    /// A sum over the given years that no n-gram of the block exceeds.
    ///
    /// - Returns: The bound of the match or the volume count. `Int64.max` when the bound does not fit or the bytes are
    ///   not valid bounds; the block is then read, which is slower but never wrong.
    package static func bound(
        _ encoded: UnsafeRawBufferPointer, years: ClosedRange<Int>, of measure: CountMeasure
    ) -> Int64 {
        guard encoded.count >= 2, encoded.count.isMultiple(of: 2) else { return .max }
        let first = Int(encoded[0]) | Int(encoded[1]) << 8
        var sum: Int64 = 0
        for index in 0..<(encoded.count - 2) / 2 {
            let start = (first + index) << spanShift
            let from = max(start, years.lowerBound)
            let to = min(start + (1 << spanShift) - 1, years.upperBound)
            guard from <= to else { continue }
            let peak = bound(encoded[2 + 2 * index + (measure == .match ? 0 : 1)])
            let (spanSum, tooLarge) = peak.multipliedReportingOverflow(by: Int64(to - from + 1))
            let (total, overflow) = sum.addingReportingOverflow(spanSum)
            guard !tooLarge, !overflow else { return .max }
            sum = total
        }
        return sum
    }
}
