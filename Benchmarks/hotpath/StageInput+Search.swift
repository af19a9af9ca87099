import NgramBlocks
import NgramModel
import NgramQuery

extension StageInput {
    /// The n-grams of a head.
    private static let ngramsPerHead = 200

    /// Patterns of every kind: decided by the first bytes, by the last, by a word in the middle, in any case, and one
    /// that matches most n-grams.
    private static let patterns = ["th~", "*ology", "** of **", "*a*e*", "*"]

    /// The automatons of the patterns.
    private static func automatons() throws -> [ByteAutomaton] {
        try patterns.map { try WordPattern($0).automaton() } + [
            WordPattern("** straße **").automaton(ignoringCase: true)
        ]
    }

    /// Encodes the heads of n-grams in ascending order.
    static func heads(of ngrams: [[UInt8]]) -> [[UInt8]] {
        var heads: [[UInt8]] = []
        var encoder = HeadEncoder()
        for (index, ngram) in ngrams.enumerated() {
            _ = ngram.withUnsafeBytes {
                encoder.add($0, matchCount: 40, volumeCount: 40, firstYear: 1900, lastYear: 2000, seriesBytes: 9)
            }
            guard encoder.count == ngramsPerHead || index == ngrams.count - 1 else { continue }
            var head: [UInt8] = []
            encoder.finish(into: &head)
            heads.append(head)
        }
        return heads
    }

    /// Searches all heads for each pattern.
    ///
    /// - Returns: the number of matches of each pattern.
    static func search(_ heads: [[UInt8]], passes: Int) throws -> [Int] {
        try automatons().map { automaton in
            var search = HeadSearch(automaton)
            var matches = 0
            for _ in 0..<passes {
                for head in heads {
                    try head.withUnsafeBytes { memory in
                        search.begin(try HeadReader(memory))
                        while try search.next() { matches += 1 }
                    }
                }
            }
            return matches
        }
    }
}
