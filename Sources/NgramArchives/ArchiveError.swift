/// Why an archive cannot be counted. Each message says which file, where in it, what was found, what was expected
/// and what to do; file names are as given, and are escaped by whoever shows them.
package enum ArchiveError: Error, Equatable {
    /// The path names nothing that can be read.
    case unreadable(path: String, reason: String)
    /// The packed data ends before it is complete.
    case truncated(path: String, packedOffset: Int64)
    /// The packed data is not valid, or its checksum or length is not that of what came out.
    case corrupt(path: String, packedOffset: Int64, found: String)
    /// The name ends like a packed file's and the content is not.
    case notPacked(path: String, expected: String, found: String)
    /// A row that breaks the format; rows are numbered from 1.
    case badRow(path: String, row: Int64, unpackedOffset: Int64, failure: BadRow)
    /// Every row is bad, although bad rows are skipped. `first` is the number and the description of the first of them.
    case noGoodRow(path: String, badRows: Int64, first: String)
    /// A sum passed `Int64.max`.
    case overflow(path: String)
    /// Size or modification time changed while it was read.
    case changedWhileRead(path: String)
    /// No row is laid out like those of any edition.
    case unknownLayout(path: String)
    /// A totals file that is not one.
    case badTotals(path: String, found: String, expected: String)
}

extension ArchiveError: CustomStringConvertible {
    /// The message for a person.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            return "\(path): cannot be read: \(reason)"
        case .truncated(let path, let offset):
            return "\(path): the packed data ends too early, at byte \(offset); "
                + "expected more of it and its checksum. Download the file again."
        case .corrupt(let path, let offset, let found):
            return "\(path): the packed data is damaged near byte \(offset): \(found). Download the file again."
        case .notPacked(let path, let expected, let found):
            return "\(path): the name says \(expected), but \(found). "
                + "Download it again, or name it as what it is (without the ending, if it is unpacked)."
        case .badRow(let path, let row, let offset, let failure):
            return "\(path): row \(row) (byte \(offset) unpacked): \(failure). "
                + "Mend the file, or leave such rows out with --bad-rows skip."
        case .noGoodRow(let path, let badRows, let first):
            let rows = badRows == 1 ? "its only row is bad" : "all of its \(badRows) rows are bad"
            return "\(path): \(rows); the first is \(first)"
        case .overflow(let path):
            return "\(path): the counts of an n-gram, or of the whole archive, sum to more than \(Int64.max). "
                + "The file cannot be right; download it again."
        case .changedWhileRead(let path):
            return "\(path): the file changed while it was read. Run the command again once it is complete."
        case .unknownLayout(let path):
            return "\(path): no row of its beginning is laid out like one of any edition; expected 4 columns (2012), "
                + "5 columns (2009), or an n-gram and columns year,match,volume (2020), separated by TAB. "
                + "Is this a file of n-gram counts?"
        case .badTotals(let path, let found, let expected):
            return "\(path): found \(found), expected \(expected). Download the file again."
        }
    }
}

/// What is wrong with a row: what was found, what was expected, and the row itself, shortened.
package struct BadRow: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was found and expected.
    package let problem: String

    /// The first bytes of the row.
    package let excerpt: [UInt8]

    /// A bad row.
    package init(problem: String, excerpt: [UInt8]) {
        self.problem = problem
        self.excerpt = excerpt
    }

    /// The message for a person, on one line.
    package var description: String {
        "\(problem); the row is \"\(BadRow.escape(excerpt))\""
    }

    /// Shows bytes as text: what is not valid UTF-8, and tabs and other control characters, as escapes.
    package static func escape(_ bytes: some Collection<UInt8>) -> String {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\t": text += "\\t"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case _ where scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format:
                text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
