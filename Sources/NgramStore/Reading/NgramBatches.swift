import NgramBlocks
import NgramModel

/// Some consecutive n-grams of a corpus, with their counts as the store encodes them. It does not need the store any more, so
/// another thread can decode it. It can be filled again, which saves making its memory again.
package final class NgramBatch: @unchecked Sendable {
    // Unchecked, because its owner passes it from one thread to another.

    fileprivate struct Item {
        /// Where its text ends in `texts`.
        var textEnd: Int
        /// Its sums, if the batch has totals.
        var matchCount: Int64 = 0
        var volumeCount: Int64 = 0
        var firstYear = 0
        var lastYear = 0
        /// Where its places end in `places`, if the batch has series.
        var placesEnd = 0
    }

    /// One of the places of an n-gram.
    fileprivate struct Place {
        /// Where its series ends in `series`.
        var seriesEnd: Int
        /// The store, in `paths`.
        var store: Int
    }

    fileprivate var texts: [UInt8] = []
    fileprivate var items: [Item] = []
    fileprivate var places: [Place] = []
    fileprivate var series: [UInt8] = []
    fileprivate var paths: [String] = []
    fileprivate var years = Observation.years
    private var sum = SeriesSum()

    /// An upper bound for the bytes of its rows, without what a format adds to texts.
    package fileprivate(set) var rowBytes = 0

    /// An empty batch.
    package init() {}

    fileprivate func removeAll() {
        texts.removeAll(keepingCapacity: true)
        items.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        series.removeAll(keepingCapacity: true)
        paths.removeAll(keepingCapacity: true)
        rowBytes = 0
    }

    fileprivate func append(_ series: UnsafeRawBufferPointer, of path: String) {
        self.series.append(contentsOf: series)
        if paths.last != path { paths.append(path) }
        places.append(Place(seriesEnd: self.series.count, store: paths.count - 1))
    }

    /// Calls a function with each total, whose n-gram is valid until the function returns.
    package func forEachTotal(_ body: (BorrowedTotal) throws -> Void) rethrows {
        try texts.withUnsafeBytes { texts in
            var start = 0
            for item in items {
                try body(
                    BorrowedTotal(
                        ngram: UnsafeRawBufferPointer(rebasing: texts[start..<item.textEnd]),
                        matchCount: item.matchCount,
                        volumeCount: item.volumeCount, years: item.firstYear...item.lastYear))
                start = item.textEnd
            }
        }
    }

    /// Calls a function with each n-gram and its years, both valid until the function returns. N-grams without years are left
    /// out.
    ///
    /// - Throws: `StoreError`, and what the function throws.
    package func forEachSeries(
        _ body: (UnsafeRawBufferPointer, UnsafeBufferPointer<Observation>) throws -> Void
    ) throws {
        try texts.withUnsafeBytes { texts in
            try series.withUnsafeBytes { series in
                var (start, place, seriesStart) = (0, 0, 0)
                for item in items {
                    let text = UnsafeRawBufferPointer(rebasing: texts[start..<item.textEnd])
                    start = item.textEnd
                    while place < item.placesEnd {
                        let end = places[place].seriesEnd
                        var decoder = SeriesDecoder(UnsafeRawBufferPointer(rebasing: series[seriesStart..<end]))
                        do throws(CorruptSeries) {
                            try sum.add(&decoder, years: years)
                        } catch {
                            throw StoreError.damaged(path: paths[places[place].store], found: error.description)
                        }
                        seriesStart = end
                        place += 1
                    }
                    do throws(CountOverflow) {
                        try sum.merge()
                    } catch {
                        throw StoreError.overflow(ngram: String(decoding: text, as: UTF8.self))
                    }
                    try sum.observations.withUnsafeBufferPointer { if !$0.isEmpty { try body(text, $0) } }
                    sum.removeAll()
                }
            }
        }
    }
}

/// The n-grams of a corpus in a range, in the order of their bytes, in batches.
package struct NgramBatches {
    /// What a batch has of each n-gram.
    package enum Contents {
        case totals, series
    }

    /// The most bytes of a row beside its n-gram: four numbers and, in JSON, the names of the columns.
    private static let rowOverhead = 160

    private let contents: Contents
    private let years: ClosedRange<Int>?
    private let largestRowBytes: Int
    private let cursor: NgramCursor<RunReader>
    /// Whether the cursor is at an n-gram that no batch has.
    private var isPending = false

    /// Iterates over a corpus, within its `withAllStores` if stores may be deferred.
    ///
    /// - Parameters:
    ///   - years: the years to read; nil for all. Totals that do not occur in them are left out.
    ///   - largestRowBytes: the `rowBytes` beyond which a batch has a single n-gram.
    package init(
        _ corpus: CorpusSnapshot, _ contents: Contents, _ range: NgramRange = .all, years: ClosedRange<Int>? = nil,
        largestRowBytes: Int = 4 << 20
    ) {
        (self.contents, self.years, self.largestRowBytes) = (contents, years, largestRowBytes)
        cursor = NgramCursor(corpus.located, range, order: corpus.order)
    }

    /// Fills a batch with the next n-grams; false if there are none. An n-gram with very many bytes of rows is alone in its
    /// batch.
    ///
    /// - Throws: `StoreError`.
    package mutating func next(into batch: NgramBatch) throws -> Bool {
        batch.removeAll()
        batch.years = years ?? Observation.years
        while try isPending || cursor.next() {
            let text = cursor.text
            let rowBytes = Self.rowOverhead + 2 * text.count
            let bound: Int
            switch contents {
            case .totals: bound = rowBytes
            case .series:
                // Each year takes at least one byte of a series.
                bound = rowBytes * cursor.parts.reduce(0) { $0 + $1.entry.series.count }
            }
            isPending = batch.rowBytes > 0 && batch.rowBytes + bound > largestRowBytes
            if isPending { return true }
            switch contents {
            case .totals: try appendTotal(text, to: batch)
            case .series: try appendSeries(text, to: batch)
            }
            batch.rowBytes += bound
        }
        return !batch.items.isEmpty
    }

    private func appendTotal(_ text: UnsafeRawBufferPointer, to batch: NgramBatch) throws {
        var item = NgramBatch.Item(textEnd: batch.texts.count + text.count)
        if years == nil, cursor.parts.count == 1 {
            let entry = cursor.parts[0].entry
            (item.matchCount, item.volumeCount) = (entry.matchCount, entry.volumeCount)
            (item.firstYear, item.lastYear) = (entry.firstYear, entry.lastYear)
        } else {
            var total = NgramTotal(Ngram(bytes: []))
            try total.add(cursor.parts, years: years)
            guard let found = total.years else { return }
            (item.matchCount, item.volumeCount) = (total.matchCount, total.volumeCount)
            (item.firstYear, item.lastYear) = (found.lowerBound, found.upperBound)
        }
        batch.texts.append(contentsOf: text)
        batch.items.append(item)
    }

    private func appendSeries(_ text: UnsafeRawBufferPointer, to batch: NgramBatch) throws {
        for part in cursor.parts
        where part.entry.firstYear <= batch.years.upperBound && part.entry.lastYear >= batch.years.lowerBound {
            batch.append(try part.blocks.naming { try part.series() }, of: part.blocks.path)
        }
        batch.texts.append(contentsOf: text)
        batch.items.append(NgramBatch.Item(textEnd: batch.texts.count, placesEnd: batch.places.count))
    }
}
