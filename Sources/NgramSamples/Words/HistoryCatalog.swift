/// Assigns a history to each n-gram of an archive.
///
/// The numbers were fitted to excerpts of English 2012: rows per n-gram, matches per row, years, and gaps between
/// years.
struct HistoryCatalog {
    /// The expected number of rows per n-gram, to convert a number of rows to a number of n-grams.
    static let rowsPerNgram = 65.2

    /// The occurrences of the hot word of the first file in 2008. This is the count of "and" in English 2012, the
    /// largest of its file.
    private static let hottest = 470_825_580

    /// Element k is the level that one of 2^k n-grams exceeds. Levels in between are interpolated linearly.
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

    /// The random numbers of one occurrence of an n-gram. They do not depend on other n-grams. The hot word has no
    /// number.
    func random(for number: Int?, occurrence: Int = 0) -> SplitMix64 {
        // The first occurrence has the numbers of an n-gram that is not repeated, because 0 is mixed to 0.
        let more = SplitMix64.mix(UInt64(occurrence))
        return SplitMix64(seed: SplitMix64.mix(seed, UInt64(bitPattern: Int64(number ?? -1))) ^ more)
    }

    /// The history of one n-gram. The hot word has no number.
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
            // A recent n-gram must be more frequent to reach the same sum in fewer years.
            history.firstYear = 1950 + Int((bits >> 16) % 46)
            history.level *= 1.5
        }
        if history.level > 300 {
            history.bursts = false
            history.spread = 0.5
        }
        return history
    }

    /// The level of an n-gram. Steps of the golden ratio distribute the levels evenly over any range of numbers, so
    /// small archives have the same distribution as large ones.
    private func level(of number: Int) -> Double {
        let place = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ seed
        let octave = min(place.leadingZeroBitCount, HistoryCatalog.levels.count - 2)
        // Within an octave, `place` falls from twice its smallest value to its smallest value, while `part` grows from
        // 0 to 1.
        let part = 2 - Double(place >> 11) / Double(UInt64(1) << (52 - octave))
        let low = HistoryCatalog.levels[octave]
        return low + (HistoryCatalog.levels[octave + 1] - low) * max(0, part)
    }
}
