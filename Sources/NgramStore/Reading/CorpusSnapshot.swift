import GRDB
import NgramBlocks
import NgramModel

/// One state of a corpus: its complete archives.
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
    /// - Parameter years: only these count; nil for all.
    /// - Throws: `StoreError.overflow` when a sum does not fit 64 bits.
    package func total(of ngram: Ngram, years: ClosedRange<Int>? = nil) throws -> NgramTotal {
        var total = NgramTotal(ngram)
        do {
            try forEachPart(of: ngram.bytes) { part in try add(part, to: &total, years: years) }
        } catch is CountOverflow {
            throw StoreError.overflow(ngram: ngram.description)
        }
        return total
    }

    /// The yearly counts of an n-gram, years ascending, only those in which it occurs.
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

    /// Adds a stored row to a total: its sums, or where only some years count those of its series.
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

    /// The visible rows of an n-gram.
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

/// Adds the series of the parts of one n-gram, year by year.
struct SeriesSum {
    private var observations: [Observation] = []
    private var isMixed = false

    mutating func add(_ decoder: inout SeriesDecoder, years: ClosedRange<Int>) throws(CorruptSeries) {
        while let observation = try decoder.next(), observation.year <= years.upperBound {
            guard observation.year >= years.lowerBound else { continue }
            if let last = observations.last, last.year >= observation.year { isMixed = true }
            observations.append(observation)
        }
    }

    /// The sum, years ascending; makes ready for the next n-gram.
    mutating func finish() throws(CountOverflow) -> [Observation] {
        defer {
            observations.removeAll(keepingCapacity: true)
            isMixed = false
        }
        guard isMixed else { return observations }
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
