/// Why an archive cannot be counted: the file, the position in it, what was found and what was expected.
///
/// File names are as given; the caller escapes them before showing them. Advice to the user belongs to the command
/// line.
package enum ArchiveError: Error, Equatable {
    /// Nothing readable exists at the path.
    case unreadable(path: String, reason: String)
    /// What is at an address cannot be read, after so many attempts in a row.
    case unreachable(path: String, reason: String, attempts: Int)
    /// Reading from an address was canceled.
    case interrupted(path: String)
    /// The compressed data ends before it is complete.
    case truncated(path: String, compressedOffset: Int64)
    /// The compressed data is not valid, or its checksum or length does not match the uncompressed data. The offset is
    /// where the damage was detected, which is at or after the damage itself.
    case corrupt(path: String, compressedOffset: Int64, found: String)
    /// The file's name has the ending of a compressed format, but the content is not in that format.
    case notCompressed(path: String, expected: String, found: String)
    /// A zip file that does not have exactly one member, with the names of its first members, escaped and shortened.
    case severalMembers(path: String, count: UInt64, names: [String])
    /// The file has no bytes.
    case empty(path: String)
    /// A row violates the format. Rows are numbered from 1.
    case badRow(path: String, row: Int64, uncompressedOffset: Int64, failure: BadRow)
    /// Every row is bad, and bad rows are skipped. `first` is the number and the description of the first row.
    case noGoodRow(path: String, badRows: Int64, first: String)
    /// A sum exceeds `Int64.max`.
    case overflow(path: String)
    /// Size or modification time changed while the file was read.
    case changedWhileRead(path: String)
    /// No row has the layout of any edition.
    case unknownLayout(path: String)
    /// The content is not that of a totals file.
    case badTotals(path: String, found: String, expected: String)
}

extension ArchiveError: CustomStringConvertible {
    /// The facts as a message, without a period at the end.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            return "\(path): cannot be read: \(reason)"
        case .unreachable(let path, let reason, let attempts):
            return "\(path): cannot be read: \(reason)" + (attempts > 1 ? ", after \(attempts) attempts" : "")
        case .interrupted(let path):
            return "\(path): reading was interrupted"
        case .truncated(let path, let offset):
            return
                "\(path): the compressed data ends too early, at byte \(offset); expected more data and its checksum"
        case .corrupt(let path, let offset, let found):
            return "\(path): the compressed data is damaged near byte \(offset): \(found)"
        case .notCompressed(let path, let expected, let found):
            return "\(path): the name says \(expected), but \(found)"
        case .severalMembers(let path, let count, let names):
            let more = count > UInt64(names.count) ? ", …" : ""
            let list = names.isEmpty ? "" : " (\(names.joined(separator: ", "))\(more))"
            let files = count == 0 ? "no file" : "\(count) files"
            return "\(path): the zip file holds \(files)\(list); expected exactly one archive"
        case .empty(let path):
            return "\(path): the file holds no row"
        case .badRow(let path, let row, let offset, let failure):
            return "\(path): row \(row) (byte \(offset) uncompressed): \(failure)"
        case .noGoodRow(let path, let badRows, let first):
            let rows = badRows == 1 ? "its only row is bad" : "all of its \(badRows) rows are bad"
            return "\(path): \(rows); the first is \(first)"
        case .overflow(let path):
            return "\(path): the counts of an n-gram, or of the whole archive, sum to more than \(Int64.max)"
        case .changedWhileRead(let path):
            return "\(path): the file changed while it was read"
        case .unknownLayout(let path):
            return "\(path): no row at its beginning is laid out like those of any edition; expected 4 columns (2012), "
                + "5 columns (2009), or an n-gram and columns year,match,volume (2019), separated by TAB"
        case .badTotals(let path, let found, let expected):
            return "\(path): found \(found), expected \(expected)"
        }
    }

    /// The file.
    package var path: String {
        switch self {
        case .unreadable(let path, _), .unreachable(let path, _, _), .interrupted(let path), .truncated(let path, _),
            .corrupt(let path, _, _),
            .notCompressed(let path, _, _),
            .severalMembers(let path, _, _), .empty(let path), .badRow(let path, _, _, _), .noGoodRow(let path, _, _),
            .overflow(let path),
            .changedWhileRead(let path), .unknownLayout(let path), .badTotals(let path, _, _):
            path
        }
    }
}

/// The defect of a row: what was found, what was expected, and the row itself, shortened.
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

    /// The defect as a message of one line.
    package var description: String {
        "\(problem); the row is \"\(BadRow.escape(excerpt))\""
    }

    /// Shows bytes as text, with tabs and other control characters escaped. Bytes that are not UTF-8 become U+FFFD.
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
