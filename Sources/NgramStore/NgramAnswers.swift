import NgramCounts

/// The sums of an n-gram over all its years, or those that were asked for.
public struct NgramTotal: Sendable, Equatable {
    /// The n-gram.
    public var ngram: Ngram
    /// Occurrences.
    public var matchCount: Int64 = 0
    /// Distinct books: a book has one year, so years add up.
    public var volumeCount: Int64 = 0
    /// The first and the last year in which it occurs; nil when it does not.
    public var years: ClosedRange<Int>?

    /// An n-gram that does not occur.
    public init(_ ngram: Ngram) {
        self.ngram = ngram
    }

    /// Whether it occurs in the years that were asked for.
    public var isFound: Bool { years != nil }

    mutating func add(matchCount: Int64, volumeCount: Int64, firstYear: Int, lastYear: Int) throws(CountOverflow) {
        try self.matchCount.add(count: matchCount)
        try self.volumeCount.add(count: volumeCount)
        years = min(years?.lowerBound ?? firstYear, firstYear)...max(years?.upperBound ?? lastYear, lastYear)
    }

    /// Adds what a series sums up to.
    mutating func add(_ sum: SeriesTotal) throws(CountOverflow) {
        guard !sum.overflowed else { throw CountOverflow() }
        guard let years = sum.years else { return }
        try add(
            matchCount: sum.matchCount, volumeCount: sum.volumeCount,
            firstYear: years.lowerBound, lastYear: years.upperBound)
    }
}

/// Which n-grams a top-N is made of, and by what they are ranked.
public struct TopRequest: Sendable {
    /// What is done with n-grams that carry a part-of-speech tag.
    public enum Tags: String, Sendable, CaseIterable {
        /// They are left out: a word is about the sum of its tagged forms, so the two do not mix.
        case exclude
        /// They rank beside the others.
        case include
        /// Only they rank.
        case only
    }

    /// How many, at least 0.
    public var limit = 10
    /// Only these years count; nil for all.
    public var years: ClosedRange<Int>?
    /// Only n-grams that begin with these bytes.
    public var prefix: [UInt8] = []
    /// What ranks them.
    public var measure = CountMeasure.match
    /// What is done with tagged ones.
    public var tags = Tags.exclude

    /// The ten most frequent without a tag.
    public init() {}

    func admits(_ ngram: UnsafeRawBufferPointer) -> Bool {
        switch tags {
        case .include: true
        case .exclude: !PartOfSpeechTag.isTagged(ngram)
        case .only: PartOfSpeechTag.isTagged(ngram)
        }
    }
}
