import NgramModel
import NgramSystem

/// What the name of a file says about it.
///
/// Names as Google publishes them (http://storage.googleapis.com/books/ngrams/books/datasetsv3.html and its
/// predecessors), packed or unpacked, for 2020 with the folders above them: `20200217/eng/1-00018-of-00024.gz`.
package struct ArchiveName: Hashable, Sendable {
    /// What a file holds.
    package enum Contents: String, Sendable {
        /// Counts of n-grams.
        case ngrams
        /// Counts of all n-grams of each year.
        case totals
    }

    /// The file's name without its packing (`.gz`, `.zip`): packed or not, it is the same archive.
    package let name: String

    /// What the file holds; n-grams unless the name is, or contains, that of a totals file.
    package let contents: Contents

    /// The edition, nil where the name says nothing: then the rows tell.
    package let edition: Edition?

    /// The corpus, nil where neither the name nor the folders above it say.
    package let corpus: CorpusName?

    /// The n of its n-grams, 1 to 5; nil where the name does not say.
    package let order: Int?

    /// Whether the name is one of Google's, so that a folder stands for the file.
    package var isRecognised: Bool { edition != nil }

    /// Reads a path's last component and, for 2020 files, the two folders above it.
    package init(path: String) {
        let parts = path.pathParts
        let file = parts.last ?? path
        name =
            Self.packings.first { file.hasEnding($0) }.map { String(file.utf8.dropLast($0.utf8.count)) ?? file } ?? file
        let folders = parts.dropLast().suffix(2)
        let code2020 = folders.count == 2 && folders.first == "20200217" ? folders.last : nil
        let found = Self.pattern2009(name) ?? Self.pattern2012(name) ?? Self.pattern2020(name, code: code2020)
        let saysTotals = name.firstMatch(of: /totalcounts/.matchingSemantics(.unicodeScalar)) != nil
        contents = found?.contents ?? (saysTotals ? .totals : .ngrams)
        edition = found?.edition
        order = found?.order
        corpus = found.flatMap { found in found.code.flatMap { CorpusName(code: $0, edition: found.edition) } }
    }

    /// The endings that say how a file is packed.
    static let packings = [".gz", ".zip"]

    /// Goes by scalars, and so by bytes: else `[A-Z]` has room for `K`, the sign for kelvin, and a letter with a mark
    /// behind it is no letter.
    private static func match<Output>(_ name: String, _ regex: Regex<Output>) -> Output? {
        name.wholeMatch(of: regex.matchingSemantics(.unicodeScalar))?.output
    }

    private struct Found {
        var contents: Contents
        var edition: Edition
        var code: String?
        var order: Int?
    }

    private static func pattern2009(_ name: String) -> Found? {
        if let match = match(name, /googlebooks-([A-Za-z0-9_-]+?)-([1-5])gram-20090715-[0-9]+\.csv/) {
            return Found(contents: .ngrams, edition: .y2009, code: String(match.1), order: Int(match.2))
        }
        return match(name, /googlebooks-([A-Za-z0-9_-]+?)-totalcounts-20090715\.txt/).map {
            Found(contents: .totals, edition: .y2009, code: String($0.1))
        }
    }

    private static func pattern2012(_ name: String) -> Found? {
        if let match = match(name, /googlebooks-([A-Za-z0-9_-]+?)-all-([1-5])gram-20120701-[A-Za-z0-9_]+/) {
            return Found(contents: .ngrams, edition: .y2012, code: String(match.1), order: Int(match.2))
        }
        return match(name, /googlebooks-([A-Za-z0-9_-]+?)-all-totalcounts-20120701\.txt/).map {
            Found(contents: .totals, edition: .y2012, code: String($0.1))
        }
    }

    private static func pattern2020(_ name: String, code: String?) -> Found? {
        if let match = match(name, /([1-5])-[0-9]{5}-of-[0-9]{5}/) {
            return Found(contents: .ngrams, edition: .y2019, code: code, order: Int(match.1))
        }
        return match(name, /totalcounts-([1-5])/).map {
            Found(contents: .totals, edition: .y2019, code: code, order: Int($0.1))
        }
    }
}
