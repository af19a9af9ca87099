import NgramBlocks
import NgramModel

extension NgramTotal {
    /// Adds what a series sums up to.
    mutating func add(_ sum: SeriesTotal) throws(CountOverflow) {
        guard !sum.overflowed else { throw CountOverflow() }
        guard let years = sum.years else { return }
        try add(
            matchCount: sum.matchCount, volumeCount: sum.volumeCount,
            firstYear: years.lowerBound, lastYear: years.upperBound)
    }
}
