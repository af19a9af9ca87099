import NgramModel

/// One value of a row.
package enum Cell: Equatable, Sendable {
    /// An n-gram. csv and tsv write its exact bytes.
    case text(Ngram)

    /// Any other text: a name, a state, a date.
    case string(String)

    /// A count, a year or a size.
    case integer(Int64)

    /// A number with a fraction, in the fewest digits that identify it.
    case real(Double)

    /// Bytes that are no text, as two hexadecimal digits each.
    case bytes([UInt8])

    /// No value: `null` in json and jsonl, an empty field in the other formats.
    case empty
}

/// A column: its header, and how a table aligns its cells.
package struct Column: Equatable, Sendable {
    /// The kind of a column's cells. Only the table format depends on it.
    package enum Kind: Equatable, Sendable {
        /// Text, aligned left.
        case text

        /// A quantity, aligned right, its digits grouped in thousands.
        case count

        /// A number that is not a quantity (a year, a rank), aligned right and never grouped.
        case number
    }

    /// The header, and the key in json and jsonl.
    package let name: String

    /// The kind of its cells.
    package let kind: Kind

    /// A column with the given header and kind.
    package init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// A column of text.
    package static func text(_ name: String) -> Column { Column(name: name, kind: .text) }

    /// A column of quantities.
    package static func count(_ name: String) -> Column { Column(name: name, kind: .count) }

    /// A column of years, ranks and the like.
    package static func number(_ name: String) -> Column { Column(name: name, kind: .number) }
}

extension Cell {
    /// The text of a number with a fraction. JSON has no infinity, so a number is written that readers round to it, as
    /// in SQLite's JSON.
    static func text(ofReal value: Double, isJSON: Bool) -> String {
        guard value.isInfinite else { return "\(value)" }
        return (value < 0 ? "-" : "") + (isJSON ? "9e999" : "Inf")
    }

    /// The hexadecimal digits of bytes, in uppercase, as SQLite's function `hex` writes them.
    static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
    }
}
