import Testing

@testable import NgramSamples

@Suite struct PhrasesTests {
    private func all(_ phrases: Phrases) -> [[UInt8]] {
        var ngrams: [[UInt8]] = []
        phrases.visit(.sorted) { ngram, _, _ in ngrams.append(ngram) }
        return ngrams
    }

    @Test(arguments: 2...5, [1, 2, 500, 10_000])
    func phrasesAscendAndAreAsManyAsRequested(n: Int, count: Int) {
        let ngrams = all(Phrases(n: n, seed: 3, index: 4, ngrams: count))
        #expect(zip(ngrams, ngrams.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
        #expect(abs(Double(ngrams.count) / Double(count) - 1) < 0.05 || ngrams.count == count)
    }

    /// 100,000 2-grams need more places, because frequent phrases have several.
    @Test func frequentPhrasesCountOnce() {
        let phrases = Phrases(n: 2, seed: 1, index: 0, ngrams: 100_000)
        #expect(phrases.placeCount > 101_000)
        #expect(abs(Double(all(phrases).count) / 100_000 - 1) < 0.02)
    }

    @Test func phrasesShareWordsAndPrefixes() {
        let ngrams = all(Phrases(n: 5, seed: 1, index: 0, ngrams: 20_000)).map { String(decoding: $0, as: UTF8.self) }
        var uses: [Substring: Int] = [:]
        for ngram in ngrams {
            for word in ngram.split(separator: " ").dropFirst() { uses[word, default: 0] += 1 }
        }
        #expect(uses.count > 10_000)
        let frequent = uses.values.sorted(by: >).prefix(100).reduce(0, +)
        #expect((0.12...0.25).contains(Double(frequent) / 80_000), "the cube root of 100 / 20,000 is 0.17")
        #expect(uses["the", default: 0] > 2_500)
        let shared = zip(ngrams, ngrams.dropFirst()).map { $0.commonPrefix(with: $1).utf8.count }.reduce(0, +)
        let sharedPerNgram = Double(shared) / Double(ngrams.count)
        let bytesPerNgram = Double(ngrams.reduce(0) { $0 + $1.utf8.count }) / Double(ngrams.count)
        #expect((28...38).contains(bytesPerNgram))
        #expect((4...7).contains(sharedPerNgram))
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 16, 17, 1_000, 4_095, 4_097])
    func aPermutationHasEveryNumberOnce(count: Int) {
        for seed: UInt64 in 0..<5 {
            let permutation = Permutation(count: count, seed: seed)
            #expect(Set((0..<count).map { permutation[$0] }) == Set(0..<count))
        }
    }

    @Test func permutationsDependOnTheSeedAndMoveNumbersFar() {
        let orders = (0..<3).map { seed in
            let permutation = Permutation(count: 3_000, seed: UInt64(seed))
            return (0..<3_000).map { permutation[$0] }
        }
        #expect(Set(orders).count == 3)
        for order in orders {
            let distance = order.enumerated().reduce(0) { $0 + abs($1.offset - $1.element) } / 3_000
            #expect((900...1_100).contains(distance), "a third of the count, on average")
        }
    }

    @Test(arguments: ["", "a", "Ж"])
    func aWordTableReadsWordsInOrderAsOftenAsTheyAreLikely(prefix: String) {
        let table = WordTable(WordTable(seed: 9), prefix: prefix)
        var random = SplitMix64(seed: 1)
        let fractions = (0..<20_000).map { _ in random.next() }.sorted()
        var last: (word: Int, rest: UInt64, bytes: [UInt8]) = (-1, 0, [])
        for fraction in [0] + fractions + [.max] {
            var rest = fraction
            let word = table.read(&rest, fill: random.next())
            #expect(word > last.word || word == last.word && (rest > last.rest || fraction == 0))
            var bytes: [UInt8] = []
            table.append(word, to: &bytes)
            #expect(word == last.word || last.bytes.lexicographicallyPrecedes(bytes))
            #expect(bytes.starts(with: Array(prefix.utf8)) && bytes.count <= WordTable.largestWordBytes)
            #expect(bytes.allSatisfy { $0 > UInt8(ascii: " ") }, "a space must sort before every byte of a word")
            last = (word, rest, bytes)
        }
    }
}
