/// How the use of one n-gram went over the centuries, before chance.
struct History {
    /// Occurrences to expect in `CorpusGrowth.fullYear`.
    var level: Double
    /// The first year it can occur in.
    var firstYear = CorpusGrowth.firstYear
    /// How much more frequent it was long ago: each 64 years back add this many times the level, per token.
    var tilt = 0.0
    /// How far a year strays from what was to be expected: 0 not at all, 1 as far as an exponential draw.
    var spread = 1.0
    /// Whether few books make most of the occurrences, which leaves more years without any.
    var bursts = false
    /// Whether `CorpusGrowth.fullYear` has exactly the level, so that a test may name it.
    var endsExactly = false
}

/// Turns histories into counts.
struct HistoryPainter {
    /// Google leaves out what occurs less often than this in all years together.
    static let leastMatches = 40

    private let growth: CorpusGrowth
    private let exponential = ExponentialTable()
    private let volumes = VolumeShares()

    init(growth: CorpusGrowth) {
        self.growth = growth
    }

    /// Fills `rows` with the years of a history up to `lastYear`, raising its level until it has `leastMatches`.
    func paint(_ history: History, through lastYear: Int, random: inout SplitMix64, into rows: inout [YearCount]) {
        var history = history
        while true {
            let sum = attempt(history, through: lastYear, random: &random, into: &rows)
            if sum >= HistoryPainter.leastMatches { return }
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
            // Rounding up as often as the fraction says keeps the mean of what is far below one a year.
            let match = Int(drawn + Double((bits >> 12) & 0xFFFF) / 65536)
            guard match > 0 else { continue }
            let size = growth.sizes[CorpusGrowth.index(year)]
            rows.append(volumes.yearCount(year: year, match: match, size: size, bits: bits >> 28))
            sum += match
        }
        return sum
    }
}
