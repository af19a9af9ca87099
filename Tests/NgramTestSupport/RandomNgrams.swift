/// Makes n-grams of every kind that archives have or could have.
package struct RandomNgrams {
    private static let alphabets: [[String]] = [
        ["a", "b", "c", "x", "A", "Z", "0", "9"],
        ["é", "ß", "ø", "ξ", "Ж", "e\u{301}"],
        ["中", "文", "ア", "€"],
        ["😀", "𝔄", "\u{10FFFF}"],
        ["_", ",", "\"", "\\", "'", ".", " ", "\u{0}", "\r", "\u{7F}"],
    ]

    private static let endings = ["_NOUN", "_VERB", "_.", "_X", "_", "_FOO", " _END_", " the_DET", ""]

    private static let whole = ["_NOUN_", "_START_", "_ROOT_", "_", ",", "\"", " ", "_VERB_ it", "NULL"]

    /// Lengths at which the length itself takes another byte.
    private static let longLengths = [127, 128, 129, 300]

    /// One n-gram, of up to 300 bytes.
    package static func one(_ random: inout SeededRandom) -> [UInt8] {
        switch random.int(0...9) {
        case 0: return Array((whole.randomElement(using: &random) ?? "_").utf8)
        case 1: return Array((longText(&random)).utf8)
        default:
            let alphabet = alphabets.randomElement(using: &random) ?? ["a"]
            let letters = (0..<random.int(1...5)).map { _ in alphabet.randomElement(using: &random) ?? "a" }
            let ending = random.oneIn(3) ? endings.randomElement(using: &random) ?? "" : ""
            return Array((letters.joined() + ending).utf8)
        }
    }

    private static func longText(_ random: inout SeededRandom) -> String {
        String(repeating: "q", count: longLengths.randomElement(using: &random) ?? 127)
    }

    /// The given number of different n-grams.
    package static func many(_ count: Int, _ random: inout SeededRandom) -> [[UInt8]] {
        var found: Set<[UInt8]> = []
        var ngrams: [[UInt8]] = []
        while ngrams.count < count {
            let ngram = one(&random)
            if found.insert(ngram).inserted { ngrams.append(ngram) }
        }
        return ngrams
    }
}

extension SeededRandom {
    /// A count: mostly small, sometimes zero, at an edge of the encoding, or large. The sum of 2,000 of them does not
    /// overflow.
    package mutating func count() -> Int64 {
        switch int(0...9) {
        case 0: 0
        case 1: [19, 20, 21, 127, 128, 16383, 16384, 1_922_716_631].randomElement(using: &self) ?? 20
        case 2: Int64(bitPattern: next() >> UInt64(int(12...63)))
        default: Int64(int(1...25))
        }
    }
}
