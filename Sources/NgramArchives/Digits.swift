import NgramCounts

/// Decimal numbers in memory that has a byte other than a digit behind it, which ends every scan.
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
        guard value >= 0, cursor.pointee == terminator else {
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

    /// A number from 0 to `Int64.max`, -1 when there is none or it does not fit.
    @inline(__always)
    static func unterminatedCount(_ cursor: inout UnsafePointer<UInt8>) -> Int64 {
        let start = cursor
        var value: UInt64 = 0
        var digit = cursor.pointee &- UInt8(ascii: "0")
        while digit < 10 {
            value = value &* 10 &+ UInt64(digit)
            cursor += 1
            digit = cursor.pointee &- UInt8(ascii: "0")
        }
        let length = cursor - start
        // 18 digits always fit. No digits at all and long numbers are rare enough for a look of their own.
        guard UInt(bitPattern: length &- 1) < 18 else { return longCount(start, length) }
        return Int64(bitPattern: value)
    }

    @inline(never)
    private static func longCount(_ start: UnsafePointer<UInt8>, _ length: Int) -> Int64 {
        guard length > 0 else { return -1 }
        var value: Int64 = 0
        for index in 0..<length {
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(Int64(start[index] - UInt8(ascii: "0")))
            guard !overflow, !carry else { return -1 }
            value = sum
        }
        return value
    }
}
