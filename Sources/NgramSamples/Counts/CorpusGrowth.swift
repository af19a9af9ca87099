/// The size of the scanned library in each year, modeled on the rounded totals of English 2012.
struct CorpusGrowth: Sendable {
    /// The first year with books.
    static let firstYear = 1500
    /// The year whose share is 1.
    static let fullYear = 2008
    /// The last year with books.
    static let lastYear = 2019

    /// Tokens, pages and books of selected years. The years in between are interpolated linearly.
    private static let knots: [(year: Int, tokens: Double, pages: Double, books: Double)] = [
        (1500, 32_000, 230, 1), (1575, 124_000, 880, 1), (1625, 160_000, 1_000, 2), (1650, 324_000, 1_700, 4),
        (1675, 1_060_000, 5_800, 11), (1700, 3_720_000, 23_000, 45), (1725, 9_960_000, 58_000, 107),
        (1750, 16_300_000, 95_500, 193), (1775, 22_500_000, 156_000, 288), (1800, 74_000_000, 494_000, 710),
        (1820, 213_000_000, 1_285_000, 1_750), (1850, 508_000_000, 2_627_000, 3_900),
        (1870, 556_000_000, 3_060_000, 4_600), (1900, 1_256_000_000, 7_430_000, 11_600),
        (1910, 1_368_000_000, 8_170_000, 13_500), (1940, 1_164_000_000, 6_380_000, 11_600),
        (1950, 1_600_000_000, 8_280_000, 15_400), (1960, 2_354_000_000, 12_130_000, 23_500),
        (1970, 4_046_000_000, 21_100_000, 41_600), (1980, 4_594_000_000, 23_300_000, 46_900),
        (1990, 6_860_000_000, 34_200_000, 66_900), (2000, 10_890_000_000, 53_600_000, 100_800),
        (2008, 19_480_000_000, 108_800_000, 206_000), (2019, 22_800_000_000, 121_300_000, 258_000),
    ]

    /// The tokens of each year, relative to those of `fullYear`. Early years without books have 0.
    let shares: [Double]
    /// The tokens, pages and books of each year.
    let sizes: [(tokens: Int, pages: Int, books: Int)]

    init() {
        let full = 19_480_000_000.0
        let years = CorpusGrowth.firstYear...CorpusGrowth.lastYear
        let values = years.map { CorpusGrowth.interpolated(at: $0) }
        sizes = values.map { (Int($0.tokens), Int($0.pages), Int($0.books)) }
        shares = zip(years, values).map { CorpusGrowth.hasBooks($0) ? $1.tokens / full : 0 }
    }

    /// The index of a year in `shares` and `sizes`.
    static func index(_ year: Int) -> Int { year - firstYear }

    /// Whether a year has books. Some years before 1600 are missing from the real totals, so some are missing here too.
    static func hasBooks(_ year: Int) -> Bool {
        year >= 1600 || SplitMix64.mix(UInt64(year)) & 3 != 0
    }

    private static func interpolated(at year: Int) -> (tokens: Double, pages: Double, books: Double) {
        for (left, right) in zip(knots, knots.dropFirst()) where year <= right.year {
            let part = Double(year - left.year) / Double(right.year - left.year)
            return (
                left.tokens + part * (right.tokens - left.tokens), left.pages + part * (right.pages - left.pages),
                left.books + part * (right.books - left.books)
            )
        }
        return (0, 0, 0)
    }
}
