import Foundation
import NgramTestSupport
import Testing

@testable import NgramQuery

@Suite("Regular expressions")
struct RegexPatternTests {
    /// A random expression that Foundation's regular expressions understand alike.
    private static func expression(_ depth: Int, _ random: inout SeededRandom) -> String {
        let atoms = ["a", "b", "é", ".", "[ab]", "[^a]", "[a-cé]", "\\d", "\\s", " ", "1", "\\.", "\\x{e9}", "S"]
        if depth == 0 { return atoms[random.int(0...atoms.count - 1)] }
        func part(_ random: inout SeededRandom) -> String { expression(random.int(0...depth - 1), &random) }
        switch random.int(0...6) {
        case 0: return "(?:" + part(&random) + "|" + part(&random) + ")"
        case 1: return "(" + part(&random) + ")" + ["*", "+", "?", "{2}", "{1,2}", "{0,}"][random.int(0...5)]
        default: return part(&random) + part(&random)
        }
    }

    private static func text(_ random: inout SeededRandom) -> String {
        let characters = ["a", "b", "c", "é", "1", " ", ".", "A", "s", "S", "漢"]
        return (0..<random.int(0...6)).map { _ in characters[random.int(0...characters.count - 1)] }.joined()
    }

    @Test("match what Foundation's match", arguments: 1...8 as ClosedRange<UInt64>, [false, true])
    func foundation(seed: UInt64, ignoresCase: Bool) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            let expression = Self.expression(4, &random)
            let automaton = try RegexPattern(expression).automaton(ignoringCase: ignoresCase)
            let options: NSRegularExpression.Options = ignoresCase ? [.caseInsensitive] : []
            // In ICU, the class \s has more members than here; none of them is in the texts.
            let reference = try NSRegularExpression(pattern: "^(?:\(expression))$", options: options)
            for _ in 0..<60 {
                let text = Self.text(&random)
                let range = NSRange(text.startIndex..., in: text)
                let matches = reference.firstMatch(in: text, range: range).map { $0.range == range } ?? false
                #expect(automaton.accepts(Array(text.utf8)) == matches, "\(expression) on \"\(text)\"")
            }
        }
    }

    @Test(
        "have classes of Unicode, case folding and anchors",
        arguments: [
            ("\\p{Lu}\\p{Ll}+", "Éa", true), ("\\p{Lu}\\p{Ll}+", "éa", false), ("\\p{L}*", "漢aÉ", true),
            ("\\P{L}", "1", true),
            ("\\w+", "naïve_1", true), ("\\w+", "a-b", false), ("^abc$", "abc", true), ("^a|b$", "b", true),
            ("", "", true),
            ("[]a]+", "]a", true), ("[a-]", "-", true), ("[\\d\\-]", "-", true), ("a{0}", "", true), ("a||b", "", true),
        ])
    func syntax(expression: String, text: String, matches: Bool) throws {
        #expect(try RegexPattern(expression).automaton().accepts(Array(text.utf8)) == matches)
    }

    @Test(
        "fold case as Unicode does",
        arguments: [
            ("straße", "STRASSE", true), ("STRASSE", "straße", true), ("[σ]", "ς", true), ("[^k]", "\u{212A}", false),
            ("[ß]", "ẞ", true),
            ("[^ß]", "ẞ", false), ("\\P{Lu}", "A", false), ("[^\\p{Lu}]", "a", false),
            ("i", "İ", false),
        ])
    func folding(expression: String, text: String, matches: Bool) throws {
        #expect(try RegexPattern(expression).automaton(ignoringCase: true).accepts(Array(text.utf8)) == matches)
    }

    @Test(
        "that are wrong are refused at their place, with the reason",
        arguments: [
            ("a)", 1), ("(a", 0), ("é(a", 2), ("[a", 0), ("*a", 0), ("a{", 1), ("a{2,1}", 1), ("a{1001}", 1), ("\\", 0),
            ("\\b", 0),
            ("\\1", 0), ("(?=a)", 0), ("a*?", 2), ("a**", 2), ("a{1}{2}", 4), ("[a-\\d]", 1), ("\\x{+41}", 0),
            ("[b-a]", 1), ("\\p{Xx}", 0), ("\\x{110000}", 0), ("a^", 1),
            ("$a", 0), ("\\q", 0),
            ("{", 0), ("]", 0),
        ])
    func errors(expression: String, offset: Int) {
        let error = #expect(throws: PatternError.self) { try RegexPattern(expression) }
        #expect(error?.offset == offset, "\(error?.description ?? "")")
    }

    @Test("of random characters compile or are refused", arguments: 1...10 as ClosedRange<UInt64>)
    func hostile(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("ab()[]{}|*+?.\\^$-,1p:é")
        for _ in 0..<400 {
            let text = String((0..<random.int(0...12)).map { _ in alphabet[random.int(0...alphabet.count - 1)] })
            do {
                _ = try RegexPattern(text).automaton()
            } catch let error as PatternError {
                #expect((0...text.utf8.count).contains(error.offset), "\(text)")
            } catch { #expect("\(error)" != "", "\(text)") }
        }
        #expect(throws: (any Error).self) { try RegexPattern("((((a{1000}){1000}){1000}){1000}){1000}").automaton() }
        for part in ["(", "*", "{1}", "a|", "[a]"] {
            _ = try? RegexPattern("a" + String(repeating: part, count: 100_000)).automaton()
        }
    }
}

@Suite("Fuzzy patterns")
struct FuzzyPatternTests {
    /// The number of edits between two texts, by the definition.
    private static func distance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
        var row = Array(0...other.count)
        for (i, a) in one.enumerated() {
            var previous = row[0]
            row[0] = i + 1
            for (j, b) in other.enumerated() {
                let replaced = previous + (a == b ? 0 : 1)
                previous = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[other.count]
    }

    @Test("accept the texts within the number of edits", arguments: 1...6 as ClosedRange<UInt64>)
    func distances(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("aébA 漢".unicodeScalars)
        func text(_ length: Int) -> [Unicode.Scalar] {
            (0..<random.int(0...length)).map { _ in alphabet[random.int(0...alphabet.count - 1)] }
        }
        for _ in 0..<10 {
            let wanted = text(7)
            let edits = random.int(1...2)
            let pattern = FuzzyPattern(String(String.UnicodeScalarView(wanted)), edits: edits)
            let (exact, folded) = (try pattern.automaton(), try pattern.automaton(ignoringCase: true))
            for _ in 0..<60 {
                let other = text(8)
                let bytes = Array(String(String.UnicodeScalarView(other)).utf8)
                #expect(exact.accepts(bytes) == (Self.distance(wanted, other) <= edits))
                let distance = Self.distance(CaseFolding.folding(of: wanted), CaseFolding.folding(of: other))
                #expect(folded.accepts(bytes) == (distance <= edits))
            }
        }
    }

    @Test("of texts that are too long are refused")
    func long() {
        #expect(throws: (any Error).self) {
            try FuzzyPattern(String(repeating: "ab", count: 50_000), edits: 2).automaton()
        }
    }
}
