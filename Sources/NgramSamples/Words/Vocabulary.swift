/// The words of one archive of 1-grams, with and without tags.
struct Vocabulary: SortedNgrams {
    private static let tags = [
        "_NOUN", "_NOUN", "_NOUN", "_NOUN", "_NOUN", "_NOUN", "_VERB", "_VERB", "_ADJ", "_ADJ", "_ADV", "_NUM", "_X",
        "_DET", "_.", "_",
    ].map { Array($0.utf8) }

    private let seed: UInt64
    private let sections: [WordSection]
    private let hotWord: [UInt8]
    /// The number of untagged words without the hot word. Each has two numbers: an even one, and the next for its
    /// tagged form.
    private let baseCount: Int
    /// The place of the hot word, which has no number. The places before it equal the numbers; those after it are
    /// larger by one.
    private var hotPlace = 0
    let runs: Int

    /// The vocabulary of file `index`, with about `ngrams` n-grams.
    init(seed: UInt64, index: Int, ngrams: Int) {
        self.seed = SplitMix64.mix(seed, UInt64(index))
        let alphabet = Alphabet(index: index)
        sections = alphabet.sections(bases: max(1, ngrams / 2))
        baseCount = sections.reduce(0) { $0 + $1.baseCount }
        hotWord = Array(alphabet.hotWord.utf8)
        runs = 3 + Int(SplitMix64.mix(self.seed) % 8)
        hotPlace = 2 * basesBeforeHotWord()
    }

    var placeCount: Int { 2 * baseCount + 1 }

    func number(of place: Int) -> Int? {
        place == hotPlace ? nil : place < hotPlace ? place : place - 1
    }

    func run(of place: Int) -> Int {
        guard let number = number(of: place) else { return 0 }
        // The runs of the untagged and of the tagged word are independent, so they mostly differ.
        let bits = hash(number & ~1) >> (number.isMultiple(of: 2) ? 8 : 24)
        return Int(bits & 0xFFFF) % runs
    }

    func spell(_ place: Int, into ngram: inout [UInt8]) -> Bool {
        guard let number = number(of: place) else {
            ngram.removeAll(keepingCapacity: true)
            ngram.append(contentsOf: hotWord)
            return true
        }
        let hash = hash(number & ~1)
        spell(base: number / 2, hash: hash, into: &ngram)
        if !number.isMultiple(of: 2) { ngram.append(contentsOf: Vocabulary.tags[Int((hash >> 40) & 15)]) }
        return true
    }

    private func hash(_ number: Int) -> UInt64 { SplitMix64.mix(seed, UInt64(number)) }

    private func spell(base: Int, hash: UInt64, into ngram: inout [UInt8]) {
        var base = base
        for section in sections {
            if base < section.baseCount { return section.spell(base, hash: hash, into: &ngram) }
            base -= section.baseCount
        }
    }

    /// The number of untagged words that are not after the hot word, by binary search.
    private func basesBeforeHotWord() -> Int {
        var word: [UInt8] = []
        var low = 0
        var high = baseCount
        while low < high {
            let middle = (low + high) / 2
            spell(base: middle, hash: hash(2 * middle), into: &word)
            if hotWord.lexicographicallyPrecedes(word) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
