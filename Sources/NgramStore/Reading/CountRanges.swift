import NgramBlocks
import NgramModel

/// How many n-grams a corpus has, and how small and large their counts are.
package struct CountRanges: Sendable, Equatable {
    /// The number of n-grams.
    package var ngrams = 0
    /// The years in which they occur; nil if there are none.
    package var years: ClosedRange<Int>?
    /// The match counts of one n-gram in one year, without zeros; nil if there are none.
    package var yearly: ClosedRange<Int64>?
    /// The match counts of one n-gram in all years; nil if there are none.
    package var totals: ClosedRange<Int64>?

    /// Those of no n-grams.
    package init() {}

    /// Extends a range so that it contains a value.
    private static func extend<Value>(_ range: inout ClosedRange<Value>?, by value: Value) {
        range = range.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
    }

    /// Whether an n-gram can have a count in one year that is outside of `yearly`, judging by its sum.
    fileprivate func canExtendYearly(_ total: Int64) -> Bool {
        guard let yearly else { return true }
        // No count is below 1, and none above the sum.
        return yearly.lowerBound > 1 || total > yearly.upperBound
    }

    fileprivate mutating func add(_ total: NgramTotal) {
        ngrams += 1
        if let years = total.years {
            Self.extend(&self.years, by: years.lowerBound)
            Self.extend(&self.years, by: years.upperBound)
        }
        Self.extend(&totals, by: total.matchCount)
    }

    fileprivate mutating func add(_ series: [Observation]) {
        for observation in series where observation.matchCount > 0 {
            Self.extend(&yearly, by: observation.matchCount)
        }
    }
}

extension CorpusSnapshot {
    /// The ranges of the counts of all n-grams.
    ///
    /// This reads all heads, but few series: only those of n-grams whose sum is larger than any count so far, unless the
    /// smallest count of a year is above 1.
    package func countRanges() throws -> CountRanges {
        try withAllStores { try $0.ownCountRanges() }
    }

    private func ownCountRanges() throws -> CountRanges {
        var ranges = CountRanges()
        let cursor = NgramCursor(located, order: order)
        var sum = SeriesSum()
        while try cursor.next() {
            // The n-gram itself is not needed.
            var total = NgramTotal(Ngram(bytes: []))
            try total.add(cursor.parts, years: nil)
            ranges.add(total)
            guard ranges.canExtendYearly(total.matchCount) else { continue }
            ranges.add(try sum.sum(of: cursor.parts, years: Observation.years))
        }
        return ranges
    }
}
