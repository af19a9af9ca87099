import NgramModel

/// Sums yearly counts over spans of years.
package struct YearBins: Sendable {
    /// The number of years of a span.
    private let width: Int
    /// The years of which all spans are listed; nil to list only those with counts.
    private let filling: ClosedRange<Int>?

    /// - Parameters:
    ///   - width: the number of years of a span, at least 1. Spans begin with multiples of it.
    ///   - filling: the years of which all spans are listed, also those without counts; nil to leave these out.
    package init(width: Int, filling: ClosedRange<Int>? = nil) {
        (self.width, self.filling) = (width, filling)
    }

    /// The sums, in ascending order, each with the first year of its span.
    ///
    /// - Parameter series: in ascending order of years.
    /// - Throws: `CountOverflow`.
    package func sums(of series: [Observation]) throws(CountOverflow) -> [Observation] {
        var sums: [Observation] = []
        if let filling {
            for year in stride(from: start(of: filling.lowerBound), through: filling.upperBound, by: width) {
                sums.append(Observation(year: year, matchCount: 0, volumeCount: 0))
            }
        }
        var index = 0
        for observation in series {
            let year = start(of: observation.year)
            while index < sums.count, sums[index].year < year { index += 1 }
            if index == sums.count || sums[index].year > year {
                sums.insert(Observation(year: year, matchCount: 0, volumeCount: 0), at: index)
            }
            try sums[index].matchCount.add(count: observation.matchCount)
            try sums[index].volumeCount.add(count: observation.volumeCount)
        }
        return sums
    }

    private func start(of year: Int) -> Int { year - year % width }
}
