/// The name of a corpus: language code, hyphen, edition year, as in `eng-2009`, `eng-us-2012`, `chi-sim-2019`; or
/// a name that the user chose.
public struct CorpusName: Hashable, Sendable, CustomStringConvertible {
    /// The name as text.
    public let description: String

    /// A corpus with the given name; nil unless it consists of 1 to 100 letters, digits, `-`, `_` or `.`.
    public init?(_ name: String) {
        let scalars = name.unicodeScalars
        guard scalars.allSatisfy(CorpusName.isPlain), (1...100).contains(scalars.count) else { return nil }
        description = name
    }

    /// The corpus of Google's language code (`eng-us-all`, `chi_sim`) in an edition; `-all` is dropped.
    public init?(code: String, edition: Edition) {
        // By scalars, because `String` compares a letter with combining marks as one character, unequal to the letter.
        var language = code.unicodeScalars[...]
        if language.suffix(4).elementsEqual("-all".unicodeScalars) { language.removeLast(4) }
        var name = String.UnicodeScalarView()
        for scalar in language { name.append(scalar == "_" ? "-" : scalar) }
        self.init(String(name) + "-\(edition.rawValue)")
    }

    /// Whether a character may be part of a name. ASCII is checked first, because looking up Unicode properties is
    /// slow.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": true
        case _ where scalar.isASCII: false
        default: scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
    }
}
