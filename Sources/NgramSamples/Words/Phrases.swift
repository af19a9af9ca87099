/// The n-grams of one archive, for n of at least 2: phrases that share words, so that neighbors in byte order have long
/// common prefixes, as in real archives.
///
/// Each place has a part of the range of an arithmetic decoder, from which its words are read. So the phrases ascend with
/// their places. Neighboring places may give the same phrase; only the first of them has it.
struct Phrases: SortedNgrams {
    private let n: Int
    private let seed: UInt64
    private let first: WordTable
    private let others: WordTable
    private var step: UInt64 = .max
    private(set) var placeCount = 1
    let runs: Int

    /// The phrases of file `index`: about `ngrams` n-grams of `n` words. The first word of all of them begins with the
    /// first character of the file.
    init(n: Int, seed: UInt64, index: Int, ngrams: Int) {
        self.n = n
        self.seed = SplitMix64.mix(seed, UInt64(index), UInt64(n))
        others = WordTable(seed: seed)
        first = WordTable(others, prefix: Alphabet(index: index).lower)
        runs = 3 + Int(SplitMix64.mix(self.seed) % 8)
        // Frequent phrases have several places. More places give more phrases, but fewer for each place.
        for _ in 0..<8 { usePlaces(Int(Double(max(1, ngrams)) / shareOfPlacesWithNgram())) }
    }

    private mutating func usePlaces(_ count: Int) {
        placeCount = count
        step = .max / UInt64(count)
    }

    func number(of place: Int) -> Int? { place }

    func run(of place: Int) -> Int { Int(SplitMix64.mix(seed, UInt64(place), 1) % UInt64(runs)) }

    func spell(_ place: Int, into ngram: inout [UInt8]) -> Bool {
        guard isFirst(place) else { return false }
        ngram.removeAll(keepingCapacity: true)
        var reader = Reader(place, of: self)
        for position in 0..<n {
            let table = position == 0 ? first : others
            if position > 0 { ngram.append(UInt8(ascii: " ")) }
            table.append(reader.next(table), to: &ngram)
        }
        return true
    }

    /// Whether the phrase at a place differs from the one before it.
    private func isFirst(_ place: Int) -> Bool {
        guard place > 0 else { return true }
        var reader = Reader(place, of: self)
        var earlier = Reader(place - 1, of: self)
        for position in 0..<n {
            let table = position == 0 ? first : others
            if reader.next(table) != earlier.next(table) { return true }
        }
        return false
    }

    /// The part of the places that have an n-gram, estimated from up to 4,096 of them.
    private func shareOfPlacesWithNgram() -> Double {
        let stride = max(1, placeCount / 4096)
        let places = Swift.stride(from: 0, to: placeCount, by: stride)
        let found = places.reduce(into: (all: 0, first: 0)) { found, place in
            found.all += 1
            if isFirst(place) { found.first += 1 }
        }
        return Double(found.first) / Double(found.all)
    }

    /// Reads the words of the phrase at a place, one after another.
    private struct Reader {
        private var fraction: UInt64
        private var random: SplitMix64

        init(_ place: Int, of phrases: Phrases) {
            random = SplitMix64(seed: SplitMix64.mix(phrases.seed, UInt64(place)))
            fraction = UInt64(place) * phrases.step + random.next() % phrases.step
        }

        mutating func next(_ table: WordTable) -> Int {
            table.read(&fraction, fill: random.next())
        }
    }
}
