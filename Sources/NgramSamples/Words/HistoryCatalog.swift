/// Gives each n-gram of an archive its history.
///
/// The numbers were fitted to excerpts of 2012's English: rows an n-gram, matches a row, years, gaps.
struct HistoryCatalog {
    /// Rows to expect of an n-gram, by which a number of rows becomes a number of n-grams.
    static let rowsPerNgram = 65.2

    /// What the hot word of the first file occurs in 2008: that is "and" in 2012's English, its file's largest count.
    private static let hottest = 470_825_580

    /// The level that one n-gram in 2^k exceeds; straight lines between.
    private static let levels: [Double] = [
        1.9, 5.6, 17, 62, 250, 800, 2_200, 5_500, 12_000, 25_000, 50_000, 100_000, 200_000, 400_000, 800_000,
        1_600_000, 3_200_000, 6_400_000, 12_800_000,
    ]

    private let seed: UInt64
    private let index: Int

    init(seed: UInt64, index: Int) {
        self.seed = SplitMix64.mix(seed, UInt64(index), 2)
        self.index = index
    }

    /// The randomness of one n-gram, the same whatever came before it.
    func random(for number: Int?) -> SplitMix64 {
        SplitMix64(seed: SplitMix64.mix(seed, UInt64(bitPattern: Int64(number ?? -1))))
    }

    func history(for number: Int?, random: inout SplitMix64) -> History {
        guard let number else {
            let level = Double(max(1_000_000, HistoryCatalog.hottest / (index + 1)))
            return History(level: level, spread: 0.05, endsExactly: true)
        }
        let bits = random.next()
        var history = History(level: level(of: number), bursts: (bits >> 32) & 7 < 2)
        switch bits & 15 {
        case 0..<4: break
        case 4..<6: history.tilt = Double((bits >> 8) & 0xFF) / 128
        case 6..<8: history.firstYear = 1800 + Int((bits >> 16) % 150)
        default:
            // A young n-gram has to be more frequent to reach its sum in fewer years.
            history.firstYear = 1950 + Int((bits >> 16) % 46)
            history.level *= 1.5
        }
        if history.level > 300 {
            history.bursts = false
            history.spread = 0.5
        }
        return history
    }

    /// Spreads the levels evenly over the numbers by steps of the golden ratio, so that small archives have the same
    /// shape as large ones.
    private func level(of number: Int) -> Double {
        let place = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ seed
        let octave = min(place.leadingZeroBitCount, HistoryCatalog.levels.count - 2)
        // Within an octave `place` falls from twice its smallest value to that.
        let part = 2 - Double(place >> 11) / Double(UInt64(1) << (52 - octave))
        let low = HistoryCatalog.levels[octave]
        return low + (HistoryCatalog.levels[octave + 1] - low) * max(0, part)
    }
}
