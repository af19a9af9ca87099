/// The part-of-speech tags of the 2012 and 2019 editions.
///
/// Source: Lin et al., "Syntactic Annotations for the Google Books Ngram Corpus" (2012), and the Ngram Viewer's own
/// list, which adds `PROPN`.
public enum PartOfSpeechTag {
    private static let tags: [[UInt8]] =
        ["NOUN", "VERB", "ADJ", "ADV", "PRON", "DET", "ADP", "NUM", "CONJ", "PRT", ".", "X", "PROPN"]
        .map { Array($0.utf8) }

    private static let boundaries: [[UInt8]] = ["_START_", "_END_", "_ROOT_"].map { Array($0.utf8) }

    private static let underscore = UInt8(ascii: "_")
    private static let space = UInt8(ascii: " ")

    /// Whether a token of the n-gram carries a tag (`run_VERB`), is one (`_NOUN_`), or marks a boundary (`_START_`).
    ///
    /// An underscore before any other text is an ordinary character.
    public static func isTagged(_ ngram: some Collection<UInt8>) -> Bool {
        // Almost all n-grams without a tag have no underscore.
        guard ngram.contains(underscore) else { return false }
        return Array(ngram).split(separator: space).contains { isTaggedToken(Array($0)) }
    }

    private static func isTaggedToken(_ token: [UInt8]) -> Bool {
        if boundaries.contains(token) { return true }
        return tags.contains { tag in
            let isWordAndTag =
                token.count > tag.count + 1 && token.suffix(tag.count).elementsEqual(tag)
                && token[token.count - tag.count - 1] == underscore
            let isTag =
                token.count == tag.count + 2 && token.first == underscore && token.last == underscore
                && token.dropFirst().dropLast().elementsEqual(tag)
            return isWordAndTag || isTag
        }
    }
}
