import NgramModel
import NgramQuery

/// The languages of patterns: any text is refused with a place, or becomes an automaton of a bounded size.
enum PatternCheck {
    static func run(_ input: [UInt8]) throws {
        let fuzz = FuzzInput(input, settings: 1)
        let setting = fuzz.setting(0)
        let parts = fuzz.bytes.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
        // Longer patterns take long to compile, and show nothing new.
        let text = String(decoding: parts[0].prefix(24), as: UTF8.self)
        let candidate = parts.count > 1 ? Array(String(decoding: parts[1], as: UTF8.self).utf8) : []
        let syntax = SearchPattern.Syntax.allCases[setting % 3]
        let edits = 1 + setting / 4 % 2
        let ignoresCase = setting & 0x80 != 0
        let pattern: SearchPattern
        do {
            pattern = try SearchPattern(text, syntax: syntax, edits: edits, ignoringCase: ignoresCase)
        } catch let error as WordPatternError {
            return try QueryCheck.checkPlace(error.offset, of: text, error.description)
        } catch let error as PatternError {
            return try QueryCheck.checkPlace(error.offset, of: text, error.description)
        } catch is AutomatonTooLarge {
            return
        }
        let found = pattern.automaton.accepts(candidate)
        if syntax == .fuzzy, !ignoresCase {
            let distance = distance(
                Array(text.unicodeScalars), Array(String(decoding: candidate, as: UTF8.self).unicodeScalars))
            try agree(found, distance <= edits, "whether \(candidate) is within \(edits) edits of \(text)")
        }
        // A letter in another case must not matter.
        if ignoresCase, syntax != .regex {
            let key = CaseFolding.key(of: candidate)
            if CaseFolding.key(of: key) == key {
                try agree(found, pattern.automaton.accepts(key), "whether \(candidate) matches, folded")
            }
        }
    }

    /// The distance of Levenshtein, by the textbook's table.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (i, scalar) in left.enumerated() {
            var next = [i + 1]
            for (j, other) in right.enumerated() {
                next.append(min(row[j] + (scalar == other ? 0 : 1), row[j + 1] + 1, next[j] + 1))
            }
            row = next
        }
        return row[right.count]
    }
}
