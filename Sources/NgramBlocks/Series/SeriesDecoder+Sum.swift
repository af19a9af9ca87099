import NgramModel

/// The sums of a series over a range of years.
package struct SeriesTotal: Hashable, Sendable {
    /// The sum of the match counts.
    package var matchCount: Int64 = 0
    /// The sum of the volume counts.
    package var volumeCount: Int64 = 0
    /// The first year of the range in which the n-gram occurs; 0 when there is none.
    package var firstYear = 0
    /// The last year of the range in which the n-gram occurs; 0 when there is none.
    package var lastYear = 0
    /// Whether a sum did not fit in 64 bits; the sums are then invalid.
    package var overflowed = false

    /// The total of an empty series.
    package init() {}

    /// The first to the last year in which the n-gram occurs; nil when there is none.
    package var years: ClosedRange<Int>? { firstYear == 0 ? nil : firstYear...max(firstYear, lastYear) }
}

extension SeriesDecoder {
    /// Reads the rest of the series and sums the observations of the given years.
    ///
    /// Ranking spends most of its time here. The loop applies the rules of `next` itself to keep its state in
    /// registers.
    /// - Throws: `CorruptSeries` when the bytes are not a valid series.
    package mutating func sum(years: ClosedRange<Int>) throws(CorruptSeries) -> SeriesTotal {
        var total = SeriesTotal()
        let smallCounts = SeriesCodec.smallCounts
        let (from, to) = (years.lowerBound, years.upperBound)
        var position = self.position
        var year = self.year
        while position < bytes.count {
            let token = bytes[position]
            // The fast path: the year after the previous one, with small counts.
            if token < SeriesCodec.anyCounts {
                position &+= 1
                year &+= 1
                guard year >= from, year <= to else { continue }
                let counts = smallCounts[Int(token)]
                total.add(year: year, matchCount: Int64(counts >> 8), volumeCount: Int64(counts & 0xFF))
                continue
            }
            self.position = position
            self.year = year
            guard let observation = try next() else { break }
            position = self.position
            year = self.year
            guard year >= from, year <= to else { continue }
            total.add(year: year, matchCount: observation.matchCount, volumeCount: observation.volumeCount)
        }
        // The fast path does not check that years are in range. They ascend, so checking the last year is enough.
        guard year <= Observation.years.upperBound else { throw CorruptSeries(position: position) }
        self.position = position
        self.year = year
        return total
    }
}

extension SeriesTotal {
    /// Adds an observation, whose year comes after all others.
    @inline(__always)
    package mutating func add(year: Int, matchCount: Int64, volumeCount: Int64) {
        let match = self.matchCount.addingReportingOverflow(matchCount)
        let volume = self.volumeCount.addingReportingOverflow(volumeCount)
        self.matchCount = match.partialValue
        self.volumeCount = volume.partialValue
        overflowed = overflowed || match.overflow || volume.overflow
        if firstYear == 0 { firstYear = year }
        lastYear = year
    }
}
