/// The n-grams of one archive in byte order, each computed from its number, so that memory does not depend on how many
/// there are.
protocol SortedNgrams {
    /// The number of places. The place of an n-gram is a number from 0 to `placeCount - 1`; not every place has one.
    var placeCount: Int { get }

    /// The number of sorted runs that the n-grams are divided into for `NgramArrangement.runs`.
    var runs: Int { get }

    /// The run of the n-gram at a place, from 0 to `runs - 1`.
    func run(of place: Int) -> Int

    /// Sets `ngram` to the n-gram at a place. N-grams ascend with their places.
    ///
    /// - Returns: Whether the place has an n-gram. If not, the content of `ngram` is unspecified.
    func spell(_ place: Int, into ngram: inout [UInt8]) -> Bool

    /// The number that selects the counts of the n-gram at a place, or nil for the most frequent word of an archive.
    func number(of place: Int) -> Int?
}

extension SortedNgrams {
    /// Calls `body` with every n-gram in the given arrangement: its bytes, the number that selects its counts, and how
    /// many times it occurred before.
    ///
    /// `seed` selects the order of shuffled n-grams, and which n-grams are repeated.
    func visit(
        _ arrangement: NgramArrangement, seed: UInt64 = 0,
        _ body: (_ ngram: [UInt8], _ number: Int?, _ earlierOccurrences: Int) throws -> Void
    ) rethrows {
        var ngram: [UInt8] = []
        func visit(_ place: Int, _ earlierOccurrences: Int = 0) throws {
            if spell(place, into: &ngram) { try body(ngram, number(of: place), earlierOccurrences) }
        }
        switch arrangement {
        case .sorted:
            for place in 0..<placeCount { try visit(place) }
        case .reversed:
            for place in (0..<placeCount).reversed() { try visit(place) }
        case .runs:
            for run in 0..<runs {
                for place in 0..<placeCount where self.run(of: place) == run { try visit(place) }
            }
        case .shuffled:
            let permutation = Permutation(count: placeCount, seed: seed)
            for index in 0..<placeCount { try visit(permutation[index]) }
        case .repeated:
            for pass in 0..<NgramArrangement.largestOccurrences {
                for place in 0..<placeCount where NgramArrangement.occurrences(of: place, seed: seed) > pass {
                    try visit(place, pass)
                }
            }
        }
    }
}
