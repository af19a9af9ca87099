import NgramModel

/// One value of a row.
package enum Cell: Equatable, Sendable {
    /// An n-gram, whose exact bytes csv and tsv keep.
    case text(Ngram)

    /// Any other text: a name, a state, a date.
    case string(String)

    /// A count, a year or a size.
    case integer(Int64)

    /// No value: `null` in json and jsonl, nothing in the other formats.
    case empty
}

/// A column: its header, and how a table aligns its cells.
package struct Column: Equatable, Sendable {
    /// What the cells of a column are. Only a table looks different for it.
    package enum Kind: Equatable, Sendable {
        /// Text, aligned left.
        case text

        /// A quantity, aligned right, its digits grouped in thousands.
        case count

        /// A number that is a name rather than a quantity (a year, a rank), aligned right and never grouped.
        case number
    }

    /// The header, and the key in json and jsonl.
    package let name: String

    /// What the cells are.
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
