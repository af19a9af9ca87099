/// Writes bytes, numbers and rows to consecutive memory. The caller must make sure that there is enough room.
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

    /// Writes a nonnegative number in decimal, which takes at most 19 digits.
    @inline(__always)
    mutating func append(_ number: Int) {
        // Three of four counts have one digit.
        if number < 10 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number))
            return
        }
        var digits = 2
        var bound = 100
        while digits < 19, number >= bound {
            digits += 1
            // 10^19 overflows. The result is never used, because the loop ends at 19 digits.
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

    /// Writes a row of the 2012 edition.
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

    /// Writes a row of the 2009 edition.
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

    /// Writes one year of a row of the 2020 edition.
    mutating func appendTuple(_ row: YearCount) {
        append(RowCursor.tab)
        append(row.year)
        append(RowCursor.comma)
        append(row.match)
        append(RowCursor.comma)
        append(row.volume)
    }
}
