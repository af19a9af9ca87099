/// The n-grams of one archive in file order: several sorted runs, one after another.
///
/// Each n-gram is computed from the seed and its number, so memory does not depend on the size of the archive.
struct Vocabulary {
    private static let tags = [
        "_NOUN", "_NOUN", "_NOUN", "_NOUN", "_NOUN", "_NOUN", "_VERB", "_VERB", "_ADJ", "_ADJ", "_ADV", "_NUM", "_X",
        "_DET", "_.", "_",
    ].map { Array($0.utf8) }

    private let seed: UInt64
    private let sections: [WordSection]
    private let hotWord: [UInt8]
    private let runs: Int

    /// The vocabulary of file `index`, with about `ngrams` n-grams.
    init(seed: UInt64, index: Int, ngrams: Int) {
        self.seed = SplitMix64.mix(seed, UInt64(index))
        let alphabet = Alphabet(index: index)
        sections = alphabet.sections(bases: max(1, ngrams / 2))
        hotWord = Array(alphabet.hotWord.utf8)
        runs = 3 + Int(SplitMix64.mix(self.seed) % 8)
    }

    /// Calls `body` with each n-gram and its number. The number is nil for the hot word of the file.
    func visitNgrams(_ body: (_ word: [UInt8], _ number: Int?) throws -> Void) rethrows {
        var word: [UInt8] = []
        var hotIsDue = true
        for run in 0..<runs {
            var number = 0
            for section in sections {
                for base in 0..<section.baseCount {
                    let hash = SplitMix64.mix(seed, UInt64(number))
                    // The runs of the untagged and of the tagged word are independent, so they mostly differ.
                    let bareIsHere = Int((hash >> 8) & 0xFFFF) % runs == run
                    let tagIsHere = Int((hash >> 24) & 0xFFFF) % runs == run
                    defer { number += 2 }
                    guard bareIsHere || tagIsHere else { continue }
                    section.spell(base, hash: hash, into: &word)
                    if hotIsDue, hotWord.lexicographicallyPrecedes(word) {
                        hotIsDue = false
                        try body(hotWord, nil)
                    }
                    if bareIsHere { try body(word, number) }
                    guard tagIsHere else { continue }
                    word.append(contentsOf: Vocabulary.tags[Int((hash >> 40) & 15)])
                    try body(word, number + 1)
                }
            }
            if hotIsDue {
                hotIsDue = false
                try body(hotWord, nil)
            }
        }
    }
}
