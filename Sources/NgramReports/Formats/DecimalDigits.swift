/// Integers as ASCII digits, straight into a byte buffer: a million rows have no time for a `String` per number.
package enum DecimalDigits {
    /// Appends the plain digits of a number, with a `-` before a negative one.
    package static func append(_ value: Int64, to buffer: inout [UInt8]) {
        append(value, separator: nil, to: &buffer)
    }

    /// Appends the digits of a number in groups of three, separated by commas.
    package static func appendGrouped(_ value: Int64, to buffer: inout [UInt8]) {
        append(value, separator: UInt8(ascii: ","), to: &buffer)
    }

    /// The digits of a number in groups of three, for running text.
    package static func grouped(_ value: Int64) -> String {
        var buffer: [UInt8] = []
        appendGrouped(value, to: &buffer)
        return String(decoding: buffer, as: UTF8.self)
    }

    private static func append(_ value: Int64, separator: UInt8?, to buffer: inout [UInt8]) {
        if value < 0 { buffer.append(UInt8(ascii: "-")) }
        // The magnitude is unsigned because `Int64.min` has no positive counterpart.
        var rest = value.magnitude
        var low = buffer.count
        var digits = 0
        // Digits come out lowest first and are turned round in place below.
        repeat {
            if let separator, digits > 0, digits.isMultiple(of: 3) { buffer.append(separator) }
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            buffer.append(UInt8(ascii: "0") + UInt8(digit))
            digits += 1
            rest = quotient
        } while rest > 0
        var high = buffer.count - 1
        while low < high {
            buffer.swapAt(low, high)
            low += 1
            high -= 1
        }
    }
}
