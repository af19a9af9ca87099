import NgramModel

/// The sums of a series over some years.
@usableFromInline
package struct SeriesTotal: Hashable, Sendable {
    /// The sum of the match counts.
    @usableFromInline
    package var matchCount: Int64 = 0
    /// The sum of the volume counts.
    @usableFromInline
    package var volumeCount: Int64 = 0
    /// The first of the years in which the n-gram occurs, 0 when it occurs in none.
    @usableFromInline
    package var firstYear = 0
    /// The last of the years in which the n-gram occurs, 0 when it occurs in none.
    @usableFromInline
    package var lastYear = 0
    /// A sum does not fit 64 bits; the sums are then not to be used.
    @usableFromInline
    package var overflowed = false

    /// Nothing.
    @usableFromInline
    package init() {}

    /// The years in which it occurs; nil when there are none.
    @usableFromInline
    package var years: ClosedRange<Int>? { firstYear == 0 ? nil : firstYear...max(firstYear, lastYear) }
}

extension SeriesDecoder {
    /// Reads what is left of the series and sums up the given years.
    ///
    /// What ranking is made of: a loop of its own over `next`'s rules, which keeps its state in registers.
    /// - Throws: `CorruptSeries` when the bytes are not a series.
    @usableFromInline
    package mutating func sum(years: ClosedRange<Int>) throws(CorruptSeries) -> SeriesTotal {
        var total = SeriesTotal()
        let smallCounts = SeriesCodec.smallCounts
        let (from, to) = (years.lowerBound, years.upperBound)
        var position = self.position
        var year = self.year
        while position < bytes.count {
            let token = bytes[position]
            // The quick way: the year after the last, with small counts.
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
            guard let observation = try next() else { return try total.checked(self.year) }
            position = self.position
            year = self.year
            guard year >= from, year <= to else { continue }
            total.add(year: year, matchCount: observation.matchCount, volumeCount: observation.volumeCount)
        }
        throw CorruptSeries(position: position)
    }
}

extension SeriesTotal {
    @inline(__always)
    fileprivate mutating func add(year: Int, matchCount: Int64, volumeCount: Int64) {
        let match = self.matchCount.addingReportingOverflow(matchCount)
        let volume = self.volumeCount.addingReportingOverflow(volumeCount)
        self.matchCount = match.partialValue
        self.volumeCount = volume.partialValue
        overflowed = overflowed || match.overflow || volume.overflow
        if firstYear == 0 { firstYear = year }
        lastYear = year
    }

    /// The quick way does not look whether years stay in range; they ascend, so the last tells for all.
    fileprivate func checked(_ lastOfSeries: Int) throws(CorruptSeries) -> SeriesTotal {
        guard lastOfSeries <= Observation.years.upperBound else { throw CorruptSeries(position: 0) }
        return self
    }
}
