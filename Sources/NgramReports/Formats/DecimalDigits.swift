/// Writes integers as ASCII digits to byte buffers, because creating a `String` for each number would be too slow for
/// millions of rows.
package enum DecimalDigits {
    /// The largest number of bytes that a number takes: 19 digits and a sign.
    package static let maximumCount = 20

    /// Appends the plain digits of a number, with a `-` before a negative one.
    package static func append(_ value: Int64, to buffer: inout [UInt8]) {
        withDigits(of: value) { buffer.append(contentsOf: $0) }
    }

    /// Appends the digits of a number in groups of three, separated by commas.
    package static func appendGrouped(_ value: Int64, to buffer: inout [UInt8]) {
        withDigits(of: value) { digits in
            for (index, digit) in digits.enumerated() {
                let left = digits.count - index
                let isFirst = index == 0 || value < 0 && index == 1
                if left.isMultiple(of: 3), !isFirst { buffer.append(UInt8(ascii: ",")) }
                buffer.append(digit)
            }
        }
    }

    /// The digits of a number in groups of three, separated by commas.
    package static func grouped(_ value: Int64) -> String {
        var buffer: [UInt8] = []
        appendGrouped(value, to: &buffer)
        return String(decoding: buffer, as: UTF8.self)
    }

    private static func withDigits(of value: Int64, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: maximumCount) { memory in
            guard let start = memory.baseAddress else { return }
            var cursor = start
            write(value, to: &cursor)
            body(UnsafeBufferPointer(start: start, count: cursor - start))
        }
    }

    /// Writes the plain digits of any number and moves the cursor past them. All other functions use it.
    ///
    /// Bounds: There must be room for `maximumCount` bytes. A magnitude is at most 2^63, which has 19 digits.
    @inline(__always)
    static func write(_ value: Int64, to cursor: inout UnsafeMutablePointer<UInt8>) {
        if value < 0 {
            cursor.pointee = UInt8(ascii: "-")
            cursor += 1
        }
        // Unsigned, because `Int64.min` has no positive counterpart.
        var rest = value.magnitude
        var length = 1
        var limit: UInt64 = 10
        while rest >= limit, length < 19 {
            length += 1
            limit &*= 10
        }
        var place = length
        while place > 0 {
            place -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            cursor[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
        cursor += length
    }

    /// Writes the plain digits of any number and the byte that follows them.
    ///
    /// Bounds: There must be room for `maximumCount` + 1 bytes.
    @inline(__always)
    static func write(_ value: Int64, _ end: UInt8, to cursor: inout UnsafeMutablePointer<UInt8>) {
        write(value, to: &cursor)
        cursor.pointee = end
        cursor += 1
    }
}
