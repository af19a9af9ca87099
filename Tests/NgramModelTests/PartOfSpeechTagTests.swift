import NgramModel
import Testing

@Suite("Part-of-speech tags")
struct PartOfSpeechTagTests {
    static let tags = ["NOUN", "VERB", "ADJ", "ADV", "PRON", "DET", "ADP", "NUM", "CONJ", "PRT", ".", "X", "PROPN"]

    @Test("each is recognized after a word, and alone between underscores", arguments: tags)
    func everyTag(_ tag: String) {
        #expect(isTagged("word_\(tag)"))
        #expect(isTagged("_\(tag)_"))
        #expect(isTagged("the word_\(tag) is"))
        #expect(isTagged("the _\(tag)_ is"))
        #expect(isTagged("ξ_\(tag)"))
        #expect(!isTagged("_\(tag)"))
        #expect(!isTagged("word_\(tag)_"))
        #expect(!isTagged("word\(tag)"))
        #expect(!isTagged("word_\(tag)s"))
        #expect(!isTagged(tag))
    }

    @Test(
        "other tagged n-grams are recognized",
        arguments: [
            "_START_", "_END_", "_ROOT_", "_START_ The", "end _END_", "ξi_NOUN", "a_b_VERB", "__X", "._.", "_._",
            ",_.", "A'que_ADJ", "xC/cm2_NOUN", "the cat_NOUN", "Access__NOUN",
        ])
    func tagged(_ ngram: String) {
        #expect(isTagged(ngram))
    }

    @Test(
        "an underscore before any other text is an ordinary character",
        arguments: [
            "", "a", "_", "__", "___", "Access_", "_foo", "foo_bar", "word_noun", "word_Noun", "_noun_", "START_",
            "_START", "x_START_", "_END_x", "_ROOT", "word_NOUN.", "word_ NOUN", "word _NOUN", "_XX_", "NOUN", "_ _",
            "_ X _", "snake_case_word", "_NOUN__", "X_",
        ])
    func notTagged(_ ngram: String) {
        #expect(!isTagged(ngram))
    }

    private func isTagged(_ text: String) -> Bool {
        PartOfSpeechTag.isTagged(Array(text.utf8))
    }
}
