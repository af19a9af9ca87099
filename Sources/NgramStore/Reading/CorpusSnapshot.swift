import GRDB
import NgramBlocks
import NgramModel

/// The counts of one corpus in a snapshot, from its complete archives.
package final class CorpusSnapshot {
    let database: Database
    let id: Int64
    let complete: Set<Int64>
    let blocks: BlockCache
    private let parts: DirectStatement

    init(_ store: StoreSnapshot, id: Int64, complete: Set<Int64>) throws {
        database = store.database
        self.id = id
        self.complete = complete
        blocks = try BlockCache(store.database, path: store.path)
        parts = try DirectStatement(
            store.database,
            """
            SELECT \(NgramRow.columns(withPlace: true))
            FROM ngram WHERE corpus_id = ?1 AND ngram = ?2
            UNION ALL
            SELECT \(NgramRow.columns(withPlace: true))
            FROM ngram_extra WHERE corpus_id = ?1 AND ngram = ?2
            """)
    }

    /// The sums of an n-gram.
    ///
    /// - Parameter years: the years to add up; nil for all.
    /// - Throws: `StoreError`: `overflow` when a sum exceeds `Int64.max`.
    package func total(of ngram: Ngram, years: ClosedRange<Int>? = nil) throws -> NgramTotal {
        var total = NgramTotal(ngram)
        do {
            try forEachPart(of: ngram.bytes) { part in try add(part, to: &total, years: years) }
        } catch is CountOverflow {
            throw StoreError.overflow(ngram: ngram.description)
        }
        return total
    }

    /// The yearly counts of an n-gram in ascending order, without the years in which it does not occur.
    package func series(of ngram: Ngram, years: ClosedRange<Int> = Observation.years) throws -> [Observation] {
        var series = SeriesSum()
        do {
            try forEachPart(of: ngram.bytes) { part in
                try blocks.withSeries(of: part.ngram, block: part.block, position: part.position) { decoder in
                    try series.add(&decoder, years: years)
                }
            }
            return try series.finish()
        } catch is CountOverflow {
            throw StoreError.overflow(ngram: ngram.description)
        }
    }

    /// Adds a stored row to a total: the row's sums, or the sums of its series if `years` leaves out some of its years.
    func add(_ part: NgramRow, to total: inout NgramTotal, years: ClosedRange<Int>?) throws {
        guard let years, !(years.contains(part.firstYear) && years.contains(part.lastYear)) else {
            try total.add(
                matchCount: part.matchCount, volumeCount: part.volumeCount,
                firstYear: part.firstYear, lastYear: part.lastYear)
            return
        }
        guard part.firstYear <= years.upperBound, part.lastYear >= years.lowerBound else { return }
        let sum = try blocks.withSeries(of: part.ngram, block: part.block, position: part.position) {
            try $0.sum(years: years)
        }
        try total.add(sum)
    }

    /// Calls `work` with each row of an n-gram that belongs to a complete archive.
    private func forEachPart(of ngram: [UInt8], _ work: (NgramRow) throws -> Void) throws {
        try ngram.withUnsafeBytes { bytes in
            parts.bind(1, id)
            parts.bindText(2, unowned: bytes)
            defer { parts.reset() }
            while try parts.step() {
                let row = try NgramRow(parts)
                if complete.contains(row.archive) { try work(row) }
            }
        }
    }
}

extension NgramTotal {
    /// Adds the sums of a series.
    mutating func add(_ sum: SeriesTotal) throws(CountOverflow) {
        guard !sum.overflowed else { throw CountOverflow() }
        guard let years = sum.years else { return }
        try add(
            matchCount: sum.matchCount, volumeCount: sum.volumeCount,
            firstYear: years.lowerBound, lastYear: years.upperBound)
    }
}

/// Adds up the series of all rows of an n-gram, year by year.
struct SeriesSum {
    private var observations: [Observation] = []
    /// Whether the observations are not in strictly ascending order of years.
    private var needsMerging = false

    mutating func add(_ decoder: inout SeriesDecoder, years: ClosedRange<Int>) throws(CorruptSeries) {
        while let observation = try decoder.next(), observation.year <= years.upperBound {
            guard observation.year >= years.lowerBound else { continue }
            if let last = observations.last, last.year >= observation.year { needsMerging = true }
            observations.append(observation)
        }
    }

    /// The sum in ascending order of years. Resets this value for the next n-gram.
    mutating func finish() throws(CountOverflow) -> [Observation] {
        defer {
            observations.removeAll(keepingCapacity: true)
            needsMerging = false
        }
        guard needsMerging else { return observations }
        var sum: [Observation] = []
        for observation in observations.sorted(by: { $0.year < $1.year }) {
            if let last = sum.indices.last, sum[last].year == observation.year {
                try sum[last].matchCount.add(count: observation.matchCount)
                try sum[last].volumeCount.add(count: observation.volumeCount)
            } else {
                sum.append(observation)
            }
        }
        return sum
    }
}
