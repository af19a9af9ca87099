/// The name of a corpus: language code, hyphen, edition year, as in `eng-2009`, `eng-us-2012`, `chi-sim-2019`; or
/// a name that the user chose.
public struct CorpusName: Hashable, Sendable, CustomStringConvertible {
    /// The name as text.
    public let description: String

    /// A corpus of the given name; nil unless it has 1 to 100 characters, letters, digits, `-`, `_` or `.`.
    public init?(_ name: String) {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || "-_.".unicodeScalars.contains($0)
        }
        guard isPlain, (1...100).contains(name.unicodeScalars.count) else { return nil }
        description = name
    }

    /// The corpus of Google's language code (`eng-us-all`, `chi_sim`) in an edition; `-all` is dropped.
    public init?(code: String, edition: Edition) {
        // By scalars, because `String` compares a letter with combining marks as one character, unequal to the letter.
        var language = code.unicodeScalars[...]
        if language.suffix(4).elementsEqual("-all".unicodeScalars) { language.removeLast(4) }
        self.init(language.map { $0 == "_" ? "-" : String($0) }.joined() + "-\(edition.rawValue)")
    }
}
