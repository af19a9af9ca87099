/// Writes bytes, numbers and rows at a place in memory. The caller sees to it that there is room.
struct RowCursor {
    private(set) var position: UnsafeMutablePointer<UInt8>

    private static let tab = UInt8(ascii: "\t")
    private static let comma = UInt8(ascii: ",")
    private static let newline = UInt8(ascii: "\n")

    init(_ position: UnsafeMutablePointer<UInt8>) {
        self.position = position
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        position.pointee = byte
        position += 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        position.update(from: bytes, count: count)
        position += count
    }

    /// Writes a number of at most 19 digits.
    @inline(__always)
    mutating func append(_ number: Int) {
        // Three counts in four have one digit.
        if number < 10 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number))
            return
        }
        var digits = 2
        var bound = 100
        while digits < 19, number >= bound {
            digits += 1
            // 10^19 does not fit, and is never needed: 19 digits are the most there are.
            bound = bound &* 10
        }
        var rest = UInt(bitPattern: number)
        for place in stride(from: digits - 1, through: 0, by: -1) {
            let quotient = rest / 10
            position[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest - quotient * 10)
            rest = quotient
        }
        position += digits
    }

    /// A row of 2012.
    mutating func appendFourColumns(_ letters: UnsafePointer<UInt8>, _ count: Int, _ row: YearCount) {
        append(letters, count)
        append(RowCursor.tab)
        append(row.year)
        append(RowCursor.tab)
        append(row.match)
        append(RowCursor.tab)
        append(row.volume)
        append(RowCursor.newline)
    }

    /// A row of 2009.
    mutating func appendFiveColumns(_ letters: UnsafePointer<UInt8>, _ count: Int, _ row: YearCount) {
        append(letters, count)
        append(RowCursor.tab)
        append(row.year)
        append(RowCursor.tab)
        append(row.match)
        append(RowCursor.tab)
        append(row.page)
        append(RowCursor.tab)
        append(row.volume)
        append(RowCursor.newline)
    }

    /// A year within a row of 2020.
    mutating func appendTuple(_ row: YearCount) {
        append(RowCursor.tab)
        append(row.year)
        append(RowCursor.comma)
        append(row.match)
        append(RowCursor.comma)
        append(row.volume)
    }
}
