import NgramModel

/// Decimal numbers in memory that has a byte other than a digit behind it, which ends every scan, and
/// `Partition.sentinelBytes` that may be read behind that.
///
/// Most counts have one or two digits, but which is as good as random, so a loop over digits costs a mispredicted
/// branch for nearly every number. Eight bytes at a time need no branch: find the first byte that is no digit, shift
/// what follows it out, and add the digits up by three multiplications.
enum Digits {
    static let tab = UInt8(ascii: "\t")
    static let comma = UInt8(ascii: ",")
    static let newline = UInt8(ascii: "\n")

    /// A number from 0 to `Int64.max` and the terminator behind it; -1 when it is something else. The cursor then
    /// stays where it is, so that what follows cannot run past the row.
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

    /// As `count`, for a year from 1 to 9999.
    @inline(__always)
    static func year(_ cursor: inout UnsafePointer<UInt8>, endingWith terminator: UInt8) -> Int {
        let year = count(&cursor, endingWith: terminator)
        // One unsigned comparison for both ends; -1 falls outside as well.
        guard UInt64(bitPattern: year &- 1) < UInt64(Observation.years.upperBound) else { return -1 }
        return Int(truncatingIfNeeded: year)
    }

    /// A number from 0 to `Int64.max`, -1 when there is none or it does not fit. The cursor ends behind its digits.
    @inline(__always)
    static func unterminatedCount(_ cursor: inout UnsafePointer<UInt8>) -> Int64 {
        let bytes = UInt64(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self))
        let digits = bytes ^ 0x3030_3030_3030_3030
        let others = nonDigits(digits)
        let length = others.trailingZeroBitCount &>> 3
        guard UInt(bitPattern: length &- 1) < 7 else { return longCount(&cursor) }
        cursor += length
        // The first digit stands in the lowest byte; the shift puts zeros below it, as leading digits.
        return sum(ofDigits: digits &<< UInt64(truncatingIfNeeded: 64 &- 8 &* length))
    }

    /// Two numbers of few digits, as `12⇥3⏎`, that with what ends them lie within eight bytes, as nearly all do; nil
    /// when they do not, or are no numbers. The length includes the byte behind them, which is for the caller to check.
    /// Finding both ends in one load keeps the way from row to row short.
    @inline(__always)
    static func shortPair(
        _ cursor: UnsafePointer<UInt8>, _ separator: UInt8
    ) -> (first: Int64, second: Int64, length: Int, terminator: UInt8)? {
        let bytes = UInt64(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self))
        let digits = bytes ^ 0x3030_3030_3030_3030
        let others = nonDigits(digits)
        let firstEnd = others.trailingZeroBitCount & 0x78
        let secondEnd = (others & (others &- 1)).trailingZeroBitCount & 0x78
        // Each number has a digit at least; without a second end within the load, `secondEnd` is 64.
        guard secondEnd < 64, firstEnd > 0, secondEnd &- firstEnd > 8,
            UInt8(truncatingIfNeeded: bytes &>> UInt64(firstEnd)) == separator
        else { return nil }
        let first = sum(ofDigits: digits &<< UInt64(64 &- firstEnd))
        let second = sum(ofDigits: (digits &>> UInt64(firstEnd &+ 8)) &<< UInt64(72 &+ firstEnd &- secondEnd))
        let terminator = UInt8(truncatingIfNeeded: bytes &>> UInt64(secondEnd))
        return (first, second, (secondEnd &>> 3) &+ 1, terminator)
    }

    /// A year of four digits and the terminator behind it, five bytes in all; 0 when there is something else.
    @inline(__always)
    static func shortYear(_ cursor: UnsafePointer<UInt8>, _ terminator: UInt8) -> Int {
        let digits =
            UInt32(littleEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt32.self)) ^ 0x3030_3030
        let others = ((digits &+ 0x7676_7676) | digits) & 0x8080_8080
        guard others == 0, cursor[4] == terminator else { return 0 }
        let pairs = digits &* 10 &+ (digits &>> 8)
        return Int((pairs & 0xFF) &* 100 &+ ((pairs &>> 16) & 0xFF))
    }

    /// The high bit of each byte that is not 0 to 9, exact up to the first of them. Adding 0x76 carries anything from
    /// 10 up into the high bit; a carry out of a byte only reaches the bytes behind it.
    @inline(__always)
    private static func nonDigits(_ digits: UInt64) -> UInt64 {
        ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
    }

    /// The number whose eight decimal digits are the bytes, the first digit in the lowest byte.
    @inline(__always)
    private static func sum(ofDigits digits: UInt64) -> Int64 {
        let pairs = digits &* 10 &+ (digits &>> 8)
        let upper = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let lower = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return Int64(truncatingIfNeeded: (upper &+ lower) &>> 32)
    }

    /// The rare numbers of more than seven digits, and what is no number.
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
