import NgramModel
import NgramSystem

/// The facts that the name of a file states about it.
///
/// Names are those that Google publishes (http://storage.googleapis.com/books/ngrams/books/datasetsv3.html and its
/// predecessors), with or without the ending of a compressed format. For the 2019 edition, the folders above the file
/// are needed too: `20200217/eng/1-00018-of-00024.gz`. Endings match in either case, so `.CSV.ZIP` is the same as
/// `.csv.zip`.
package struct ArchiveName: Hashable, Sendable {
    /// The kind of content.
    package enum Contents: String, Sendable {
        /// Counts of n-grams.
        case ngrams
        /// Counts of all n-grams of each year.
        case totals
    }

    /// The file's name without `.gz` or `.zip`, because a compressed file and its uncompressed copy are the same
    /// archive. In one of Google's names, the ending that remains (`.csv`, `.txt`) is in lowercase.
    package let name: String

    /// The kind of content; n-grams unless the name is, or contains, that of a totals file.
    package let contents: Contents

    /// The edition; nil if the name does not state it, in which case the rows decide.
    package let edition: Edition?

    /// The corpus; nil if neither the name nor the folders above it state it.
    package let corpus: CorpusName?

    /// The n of its n-grams, 1 to 5; nil if the name does not state it.
    package let order: Int?

    /// Whether the name is one of Google's. Only such files are read from a folder.
    package var isRecognized: Bool { edition != nil }

    /// Reads a path's last component and, for files of the 2019 edition, the two folders above it.
    package init(path: String) {
        let bytes = Array(path.utf8)
        var end = bytes.endIndex
        let file = Self.component(of: bytes, before: &end) ?? bytes[...]
        let code = Self.component(of: bytes, before: &end)
        let date = Self.component(of: bytes, before: &end)
        let isDated = date?.elementsEqual("20200217".utf8) ?? false
        self.init(file: file, code2019: isDated ? code : nil)
    }

    /// - Parameter code2019: Google's code for the corpus, if the file is of the 2019 edition; nil if the folders do not
    ///   state it.
    private init(file: ArraySlice<UInt8>, code2019: ArraySlice<UInt8>?) {
        var rest = file
        if let compression = CompressionEnding(ofFile: file) { rest = rest.dropLast(compression.length) }
        if let google = GoogleFileName(rest) {
            contents = google.isTotals ? .totals : .ngrams
            edition = google.edition
            order = google.order
            let code = google.edition == .y2019 ? code2019 : google.code
            corpus = code.flatMap { CorpusName(code: String(decoding: $0, as: UTF8.self), edition: google.edition) }
            name = String(decoding: rest.dropLast(4), as: UTF8.self) + Self.lowercase(rest.suffix(4), google)
        } else {
            name = String(decoding: rest, as: UTF8.self)
            contents = Self.saysTotals(rest) ? .totals : .ngrams
            (edition, order, corpus) = (nil, nil, nil)
        }
    }

    /// The last four bytes of a name, with `.CSV` and `.TXT` in lowercase.
    private static func lowercase(_ ending: ArraySlice<UInt8>, _ name: GoogleFileName) -> String {
        let text = String(decoding: ending, as: UTF8.self)
        return name.hasEnding ? text.lowercased() : text
    }

    /// The component of a path that ends at or before `end`; nil if there is none. Moves `end` to the component's
    /// start.
    private static func component(of path: [UInt8], before end: inout Int) -> ArraySlice<UInt8>? {
        let slash = UInt8(ascii: "/")
        while end > 0, path[end - 1] == slash { end -= 1 }
        guard end > 0 else { return nil }
        let last = end
        while end > 0, path[end - 1] != slash { end -= 1 }
        return path[end..<last]
    }

    private static func saysTotals(_ name: ArraySlice<UInt8>) -> Bool {
        let word = "totalcounts".utf8
        guard name.count >= word.count else { return false }
        return (name.startIndex...name.endIndex - word.count).contains { start in
            name[start] == UInt8(ascii: "t") && name[start...].starts(with: word)
        }
    }
}

/// The ending of a file's name that indicates how the file is compressed, in either case.
enum CompressionEnding: CaseIterable {
    case gzip
    case zip

    /// The ending of a file's name or path; nil when it is none of these.
    init?(ofFile name: some BidirectionalCollection<UInt8>) {
        guard let ending = Self.allCases.first(where: { name.hasEnding($0.text) }) else { return nil }
        self = ending
    }

    /// The number of bytes.
    var length: Int { text.utf8.count }

    private var text: String {
        switch self {
        case .gzip: ".gz"
        case .zip: ".zip"
        }
    }
}

/// The names that Google gives its files, without the ending of their compression.
private struct GoogleFileName {
    var edition: Edition
    var isTotals = false
    var order: Int?
    /// The code of the corpus, if the name has one.
    var code: ArraySlice<UInt8>?
    /// Whether the name ends with `.csv` or `.txt`.
    var hasEnding = false

    /// Parses a name. Nil for any other name.
    init?(_ name: ArraySlice<UInt8>) {
        guard let first = name.first else { return nil }
        switch first {
        case UInt8(ascii: "g"):
            var rest = name
            guard rest.dropPrefix("googlebooks-") else { return nil }
            guard let dated = Self.totals(rest) ?? Self.ngrams2009(rest) ?? Self.ngrams2012(rest) else { return nil }
            self = dated
        case UInt8(ascii: "t"):
            // totalcounts-N
            var rest = name
            guard rest.dropPrefix("totalcounts-"), rest.count == 1, let order = Self.order(rest.first) else {
                return nil
            }
            (edition, isTotals, self.order) = (.y2019, true, order)
        default:
            // N-iiiii-of-NNNNN
            guard name.count == 16, let order = Self.order(first) else { return nil }
            var rest = name.dropFirst()
            guard rest.dropPrefix("-"), rest.dropDigits(5), rest.dropPrefix("-of-"), rest.dropDigits(5) else {
                return nil
            }
            (edition, self.order) = (.y2019, order)
        }
    }

    private init(_ edition: Edition, code: ArraySlice<UInt8>) {
        (self.edition, self.code) = (edition, code)
    }

    /// `CODE-totalcounts-20090715.txt`, `CODE-all-totalcounts-20120701.txt`.
    private static func totals(_ name: ArraySlice<UInt8>) -> GoogleFileName? {
        var rest = name
        guard rest.dropEnding(".txt") else { return nil }
        let edition: Edition
        if rest.dropSuffix("-totalcounts-20090715") {
            edition = .y2009
        } else if rest.dropSuffix("-all-totalcounts-20120701") {
            edition = .y2012
        } else {
            return nil
        }
        guard isCode(rest) else { return nil }
        var found = GoogleFileName(edition, code: rest)
        (found.isTotals, found.hasEnding) = (true, true)
        return found
    }

    /// `CODE-Ngram-20090715-INDEX.csv`, where INDEX is a number.
    private static func ngrams2009(_ name: ArraySlice<UInt8>) -> GoogleFileName? {
        var rest = name
        guard rest.dropEnding(".csv"), let index = rest.dropIndex(), index.allSatisfy(\.isDigit),
            rest.dropSuffix("gram-20090715-"), let order = order(rest.popLast()), rest.dropSuffix("-"), isCode(rest)
        else { return nil }
        var found = GoogleFileName(.y2009, code: rest)
        (found.order, found.hasEnding) = (order, true)
        return found
    }

    /// `CODE-all-Ngram-20120701-INDEX`, where INDEX has letters, digits and `_`.
    private static func ngrams2012(_ name: ArraySlice<UInt8>) -> GoogleFileName? {
        var rest = name
        guard let index = rest.dropIndex(), index.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }),
            rest.dropSuffix("gram-20120701-"), let order = order(rest.popLast()), rest.dropSuffix("-all-"), isCode(rest)
        else { return nil }
        var found = GoogleFileName(.y2012, code: rest)
        found.order = order
        return found
    }

    /// The value of a digit from 1 to 5.
    private static func order(_ byte: UInt8?) -> Int? {
        guard let byte, (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(byte) else { return nil }
        return Int(byte - UInt8(ascii: "0"))
    }

    private static func isCode(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isLetterOrDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }
}

extension BidirectionalCollection<UInt8> {
    /// Whether the bytes end with a lowercase ASCII text, ignoring their case.
    fileprivate func hasEnding(_ text: String) -> Bool {
        var index = endIndex
        for expected in text.utf8.reversed() {
            guard index > startIndex else { return false }
            formIndex(before: &index)
            let byte = self[index]
            let isUppercase = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            guard (isUppercase ? byte | 0x20 : byte) == expected else { return false }
        }
        return true
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func dropPrefix(_ text: String) -> Bool {
        guard starts(with: text.utf8) else { return false }
        removeFirst(text.utf8.count)
        return true
    }

    fileprivate mutating func dropSuffix(_ text: String) -> Bool {
        guard count >= text.utf8.count, suffix(text.utf8.count).elementsEqual(text.utf8) else { return false }
        removeLast(text.utf8.count)
        return true
    }

    /// Removes an ending, ignoring case.
    fileprivate mutating func dropEnding(_ text: String) -> Bool {
        guard hasEnding(text) else { return false }
        removeLast(text.utf8.count)
        return true
    }

    fileprivate mutating func dropDigits(_ number: Int) -> Bool {
        guard count >= number, prefix(number).allSatisfy(\.isDigit) else { return false }
        removeFirst(number)
        return true
    }

    /// Removes and returns the bytes after the last hyphen; nil if there are none.
    fileprivate mutating func dropIndex() -> ArraySlice<UInt8>? {
        guard let hyphen = lastIndex(of: UInt8(ascii: "-")), hyphen + 1 < endIndex else { return nil }
        let index = self[(hyphen + 1)...]
        self = self[...hyphen]
        return index
    }
}
