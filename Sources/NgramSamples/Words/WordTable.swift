/// The words of phrases in byte order, with the probability of each.
///
/// There are 20,000 words. A few real ones are frequent; the others are made of letters as frequent as in English. The
/// word of rank r is drawn with a probability near r^(-2/3), flatter than in real text, because a draw stands for a
/// distinct phrase and not for an occurrence.
struct WordTable {
    /// Binary digits of a probability. The probabilities of all words add up to 2^`probabilityBits`.
    static let probabilityBits = 16

    private static let wordCount = 20_000
    /// Upper bound of the size of a word in bytes, with the prefix that words of one archive have.
    static let largestWordBytes = 14

    private static let realWords = [
        "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "as", "was", "with", "be", "by", "on", "not",
        "he", "his", "or", "are", "from", "this", "at", "which", "have", "an", "had", "they", "were", "their", "but",
        "one", "all", "been", "has", "would", "other", "when", "more", "no", "who", "what", "its", "may", "into",
        "time", "some", "them", "these", "could", "than", "him", "only", "will", "about", "then", "can", "so", "first",
    ]
    /// Letters, each as often as it occurs among 54 letters of English text.
    private static let letters = Array("eeeeeettttaaaaooooiiinnnssshhhrrrdddlllucmwfgypbvkjxqz")

    private let bytes: [UInt8]
    private let ends: [Int]
    /// For each word the sum of the probabilities of the words before it, and at the end the sum of all.
    private let sums: [UInt64]
    /// The word for each of the 2^`probabilityBits` parts of the range of probabilities.
    private let wordOfPart: [UInt16]

    /// A table of random words.
    init(seed: UInt64) {
        let ranked = WordTable.words(seed: seed)
        let probabilities = WordTable.probabilities(count: ranked.count)
        var bytes: [UInt8] = []
        var ends: [Int] = []
        var sums: [UInt64] = [0]
        var wordOfPart: [UInt16] = []
        // ASCII strings sort by their bytes.
        for rank in ranked.indices.sorted(by: { ranked[$0] < ranked[$1] }) {
            wordOfPart += repeatElement(UInt16(ends.count), count: Int(probabilities[rank]))
            bytes += Array(ranked[rank].utf8)
            ends.append(bytes.count)
            sums.append(sums[sums.count - 1] + probabilities[rank])
        }
        self.bytes = bytes
        self.ends = ends
        self.sums = sums
        self.wordOfPart = wordOfPart
    }

    /// A table of the words of another, each with `prefix` before it.
    init(_ other: WordTable, prefix: String) {
        let prefix = Array(prefix.utf8)
        var bytes: [UInt8] = []
        for word in other.ends.indices {
            bytes += prefix
            other.append(word, to: &bytes)
        }
        self.bytes = bytes
        ends = other.ends.enumerated().map { $1 + prefix.count * ($0 + 1) }
        sums = other.sums
        wordOfPart = other.wordOfPart
    }

    /// Reads a word from a fraction of 2^64, as an arithmetic decoder does: words that are more likely have larger parts
    /// of the range. `fraction` becomes the place within the part of the word, so further words can be read from it.
    ///
    /// A larger fraction gives the same word and a larger rest, or a later word. Dividing by the size of the part leaves
    /// gaps between the possible rests, which the random number `fill` fills.
    func read(_ fraction: inout UInt64, fill: UInt64) -> Int {
        let shift = UInt64(UInt64.bitWidth - WordTable.probabilityBits)
        let word = Int(wordOfPart[Int(fraction >> shift)])
        let probability = sums[word + 1] - sums[word]
        let offset = fraction - sums[word] << shift
        // The offset is less than probability * 2^shift, so the quotient of offset * 2^probabilityBits fits.
        let quotient = probability.dividingFullWidth((offset >> shift, offset << UInt64(WordTable.probabilityBits)))
            .quotient
        // Rests of neighboring offsets differ by at least this much.
        let gap = (1 << UInt64(WordTable.probabilityBits)) / probability
        fraction = quotient + fill % gap
        return word
    }

    /// Appends a word to a phrase.
    func append(_ word: Int, to phrase: inout [UInt8]) {
        phrase.append(contentsOf: bytes[(word == 0 ? 0 : ends[word - 1])..<ends[word]])
    }

    /// Distinct words by descending frequency.
    private static func words(seed: UInt64) -> [String] {
        var words = realWords
        var known = Set(words)
        var random = SplitMix64(seed: SplitMix64.mix(seed, 3))
        while words.count < wordCount {
            let bits = random.next()
            // Frequent words are shorter. Words have two to ten letters.
            let length = 2 + Int(bits & 7) + (words.count > 200 ? Int((bits >> 3) & 1) : 0)
            var word = ""
            for _ in 0..<length { word.append(letters[Int(random.next() % UInt64(letters.count))]) }
            if known.insert(word).inserted { words.append(word) }
        }
        return words
    }

    /// The probabilities of words by descending frequency. The first k words together have the cube root of k / `count`.
    /// Computed with integers, because the last bit of a power differs between systems.
    private static func probabilities(count: Int) -> [UInt64] {
        let all = UInt64(1) << UInt64(probabilityBits)
        var sum: UInt64 = 0
        return (1...count).map { rank in
            let before = sum
            // The largest sum whose cube is at most rank / count, as a fraction of `all`. It is below 2^63.
            while sum < all, (sum + 1) * (sum + 1) * (sum + 1) * UInt64(count) <= UInt64(rank) * all * all * all {
                sum += 1
            }
            return sum - before
        }
    }
}
