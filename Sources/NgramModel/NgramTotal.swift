/// The sums of an n-gram's counts over all years or the requested ones.
public struct NgramTotal: Sendable, Equatable {
    /// The n-gram.
    public var ngram: Ngram
    /// Occurrences.
    public var matchCount: Int64 = 0
    /// Distinct books. A book has one year, so the sum over years counts no book twice.
    public var volumeCount: Int64 = 0
    /// The first and the last year in which it occurs; nil when it does not.
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
