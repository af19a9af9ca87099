import NgramModel

/// Parses decimal numbers. The memory must end with a byte that is not a digit, which ends every scan, followed by at
/// least `Partition.sentinelBytes - 1` readable bytes.
///
/// Most counts have one or two digits, but which of the two is nearly random, so a loop over digits mispredicts a
/// branch for almost every number. Parsing eight bytes at a time needs no branch: find the first byte that is not a
/// digit, shift out the bytes after it, and combine the digits with three multiplications.
enum Digits {
    /// The separator of columns.
    static let tab = UInt8(ascii: "\t")
    /// The separator of numbers in a column of the 2019 edition.
    static let comma = UInt8(ascii: ",")
    /// The end of a row.
    static let newline = UInt8(ascii: "\n")

    /// Parses a number from 0 to `Int64.max` and its terminator. Returns -1 for anything else and leaves the cursor in
    /// place, so that later scans cannot leave the row.
    @inline(__always)
    static func count(_ cursor: inout UnsafePointer<UInt8>, endingWith terminator: UInt8) -> Int64 {
        let start = cursor
        let value = unterminatedCount(&cursor)
        guard cursor.pointee == terminator, value >= 0 else {
            cursor = start
            return -1
        }
        cursor += 1
        return value
    }

    /// Like `count`, for a year from 1 to 9999.
    @inline(__always)
    static func year(_ cursor: inout UnsafePointer<UInt8>, endingWith terminator: UInt8) -> Int {
        let year = count(&cursor, endingWith: terminator)
        // One unsigned comparison checks both bounds, and rejects -1.
        guard UInt64(bitPattern: year &- 1) < UInt64(Observation.years.upperBound) else { return -1 }
        return Int(truncatingIfNeeded: year)
    }

    /// Parses a number from 0 to `Int64.max`; -1 when there are no digits or it does not fit. The cursor moves past the
    /// digits.
    @inline(__always)
    static func unterminatedCount(_ cursor: inout UnsafePointer<UInt8>) -> Int64 {
        let bytes = UInt64(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self))
        let digits = bytes ^ 0x3030_3030_3030_3030
        let others = nonDigits(digits)
        let length = others.trailingZeroBitCount &>> 3
        guard UInt(bitPattern: length &- 1) < 7 else { return longCount(&cursor) }
        cursor += length
        // The first digit is in the lowest byte; the shift inserts zero bytes below it, which act as leading zeros.
        return sum(ofDigits: digits &<< UInt64(truncatingIfNeeded: 64 &- 8 &* length))
    }

    /// Parses two short numbers, such as `12⇥3⏎`, that have at most four digits each and fit in eight bytes with their
    /// terminators, as nearly all do. Nil when they do not fit or are not numbers. Finding both ends with one load
    /// shortens the dependency chain from row to row.
    ///
    /// The length includes the second terminator. The caller must check that it is a separator: when the load does not
    /// contain it, `terminator` is the first digit.
    ///
    /// - Parameter readsSecond: False leaves out the computation of the second number, which is then 0.
    @inline(__always)
    static func shortPair(
        _ cursor: UnsafePointer<UInt8>, _ separator: UInt8, readsSecond: Bool = true
    ) -> (first: Int64, second: Int64, length: Int, terminator: UInt8)? {
        let bytes = UInt64(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self))
        let digits = bytes ^ 0x3030_3030_3030_3030
        let others = nonDigits(digits)
        let firstEnd = others.trailingZeroBitCount & 0x78
        let secondEnd = (others & (others &- 1)).trailingZeroBitCount & 0x78
        // Positions are in bits, and `secondEnd` is 64 when the load does not contain it. Each number has one to four
        // digits, 8 to 32 bits; an unsigned comparison checks both bounds.
        guard UInt(bitPattern: firstEnd &- 8) <= 24, UInt(bitPattern: secondEnd &- firstEnd &- 16) <= 24,
            UInt8(truncatingIfNeeded: bytes &>> UInt64(firstEnd)) == separator
        else { return nil }
        // Each number fills the upper end of its half of the word, so that one computation sums the digits of both.
        var halves = UInt64(UInt32(truncatingIfNeeded: digits) &<< UInt32(truncatingIfNeeded: 32 &- firstEnd))
        if readsSecond {
            halves |= (digits &>> UInt64(firstEnd &+ 8)) &<< UInt64(truncatingIfNeeded: 72 &+ firstEnd &- secondEnd)
        }
        let pairs = halves &* 10 &+ (halves &>> 8)
        let sums = (pairs & 0xFF_0000_00FF) &* 100 &+ ((pairs &>> 16) & 0xFF_0000_00FF)
        let terminator = UInt8(truncatingIfNeeded: bytes &>> UInt64(secondEnd))
        return (
            Int64(truncatingIfNeeded: sums & 0xFFFF_FFFF), Int64(truncatingIfNeeded: sums &>> 32),
            (secondEnd &>> 3) &+ 1, terminator
        )
    }

    /// Parses a year of four digits and its terminator, five bytes in total; 0 for anything else.
    @inline(__always)
    static func shortYear(_ cursor: UnsafePointer<UInt8>, _ terminator: UInt8) -> Int {
        let digits =
            UInt32(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt32.self)) ^ 0x3030_3030
        let others = ((digits &+ 0x7676_7676) | digits) & 0x8080_8080
        guard others == 0, cursor[4] == terminator else { return 0 }
        let pairs = digits &* 10 &+ (digits &>> 8)
        return Int((pairs & 0xFF) &* 100 &+ ((pairs &>> 16) & 0xFF))
    }

    /// Sets the high bit of each byte that is not from 0 to 9. The result is exact up to and including the first such
    /// byte: adding 0x76 sets the high bit of any value from 10 up, and a carry out of a byte affects only later bytes.
    @inline(__always)
    private static func nonDigits(_ digits: UInt64) -> UInt64 {
        ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
    }

    /// The number whose eight decimal digits are the bytes of `digits`, with the first digit in the lowest byte.
    @inline(__always)
    private static func sum(ofDigits digits: UInt64) -> Int64 {
        let pairs = digits &* 10 &+ (digits &>> 8)
        let upper = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let lower = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return Int64(truncatingIfNeeded: (upper &+ lower) &>> 32)
    }

    /// Handles the rare numbers of more than seven digits, and bytes that are not a number.
    @inline(never)
    private static func longCount(_ cursor: inout UnsafePointer<UInt8>) -> Int64 {
        var value: Int64 = 0
        var length = 0
        while cursor.pointee &- UInt8(ascii: "0") < 10 {
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(Int64(cursor.pointee &- UInt8(ascii: "0")))
            guard !overflow, !carry else { return -1 }
            value = sum
            length += 1
            cursor += 1
        }
        return length > 0 ? value : -1
    }
}
