import NgramModel
import NgramQuery
import NgramTestSupport
import Testing

/// Characters with interesting foldings, and some without.
private let characters = Array("sSßẞſtTﬁﬃfFiIİıσςΣkKKåÅÅµμ ǰj\u{30C}\u{307}ŉn中Ꭰꭰ".unicodeScalars)

private func randomText(_ random: inout SeededRandom, upTo length: Int) -> [Unicode.Scalar] {
    (0..<random.int(1...length)).map { _ in characters.randomElement(using: &random) ?? "a" }
}

private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
}

/// Another spelling of the same folding: some characters are replaced by their foldings, and those back.
private func respelled(_ scalars: [Unicode.Scalar], _ random: inout SeededRandom) -> [Unicode.Scalar] {
    var rest = NaiveCaseFolding.fold(scalars)[...]
    var spelling: [Unicode.Scalar] = []
    while let first = rest.first {
        let choices = characters.filter { rest.starts(with: NaiveCaseFolding.fold([$0])) } + [first]
        let choice = choices.randomElement(using: &random) ?? first
        spelling.append(choice)
        rest = rest.dropFirst(NaiveCaseFolding.fold([choice]).count)
    }
    return spelling
}

@Suite struct TextPatternTests {
    @Test(arguments: 0..<100 as Range<UInt64>)
    func `ignoring case matches exactly the texts with the same folding`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pattern = randomText(&random, upTo: 6)
        let automaton = try TextPattern(text(pattern), .whole, ignoringCase: true).automaton()
        for _ in 0..<50 {
            #expect(automaton.accepts(text(respelled(pattern, &random)).utf8))
            let other = random.oneIn(2) ? randomText(&random, upTo: 3) : respelled(pattern, &random).dropLast()
            let isEqual = NaiveCaseFolding.fold(other) == NaiveCaseFolding.fold(pattern)
            #expect(automaton.accepts(text(other).utf8) == isEqual)
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `a prefix ignoring case matches texts of which some characters have its folding`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pattern = randomText(&random, upTo: 3)
        let folded = NaiveCaseFolding.fold(pattern)
        let automaton = try TextPattern(text(pattern), .prefix, ignoringCase: true).automaton()
        for _ in 0..<50 {
            let other = (random.oneIn(2) ? respelled(pattern, &random) : []) + randomText(&random, upTo: 4)
            let isMatch = (0...other.count).contains { NaiveCaseFolding.fold(other.prefix($0)) == folded }
            #expect(automaton.accepts(text(other).utf8) == isMatch)
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `with case a text matches itself, and a prefix what begins with it`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let pattern = text(randomText(&random, upTo: 5))
        let whole = try TextPattern(pattern, .whole).automaton()
        let prefix = try TextPattern(pattern, .prefix).automaton()
        for _ in 0..<50 {
            let other = (random.oneIn(2) ? pattern : "") + (random.oneIn(3) ? "" : text(randomText(&random, upTo: 5)))
            #expect(whole.accepts(other.utf8) == Array(other.utf8).elementsEqual(pattern.utf8))
            #expect(prefix.accepts(other.utf8) == Array(other.utf8).starts(with: pattern.utf8))
        }
    }

    @Test(arguments: [
        ("straße", "STRASSE", true), ("STRASSE", "straße", true), ("straße", "straẞe", true),
        ("strase", "straße", false),
        ("ὈΔΥΣΣΕΎΣ", "ὀδυσσεύς", true), ("σας", "ΣΑΣ", true), ("İstanbul", "istanbul", false),
        ("İstanbul", "i\u{307}stanbul", true), ("ISTANBUL", "istanbul", true), ("ılık", "ILIK", false),
        ("ılık", "ılıK", true), ("ﬁnd", "FIND", true), ("kelvin", "\u{212A}elvin", true),
        ("caf\u{E9}", "CAF\u{C9}", true), ("caf\u{E9}", "cafe\u{301}", false),
    ])
    func `the documented cases of case folding`(pattern: String, ngram: String, isMatch: Bool) throws {
        #expect(try TextPattern(pattern, .whole, ignoringCase: true).automaton().accepts(ngram.utf8) == isMatch)
    }

    @Test func `the next possible text of a prefix is the prefix`() throws {
        let automaton = try TextPattern("the", .prefix).automaton()
        #expect(automaton.nextPossible(atOrAfter: []) == Array("the".utf8))
        #expect(automaton.nextPossible(atOrAfter: Array("theater".utf8)) == Array("theater".utf8))
        #expect(automaton.nextPossible(atOrAfter: Array("thf".utf8)) == nil)
        let ignoringCase = try TextPattern("the", .prefix, ignoringCase: true).automaton()
        #expect(ignoringCase.nextPossible(atOrAfter: []) == Array("THE".utf8))
        #expect(ignoringCase.nextPossible(atOrAfter: Array("THF".utf8)) == Array("THe".utf8))
        #expect(ignoringCase.nextPossible(atOrAfter: Array("Thf".utf8)) == Array("tHE".utf8))
    }

    @Test func `a text of thousands of characters is matched or refused, never a crash`() throws {
        let long = String(repeating: "é", count: 2000)
        #expect(try TextPattern(long, .whole).automaton().accepts(long.utf8))
        let longer = String(repeating: "é", count: ByteNetwork.largestSets / 2)
        #expect(throws: AutomatonTooLarge.self) { try TextPattern(longer, .whole, ignoringCase: true).automaton() }
    }
}
