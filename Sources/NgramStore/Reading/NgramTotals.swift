import NgramBlocks
import NgramModel

/// The totals of all n-grams of a corpus in a range, in the order of their bytes.
package struct NgramTotals {
    private let years: ClosedRange<Int>?
    private let cursor: NgramCursor<RunReader>
    private let rowLimit: Int

    /// N-grams that have been read.
    private(set) var rows = 0
    /// Whether the iteration ended because of the row limit.
    private(set) var reachedRowLimit = false

    /// Iterates over a corpus, within its `withAllStores` if stores may be deferred.
    ///
    /// - Parameters:
    ///   - years: the years to add up; n-grams that do not occur in them are skipped. Nil for all.
    ///   - rowLimit: the largest number of n-grams to read. It is not a number of results: an n-gram that does not occur
    ///     in the requested years gives no result.
    package init(
        _ corpus: CorpusSnapshot, _ range: NgramRange = .all, years: ClosedRange<Int>? = nil, rowLimit: Int = .max
    ) throws {
        self.years = years
        self.rowLimit = rowLimit
        cursor = NgramCursor(corpus.located, range, order: corpus.order)
    }

    /// The next n-gram; nil after the last.
    /// - Throws: `StoreError`.
    package mutating func next() throws -> NgramTotal? {
        while try cursor.next() {
            guard rows < rowLimit else {
                reachedRowLimit = true
                return nil
            }
            rows += 1
            var total = NgramTotal(Ngram(bytes: Array(cursor.text)))
            try total.add(cursor.parts, years: years)
            if total.isFound { return total }
        }
        return nil
    }
}

/// The yearly counts of all n-grams of a corpus in a range, in the order of their bytes.
package struct NgramSeries {
    private let years: ClosedRange<Int>
    private let cursor: NgramCursor<RunReader>
    private var sum = SeriesSum()

    /// Iterates over a corpus, within its `withAllStores` if stores may be deferred.
    ///
    /// - Parameter years: the years to read; n-grams that do not occur in them are skipped.
    package init(
        _ corpus: CorpusSnapshot, _ range: NgramRange = .all, years: ClosedRange<Int> = Observation.years
    ) throws {
        self.years = years
        cursor = NgramCursor(corpus.located, range, order: corpus.order)
    }

    /// The next n-gram with its years in ascending order; nil after the last.
    /// - Throws: `StoreError`.
    package mutating func next() throws -> (ngram: [UInt8], series: [Observation])? {
        while try cursor.next() {
            let series = try sum.sum(of: cursor.parts, years: years)
            if !series.isEmpty { return (Array(cursor.text), series) }
        }
        return nil
    }
}
