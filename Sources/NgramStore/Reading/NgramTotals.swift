import NgramModel

/// The totals of all n-grams of a corpus with a prefix, in the order of their bytes.
package struct NgramTotals {
    private let corpus: CorpusSnapshot
    private let years: ClosedRange<Int>?
    private var cursor: NgramRowCursor
    /// The last archive found to be complete. Looking up the archive of every row would take a twentieth of the time.
    private var lastComplete: Int64 = 0
    private var pending: NgramTotal?
    private let rowLimit: Int

    /// Rows that have been read.
    private(set) var rows = 0
    /// Whether the iteration ended because of the row limit. Its last result may then be incomplete.
    private(set) var reachedRowLimit = false

    /// Iterates over a corpus.
    ///
    /// - Parameters:
    ///   - years: the years to add up; n-grams that do not occur in them are skipped. Nil for all.
    ///   - rowLimit: the largest number of rows to read. It is not a number of results: a row without the requested
    ///     years gives no result, and an n-gram may have several rows.
    package init(
        _ corpus: CorpusSnapshot, prefix: [UInt8] = [], years: ClosedRange<Int>? = nil, rowLimit: Int = .max
    ) throws {
        self.corpus = corpus
        self.years = years
        self.rowLimit = rowLimit
        cursor = try NgramRowCursor(
            corpus.database, corpus: corpus.id, prefix: prefix, withPlaces: years != nil)
    }

    /// The next n-gram; nil after the last.
    /// - Throws: `StoreError`.
    package mutating func next() throws -> NgramTotal? {
        while !reachedRowLimit, let row = try cursor.next() {
            guard rows < rowLimit else {
                reachedRowLimit = true
                break
            }
            rows += 1
            if row.archive != lastComplete {
                guard corpus.complete.contains(row.archive) else { continue }
                lastComplete = row.archive
            }
            if let current = pending, row.ngram.elementsEqual(current.ngram.bytes) {
                try add(row)
                continue
            }
            let finished = pending
            pending = NgramTotal(Ngram(bytes: Array(row.ngram)))
            try add(row)
            if let finished, finished.isFound { return finished }
        }
        defer { pending = nil }
        guard let last = pending, last.isFound else { return nil }
        return last
    }

    private mutating func add(_ row: NgramRow) throws {
        guard var total = pending else { return }
        // Moved out during the change, so that its text is not copied.
        pending = nil
        do {
            try corpus.add(row, to: &total, years: years)
        } catch is CountOverflow {
            throw StoreError.overflow(ngram: total.ngram.description)
        }
        pending = total
    }
}

/// The yearly counts of all n-grams of a corpus with a prefix, in the order of their bytes.
package struct NgramSeries {
    private let corpus: CorpusSnapshot
    private let years: ClosedRange<Int>
    private var rows: NgramRowCursor
    /// The last archive found to be complete. Looking up the archive of every row would take a twentieth of the time.
    private var lastComplete: Int64 = 0
    private var sum = SeriesSum()
    private var ngram: [UInt8]?

    /// Iterates over a corpus.
    ///
    /// - Parameter years: the years to read; n-grams that do not occur in them are skipped.
    package init(
        _ corpus: CorpusSnapshot, prefix: [UInt8] = [], years: ClosedRange<Int> = Observation.years
    ) throws {
        self.corpus = corpus
        self.years = years
        rows = try NgramRowCursor(corpus.database, corpus: corpus.id, prefix: prefix)
    }

    /// The next n-gram with its years in ascending order; nil after the last.
    /// - Throws: `StoreError`.
    package mutating func next() throws -> (ngram: [UInt8], series: [Observation])? {
        while let row = try rows.next() {
            if row.archive != lastComplete {
                guard corpus.complete.contains(row.archive) else { continue }
                lastComplete = row.archive
            }
            var finished: (ngram: [UInt8], series: [Observation])?
            if let current = ngram, !row.ngram.elementsEqual(current) {
                finished = (current, try finish(current))
                ngram = nil
            }
            if ngram == nil { ngram = Array(row.ngram) }
            try corpus.blocks.withSeries(of: row.ngram, block: row.block, position: row.position) { decoder in
                try sum.add(&decoder, years: years)
            }
            if let finished, !finished.series.isEmpty { return finished }
        }
        guard let last = ngram else { return nil }
        ngram = nil
        let series = try finish(last)
        return series.isEmpty ? nil : (last, series)
    }

    private mutating func finish(_ ngram: [UInt8]) throws -> [Observation] {
        do {
            return try sum.finish()
        } catch {
            throw StoreError.overflow(ngram: String(decoding: ngram, as: UTF8.self))
        }
    }
}
