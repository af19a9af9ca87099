/// A corpus that can be asked for counts. Questions that are more than a lookup are asked through it, so that they do not
/// depend on where the counts are.
public protocol ReadableCorpus {
    /// Its name, as in `eng-2012`.
    var name: String { get }

    /// The edition of its archives; nil if it is not known.
    var edition: Edition? { get }

    /// The years of its books, by its totals or else by its n-grams; nil if it has neither.
    var years: ClosedRange<Int>? { get }

    /// The numbers of words of the n-grams that it holds, as far as the names of its archives tell.
    var orders: Set<Int> { get }

    /// The yearly counts of an n-gram in ascending order of years, without the years in which it does not occur.
    func series(of ngram: Ngram, years: ClosedRange<Int>) throws -> [Observation]

    /// Calls a function for each n-gram that an automaton accepts and that occurs in the given years, in byte order.
    ///
    /// - Parameters:
    ///   - pattern: what the n-grams have to match.
    ///   - order: only n-grams of this many words; nil for all.
    ///   - years: the years to read.
    ///   - body: is called with each n-gram and its counts in ascending order of years.
    func forEachSeries(
        matching pattern: ByteAutomaton, order: Int?, years: ClosedRange<Int>,
        _ body: (Ngram, [Observation]) throws -> Void) throws

    /// How many words, pages and books each year has, in ascending order of years; empty if no totals are known.
    ///
    /// - Parameter order: the words are n-grams of this many words. The totals of 2009 and 2012 are those of single words,
    ///   whatever the order.
    func bookTotals(order: Int) throws -> [BookTotal]
}

/// The size of the books of one year: what the totals files tell.
public struct BookTotal: Hashable, Sendable {
    /// The year, 1 to 9999.
    public var year: Int
    /// The n-grams of the books, 0 to `Int64.max`.
    public var matchCount: Int64
    /// Their pages.
    public var pageCount: Int64
    /// The books.
    public var volumeCount: Int64

    /// The totals of a year.
    public init(year: Int, matchCount: Int64, pageCount: Int64, volumeCount: Int64) {
        self.year = year
        self.matchCount = matchCount
        self.pageCount = pageCount
        self.volumeCount = volumeCount
    }
}
