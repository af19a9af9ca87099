import NgramTestSupport

/// Makes random archives with odd n-grams, in and out of order.
///
/// Unlike `TestArchive`, which makes random rows for the unit tests, it knows the layouts without the program's types.
struct RandomRows {
    var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// N-grams that a careless reader or writer gets wrong.
    static let oddWords: [String] = [
        "T\"", "\"", "\"\"", ",", "a,b", "\\", "A\\B", "\\t", "\\n", "a\rb", "\r", "end\r", "nul\0inside", "\0",
        "bell\u{7}", "esc\u{1B}[31m", "del\u{7F}", "\u{85}", "naïve", "nai\u{308}ve", "ß", "книга", "日本語", "👩‍👩‍👧",
        "\u{202E}right to left", "\u{FEFF}bom", "Access_", "_", "__", "run_VERB", "run_verb", "_NOUN_", "_START_",
        "_END_ of", "the cat_NOUN", "x_.", "_._", "A'que_ADJ", "NULL", "null", "true", "0", "1984", "-1", "1e5",
        "=cmd()", "--", "-x", " ", " lead", "trail ", "two  spaces", "a b c d e", "\u{10FFFF}", "%s%n", "$(id)", "a;b",
        "'; DROP TABLE ngram; --", "aa", "aaa", "a", "A", "Z", "z", "ž", "ngram", "é", "e\u{301}",
    ]

    /// An n-gram, often from a small alphabet, so that archives share n-grams and many n-grams share prefixes.
    mutating func word() -> String {
        if Int.random(in: 0..<3, using: &random) == 0 {
            return Self.oddWords.randomElement(using: &random) ?? "a"
        }
        let tokens = Int.random(in: 1...3, using: &random)
        return (0..<tokens).map { _ in
            let letters = ["a", "b", "é", "ж", "_", "'", "c"]
            let length = Int.random(in: 1...4, using: &random)
            return (0..<length).map { _ in letters.randomElement(using: &random) ?? "a" }.joined()
        }.joined(separator: " ")
    }

    /// A count: mostly small, sometimes so large that it needs 8 bytes. The sum of a thousand counts fits in 63 bits.
    mutating func count() -> Int64 {
        switch Int.random(in: 0..<40, using: &random) {
        case 0: Int64.random(in: 1...(Int64.max / 5_000_000), using: &random)
        case 1...5: Int64.random(in: 1...1_000_000, using: &random)
        default: Int64.random(in: 1...9, using: &random)
        }
    }

    mutating func year() -> Int {
        Int.random(in: 0..<30, using: &random) == 0
            ? [1, 9, 10, 999, 1000, 9999].randomElement(using: &random) ?? 1
            : Int.random(in: 1500...2019, using: &random)
    }

    /// The uncompressed bytes of an archive: groups of rows, some of them repeated, some with years that are out of order
    /// or repeated.
    mutating func archive(_ kind: RowKind, groups: Int) -> [UInt8] {
        var blocks: [String] = []
        for _ in 0..<groups {
            let word = word()
            var years = (0..<Int.random(in: 1...25, using: &random)).map { _ in year() }
            if Int.random(in: 0..<4, using: &random) > 0 { years = Array(Set(years)).sorted() }
            let tuples = years.map { ($0, count(), count(), count()) }
            switch kind {
            case .v2009: blocks.append(tuples.map { "\(word)\t\($0.0)\t\($0.1)\t\($0.2)\t\($0.3)\n" }.joined())
            case .v2012: blocks.append(tuples.map { "\(word)\t\($0.0)\t\($0.1)\t\($0.3)\n" }.joined())
            case .v2020: blocks.append(word + tuples.map { "\t\($0.0),\($0.1),\($0.3)" }.joined() + "\n")
            }
        }
        // One half is sorted, the other is in random order.
        if Bool.random(using: &random) { blocks.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
        var text = blocks.joined()
        if Bool.random(using: &random), kind == .v2012 {
            var rows = text.split(separator: "\n", omittingEmptySubsequences: true).map { "\($0)\n" }
            rows.shuffle(using: &random)
            text = rows.joined()
        }
        if Bool.random(using: &random) { text.removeLast() }
        return Array(text.utf8)
    }
}
