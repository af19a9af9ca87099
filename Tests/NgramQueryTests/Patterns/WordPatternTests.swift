import NgramModel
import NgramQuery
import NgramTestSupport
import Testing

@Suite struct WordPatternTests {
    @Test(arguments: 0..<400 as Range<UInt64>)
    func `a pattern matches what its documentation says`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let naive = NaiveWordPattern.random(&random)
        let text = NaiveWordPattern.text(naive, &random)
        let ignoresCase = random.oneIn(2)
        // Groups of nothing alone have no word.
        guard let pattern = try? WordPattern(text) else {
            #expect(throws: WordPatternError(.empty, at: 0)) { try WordPattern(text) }
            #expect(text.allSatisfy { "\" ".contains($0) })
            return
        }
        let automaton = try pattern.automaton(ignoringCase: ignoresCase)
        var found = 0
        for _ in 0..<60 {
            let words =
                random.oneIn(3)
                ? (0..<random.int(1...4)).map { _ in NaiveWordPattern.randomText(&random) }
                : NaiveWordPattern.example(naive, &random)
            let isMatch = NaiveWordPattern.matches(naive[...], words[...], ignoringCase: ignoresCase)
            // An n-gram has at least one word.
            guard !words.isEmpty else { continue }
            #expect(automaton.accepts(words.joined(separator: " ").utf8) == isMatch, "\(text): \(words)")
            guard isMatch else { continue }
            found += 1
            #expect(words.count >= pattern.wordCounts.least)
            #expect(words.count <= pattern.wordCounts.most ?? .max)
        }
    }

    @Test(arguments: [
        ("the * of", "the end of", true), ("the * of", "the of", false), ("the * of", "the very end of", false),
        ("the ** of", "the of", true), ("the ** of", "the very end of", true), ("** of", "of", true),
        ("big / small dog", "small dog", true), ("big / small dog", "big dog", true), ("big / small dog", "big", false),
        ("\"very big\" / small dog", "very big dog", true), ("\"very big\" / small dog", "very dog", false),
        ("\"\" / very big", "big", true), ("\"\" / very big", "very big", true), ("pre~", "pre", true),
        ("pre~", "prefix", true), ("pre~", "pre fix", false), ("*_NOUN", "cat_NOUN", true), ("*_NOUN", "_NOUN", false),
        ("*_NOUN", "cat", false), ("cook_*", "cook_VERB", true), ("c?t", "cät", true), ("c?t", "ct", false),
        ("c?t", "c\u{61}\u{301}t", false), ("*ology", "biology", true), ("*ology", "ology", true),
        ("*ology", "the biology", false), ("\\*", "*", true), ("\\*", "a", false), ("a \\/ b", "a / b", true),
        ("and/or", "and/or", true), ("~", "~", true), ("?", "?", true), ("\\?", "x", false), ("a~b", "a~b", true),
        ("\\\"a\\\"", "\"a\"", true), ("**", "a b c", true), ("*", "two words", false),
    ])
    func `the documented cases`(text: String, ngram: String, isMatch: Bool) throws {
        #expect(try WordPattern(text).automaton().accepts(ngram.utf8) == isMatch)
    }

    @Test(arguments: [
        ("", WordPatternError(.empty, at: 0)), ("  ", WordPatternError(.empty, at: 0)),
        ("/ a", WordPatternError(.missingAlternative, at: 0)), ("é /", WordPatternError(.missingAlternative, at: 3)),
        ("a / / b", WordPatternError(.missingAlternative, at: 4)), ("a \"b c", WordPatternError(.unclosedGroup, at: 2)),
        ("\"a / \"", WordPatternError(.missingAlternative, at: 3)), ("é\"", WordPatternError(.misplacedQuote, at: 2)),
        ("\"a\"b", WordPatternError(.misplacedQuote, at: 2)), ("a \\", WordPatternError(.nothingEscaped, at: 2)),
        ("a ***", WordPatternError(.tooManyStars, at: 2)),
    ])
    func `what is no pattern is refused with the place`(text: String, error: WordPatternError) {
        #expect(throws: error) { try WordPattern(text) }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `any text is a pattern or refused, never a crash`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pieces = ["*", "**", "?", "/", "\"", "\\", "~", " ", "a", "é", "_NOUN", "_", "ß"]
        let text = (0..<random.int(0...30)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        guard let pattern = try? WordPattern(text) else { return }
        _ = try pattern.automaton(ignoringCase: random.oneIn(2))
    }

    @Test func `a pattern that would need a huge automaton is refused`() throws {
        let text = "*a" + String(repeating: "?", count: 40) + "b*"
        #expect(throws: AutomatonTooLarge.self) { try WordPattern(text).automaton() }
    }

    @Test(arguments: [
        ("*_NOUN", true), ("run_VERB fast", true), ("cook_*", true), ("_START_ the", true), ("a / \"b _DET_\"", true),
        ("the *", false), ("a_b", false), ("**", false), ("?_?", true),
    ])
    func `a pattern that asks for tags is known`(text: String, asksForTags: Bool) throws {
        #expect(try WordPattern(text).asksForTags == asksForTags)
    }
}
