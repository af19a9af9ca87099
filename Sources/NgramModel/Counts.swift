/// How often an n-gram occurs in the books of one year: one row of a 2009 or 2012 archive, or
/// one tuple of a row of 2019.
public struct Observation: Hashable, Sendable {
    /// The year of publication, 1 to 9999.
    public var year: Int

    /// Occurrences in that year's books, 0 to `Int64.max`.
    public var matchCount: Int64

    /// Distinct books of that year in which it occurs, 0 to `Int64.max`.
    public var volumeCount: Int64

    /// An observation of the given year and counts.
    public init(year: Int, matchCount: Int64, volumeCount: Int64) {
        self.year = year
        self.matchCount = matchCount
        self.volumeCount = volumeCount
    }

    /// The valid years.
    public static let years = 1...9999
}

/// The sums of an n-gram's counts over all years, or over the requested years.
public struct NgramTotal: Sendable, Equatable {
    /// The n-gram.
    public var ngram: Ngram
    /// Occurrences.
    public var matchCount: Int64 = 0
    /// Distinct books. Every book has a single year of publication, so summing over years counts no book twice.
    public var volumeCount: Int64 = 0
    /// The first and the last year in which it occurs; nil when it does not occur.
    public var years: ClosedRange<Int>?

    /// An n-gram that does not occur.
    public init(_ ngram: Ngram) {
        self.ngram = ngram
    }

    /// Whether it occurs in the requested years.
    public var isFound: Bool { years != nil }

    /// Adds further counts of the same n-gram.
    package mutating func add(matchCount: Int64, volumeCount: Int64, firstYear: Int, lastYear: Int)
        throws(CountOverflow)
    {
        try self.matchCount.add(count: matchCount)
        try self.volumeCount.add(count: volumeCount)
        years = min(years?.lowerBound ?? firstYear, firstYear)...max(years?.upperBound ?? lastYear, lastYear)
    }
}

/// The sums of an n-gram whose text is in memory of somebody else, for loops over very many n-grams.
package struct BorrowedTotal {
    /// The n-gram's bytes, valid as long as whoever gives this value says.
    package let ngram: UnsafeRawBufferPointer
    /// Occurrences.
    package let matchCount: Int64
    /// Distinct books.
    package let volumeCount: Int64
    /// The first and the last year in which it occurs; nil when it does not occur.
    package let years: ClosedRange<Int>?

    /// Sums of an n-gram.
    package init(
        ngram: UnsafeRawBufferPointer, matchCount: Int64, volumeCount: Int64, years: ClosedRange<Int>?
    ) {
        (self.ngram, self.matchCount, self.volumeCount, self.years) = (ngram, matchCount, volumeCount, years)
    }

    /// The sums of a total, whose n-gram is at `ngram`.
    package init(_ total: NgramTotal, ngram: UnsafeRawBufferPointer) {
        self.init(
            ngram: ngram, matchCount: total.matchCount, volumeCount: total.volumeCount, years: total.years)
    }
}

/// A sum of counts exceeded `Int64.max`. Sums are exact or an error; they never wrap around.
public struct CountOverflow: Error, Equatable {
    /// An overflow.
    public init() {}
}

extension Int64 {
    /// Adds a count.
    /// - Throws: `CountOverflow` when the sum does not fit.
    @inlinable
    public mutating func add(count: Int64) throws(CountOverflow) {
        let (sum, overflow) = addingReportingOverflow(count)
        guard !overflow else { throw CountOverflow() }
        self = sum
    }
}
