/// Draws the counts of n-grams with a given average number of years.
///
/// Unlike those of `HistorySampler`, they do not follow the size of the library. Most n-grams of several words occur in a
/// few adjacent years, a few times in each.
struct SteadyHistorySampler {
    /// The range of the average number of years.
    static let averages = 1...100

    private static let largestYears = 300
    private static let earliestYear = 1505
    private static let largestMatch = 100_000

    private let average: Int
    private let seed: UInt64
    private let sizes = CorpusGrowth().sizes
    private let exponential = ExponentialTable()
    private let volumes = VolumeShares()

    /// A sampler for file `index`, with `average` years per n-gram.
    init(average: Int, seed: UInt64, index: Int) {
        self.average = average
        self.seed = SplitMix64.mix(seed, UInt64(index), 4)
    }

    /// Replaces the content of `rows` with the years of one occurrence of the n-gram with the given number, up to
    /// `lastYear`.
    func sample(_ number: Int, occurrence: Int, through lastYear: Int, into rows: inout [YearCount]) {
        rows.removeAll(keepingCapacity: true)
        var random = SplitMix64(seed: SplitMix64.mix(seed, UInt64(bitPattern: Int64(number)), UInt64(occurrence)))
        let more = exponential.draw(random.next()) * Double(average - 1)
        let count = min(1 + Int(more + 0.5), SteadyHistorySampler.largestYears)
        var year = max(lastYear - 2 * count, SteadyHistorySampler.earliestYear)
        while rows.count < count, year <= lastYear {
            let bits = random.next()
            // The count exceeds k in one of k years.
            let match = min(Int((1 << 24) / ((bits & 0xFF_FFFF) + 1)), SteadyHistorySampler.largestMatch)
            rows.append(
                volumes.yearCount(year: year, match: match, size: sizes[CorpusGrowth.index(year)], bits: bits >> 24))
            year += random.next() % 10 < 3 ? 2 : 1
        }
    }
}
