import NgramModel

/// The facts in a file name, parsed byte by byte. Shares no code with `ArchiveName`.
package struct NaiveName {
    /// The name without the ending of its compression.
    package var name: String
    /// The edition; nil if the name does not show it.
    package var edition: Edition?
    /// The n of its n-grams.
    package var order: Int?
    /// Whether it holds totals.
    package var isTotals = false
    /// The corpus.
    package var corpus: String?

    /// Reads a path.
    package init(path: String) {
        let parts = path.utf8.split(separator: 0x2F).map { Array($0) }
        var file = parts.last ?? Array(path.utf8)
        for ending in [".gz", ".zip"] where file.lowercaseEnd(ending.utf8.count).ends(with: ending) {
            file.removeLast(ending.utf8.count)
            break
        }
        name = String(decoding: file, as: UTF8.self)
        let folders = parts.dropLast().suffix(2)
        let written = file
        // The endings of Google's names are recognized in any case, and recorded in lower case.
        for ending in [".csv", ".txt"] {
            let lower = file.lowercaseEnd(ending.utf8.count)
            if lower.ends(with: ending) { file = lower }
        }
        readOld(file, year: .y2009, dataEnding: ".csv", date: "20090715", all: "", tail: "0123456789")
        if edition == nil {
            let tail = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
            readOld(file, year: .y2012, dataEnding: "", date: "20120701", all: "-all", tail: tail)
        }
        if edition == nil {
            readNew(file)
            if edition == .y2019, folders.count == 2, folders.first == Array("20200217".utf8), let code = folders.last {
                corpus = Self.corpus(code, .y2019)
            }
        }
        if edition != nil { name = String(decoding: file, as: UTF8.self) }
        file = written
        if edition == nil { isTotals = file.indices.contains { file[$0...].starts(with: "totalcounts".utf8) } }
    }

    /// `googlebooks-CODE-Ngram-DATE-TAIL` or `googlebooks-CODE-totalcounts-DATE.txt`.
    private mutating func readOld(
        _ file: [UInt8], year: Edition, dataEnding: String, date: String, all: String, tail: String
    ) {
        var rest = file
        guard rest.dropPrefix("googlebooks-") else { return }
        if rest.dropSuffix("\(all)-totalcounts-\(date).txt") {
            guard Self.isCode(rest) else { return }
            (edition, isTotals, corpus) = (year, true, Self.corpus(rest, year))
            return
        }
        guard rest.dropSuffix(dataEnding) else { return }
        let count = rest.count
        while let last = rest.last, tail.utf8.contains(last) { rest.removeLast() }
        guard rest.count < count, rest.dropSuffix("gram-\(date)-"), let digit = rest.popLast(),
            (0x31...0x35).contains(digit), rest.dropSuffix("\(all)-"), Self.isCode(rest)
        else { return }
        (edition, order, corpus) = (year, Int(digit) - 0x30, Self.corpus(rest, year))
    }

    /// `N-iiiii-of-NNNNN` or `totalcounts-N`.
    private mutating func readNew(_ file: [UInt8]) {
        let shape = String(decoding: file.map { (0x30...0x39).contains($0) ? 0x39 : $0 }, as: UTF8.self)
        guard let digit = shape.hasPrefix("t") ? file.last : file.first, (0x31...0x35).contains(digit),
            shape.utf8.elementsEqual("9-99999-of-99999".utf8) || shape.utf8.elementsEqual("totalcounts-9".utf8)
        else { return }
        (edition, order, isTotals) = (.y2019, Int(digit) - 0x30, shape.hasPrefix("t"))
    }

    private static func isCode(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x5F || byte == 0x2D
            }
    }

    /// The language of a code, followed by the year. Nil if it has characters other than letters, digits, `-`, `_` and
    /// `.`, or is too long.
    private static func corpus(_ code: [UInt8], _ edition: Edition) -> String? {
        var language = code
        _ = language.dropSuffix("-all")
        let text = String(decoding: language.map { $0 == 0x5F ? 0x2D : $0 }, as: UTF8.self) + "-\(edition.rawValue)"
        let isPlain = text.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-" || $0 == "_" || $0 == "."
        }
        return isPlain && text.unicodeScalars.count <= 100 ? text : nil
    }
}

extension [UInt8] {
    /// The bytes with the ASCII letters among the last few in lower case.
    fileprivate func lowercaseEnd(_ length: Int) -> [UInt8] {
        let start = Swift.max(0, count - length)
        return prefix(start) + suffix(from: start).map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    }

    fileprivate func ends(with text: String) -> Bool {
        count >= text.utf8.count && self[(count - text.utf8.count)...].elementsEqual(text.utf8)
    }

    fileprivate mutating func dropSuffix(_ text: String) -> Bool {
        guard ends(with: text) else { return false }
        removeLast(text.utf8.count)
        return true
    }

    fileprivate mutating func dropPrefix(_ text: String) -> Bool {
        guard starts(with: text.utf8) else { return false }
        removeFirst(text.utf8.count)
        return true
    }
}
