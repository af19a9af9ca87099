import GRDB
import NgramBlocks
import NgramModel

/// The counts of one corpus in a snapshot, from its complete archives: of one store, or of several.
package final class CorpusSnapshot {
    /// The parts of the corpus in several open stores; empty if it is in one. Then the other properties are those of that
    /// store.
    let parts: [CorpusSnapshot]
    /// The stores that have other parts and are opened when they are needed.
    let deferred: [DeferredStore]
    /// The name of the corpus if stores are deferred.
    private let name: String
    let path: String
    let database: Database
    let id: Int64
    /// The runs of the complete archives, in ascending order of their first n-grams.
    let runs: [StoredRun]
    let blocks: StoredBlocks
    /// The number of words of the n-grams to read; nil for all.
    let order: Int?
    private let head = ReusableBytes()
    private let seriesMemory = ReusableBytes()

    init(_ store: StoreSnapshot, id: Int64, order: Int? = nil) throws {
        (parts, deferred, name) = ([], [], "")
        path = store.path
        database = store.database
        self.id = id
        self.order = order
        runs = try StoredRun.complete(store.database, corpus: id, order: order)
        blocks = try StoredBlocks(store.database, path: store.path)
    }

    /// The sum of parts in several stores.
    ///
    /// - Parameter parts: at least one.
    init(joining parts: [CorpusSnapshot], _ deferred: [DeferredStore] = [], _ name: String = "") {
        (self.parts, self.deferred, self.name) = (parts, deferred, name)
        (path, database, id, order) = (parts[0].path, parts[0].database, 0, parts[0].order)
        (runs, blocks) = ([], parts[0].blocks)
    }

    /// Runs work on the corpus in all stores that may have n-grams of a range. None of them is deferred any more.
    package func withAllStores<Value>(
        within range: NgramRange = .all, _ work: (CorpusSnapshot) throws -> Value
    ) throws -> Value {
        guard !deferred.isEmpty else { return try work(self) }
        return try open(deferred.filter { $0.mayHold(range, name) }[...], parts, work)
    }

    private func open<Value>(
        _ deferred: ArraySlice<DeferredStore>, _ parts: [CorpusSnapshot], _ work: (CorpusSnapshot) throws -> Value
    ) throws -> Value {
        guard let store = deferred.first else { return try work(CorpusSnapshot(joining: parts)) }
        return try store.read(name, order: order) { try open(deferred.dropFirst(), parts + [$0], work) }
    }

    /// The runs in all stores, in ascending order of their first n-grams. No store may be deferred.
    var located: [LocatedRun] {
        precondition(deferred.isEmpty, "deferred stores must be opened by withAllStores")
        guard !parts.isEmpty else { return runs.map { LocatedRun(run: $0, blocks: blocks) } }
        return parts.flatMap(\.located).sorted { $0.run.first.lexicographicallyPrecedes($1.run.first) }
    }

    /// The sums of an n-gram.
    ///
    /// - Parameter years: the years to add up; nil for all.
    /// - Throws: `StoreError`: `overflow` when a sum exceeds `Int64.max`.
    package func total(of ngram: Ngram, years: ClosedRange<Int>? = nil) throws -> NgramTotal {
        var total = NgramTotal(ngram)
        do {
            try forEachPart(of: ngram.bytes) { entry, series in
                try total.add(entry, years: years, series: series)
            }
        } catch is CountOverflow {
            throw StoreError.overflow(ngram: ngram.description)
        }
        return total
    }

    /// The yearly counts of an n-gram in ascending order, without the years in which it does not occur.
    package func series(of ngram: Ngram, years: ClosedRange<Int> = Observation.years) throws -> [Observation] {
        var sum = SeriesSum()
        do {
            try forEachPart(of: ngram.bytes) { _, series in
                var decoder = SeriesDecoder(try series())
                try sum.add(&decoder, years: years)
            }
            return try sum.finish()
        } catch is CountOverflow {
            throw StoreError.overflow(ngram: ngram.description)
        }
    }

    /// Calls `work` for each run that has an n-gram, with its entry and a function that reads its series.
    private func forEachPart(
        of ngram: [UInt8], _ work: (HeadEntries.Entry, () throws -> UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard !ngram.isEmpty else { return }
        for part in parts {
            try translatingErrors(path: part.path, .reading) { try part.forEachPart(of: ngram, work) }
        }
        for store in deferred where store.mayHold(ngram, name) {
            try store.read(name, order: order) { try $0.forEachPart(of: ngram, work) }
        }
        try ngram.withUnsafeBytes { bytes in
            for run in runs {
                // The runs after this one begin later still.
                if run.first.withUnsafeBytes({ precedes(bytes, $0) }) { return }
                guard !run.last.withUnsafeBytes({ precedes($0, bytes) }) else { continue }
                guard run.mayBegin(with: bytes[0]), blocks.endOfGap(around: bytes, in: run) == nil else { continue }
                guard let block = try blocks.find(bytes, in: run) else { continue }
                let place = try blocks.readHead(of: block, into: head)
                let reader = try HeadReader(head.bytes)
                var next: [UInt8]?
                guard let index = try reader.place(of: bytes, next: &next) else {
                    try blocks.learnGap(from: ngram, to: next, in: block, of: run)
                    continue
                }
                var entries = reader.makeEntries(seriesBytes: place.seriesBytes)
                for _ in 0..<index { _ = try entries.next() }
                guard let entry = try entries.next() else { throw CorruptBlock(part: "counts", position: 0) }
                try work(entry) {
                    try blocks.readSeries(of: place, entry.series, into: seriesMemory)
                    return seriesMemory.bytes
                }
            }
        }
    }
}

extension NgramTotal {
    /// Adds the counts of one place of the n-gram: the sums of the entry, or those of the series if `years` leaves out
    /// some of its years.
    mutating func add(
        _ entry: HeadEntries.Entry, years: ClosedRange<Int>?, series: () throws -> UnsafeRawBufferPointer
    ) throws {
        guard let years, !(years.contains(entry.firstYear) && years.contains(entry.lastYear)) else {
            try add(
                matchCount: entry.matchCount, volumeCount: entry.volumeCount, firstYear: entry.firstYear,
                lastYear: entry.lastYear)
            return
        }
        guard entry.firstYear <= years.upperBound, entry.lastYear >= years.lowerBound else { return }
        var decoder = SeriesDecoder(try series())
        try add(try decoder.sum(years: years))
    }

    /// Adds the sums of a series.
    mutating func add(_ sum: SeriesTotal) throws(CountOverflow) {
        guard !sum.overflowed else { throw CountOverflow() }
        guard let years = sum.years else { return }
        try add(
            matchCount: sum.matchCount, volumeCount: sum.volumeCount,
            firstYear: years.lowerBound, lastYear: years.upperBound)
    }
}

/// Adds up the series of all places of an n-gram, year by year.
struct SeriesSum {
    /// The observations; after `merge`, one for each year in ascending order.
    private(set) var observations: [Observation] = []
    /// Whether the observations are not in strictly ascending order of years.
    private var needsMerging = false

    mutating func add(_ decoder: inout SeriesDecoder, years: ClosedRange<Int>) throws(CorruptSeries) {
        while let observation = try decoder.next(), observation.year <= years.upperBound {
            guard observation.year >= years.lowerBound else { continue }
            if let last = observations.last, last.year >= observation.year { needsMerging = true }
            observations.append(observation)
        }
    }

    /// Adds up what several places have of the same year.
    mutating func merge() throws(CountOverflow) {
        guard needsMerging else { return }
        var sum: [Observation] = []
        for observation in observations.sorted(by: { $0.year < $1.year }) {
            if let last = sum.indices.last, sum[last].year == observation.year {
                try sum[last].matchCount.add(count: observation.matchCount)
                try sum[last].volumeCount.add(count: observation.volumeCount)
            } else {
                sum.append(observation)
            }
        }
        (observations, needsMerging) = (sum, false)
    }

    /// Resets this value for the next n-gram.
    mutating func removeAll() {
        observations.removeAll(keepingCapacity: true)
        needsMerging = false
    }

    /// The sum in ascending order of years. Resets this value for the next n-gram.
    mutating func finish() throws(CountOverflow) -> [Observation] {
        defer { removeAll() }
        try merge()
        return observations
    }
}
