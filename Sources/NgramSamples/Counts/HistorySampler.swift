/// The expected use of one n-gram over the centuries, from which `HistorySampler` draws counts.
struct History {
    /// The expected number of occurrences in `CorpusGrowth.fullYear`.
    var level: Double
    /// The first year in which the n-gram can occur.
    var firstYear = CorpusGrowth.firstYear
    /// How much more frequent the n-gram used to be. For every 64 years before `CorpusGrowth.fullYear`, this multiple
    /// of the level is added, relative to the tokens of the year.
    var tilt = 0.0
    /// How far the count of a year deviates from its expected value: 0 means not at all, 1 as far as an exponential
    /// draw.
    var spread = 1.0
    /// Whether a few books contain most of the occurrences, which leaves more years without any.
    var bursts = false
    /// Whether the count of `CorpusGrowth.fullYear` equals the level exactly, so that tests can state it.
    var endsExactly = false
}

/// Draws the counts of n-grams from their histories.
struct HistorySampler {
    /// The minimum number of occurrences in all years. Google omits n-grams with fewer.
    static let minimumMatches = 40

    private let growth: CorpusGrowth
    private let exponential = ExponentialTable()
    private let volumes = VolumeShares()

    init(growth: CorpusGrowth) {
        self.growth = growth
    }

    /// Replaces the content of `rows` with the years of a history up to `lastYear`. Raises the level of the history
    /// until the n-gram has `minimumMatches` occurrences.
    func sample(_ history: History, through lastYear: Int, random: inout SplitMix64, into rows: inout [YearCount]) {
        var history = history
        while true {
            let sum = attempt(history, through: lastYear, random: &random, into: &rows)
            if sum >= HistorySampler.minimumMatches { return }
            history.level = history.level * 1.5 + 0.5
        }
    }

    private func attempt(
        _ history: History, through lastYear: Int, random: inout SplitMix64, into rows: inout [YearCount]
    ) -> Int {
        rows.removeAll(keepingCapacity: true)
        var sum = 0
        for year in history.firstYear...lastYear {
            let share = growth.shares[CorpusGrowth.index(year)]
            let age = Double(CorpusGrowth.fullYear - year) / 64
            let expected = history.level * share * (1 + history.tilt * max(0, age))
            let bits = random.next()
            var chance = exponential.draw(bits)
            if history.bursts { chance *= chance / 2 }
            let spread = history.endsExactly && year == CorpusGrowth.fullYear ? 0 : history.spread
            let drawn = expected * (1 - spread + spread * chance)
            // The fraction is the probability of rounding up. That preserves the mean of expected values far below 1.
            let match = Int(drawn + Double((bits >> 12) & 0xFFFF) / 65536)
            guard match > 0 else { continue }
            let size = growth.sizes[CorpusGrowth.index(year)]
            rows.append(volumes.yearCount(year: year, match: match, size: size, bits: bits >> 28))
            sum += match
        }
        return sum
    }
}
