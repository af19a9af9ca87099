import GRDB
import NgramBlocks
import NgramModel

/// Recomputes everything that the store records about the n-grams of one archive.
struct ArchiveCheck {
    /// What was found, at most a few dozen defects.
    var findings: [String] = []
    /// The number of n-grams that were read.
    private(set) var ngrams: Int64 = 0

    private static let mostFindings = 100
    private let record: ArchiveRecord
    private let database: Database
    private let blocks: StoredBlocks
    private let head = ReusableBytes()
    private let series = ReusableBytes()
    private var observations: Int64 = 0
    private var matchSum: Int64 = 0
    private var volumeSum: Int64 = 0
    /// The first bytes of the n-grams of the run that is checked.
    private var firstBytes = FirstBytes()

    init(_ record: ArchiveRecord, _ database: Database, _ blocks: StoredBlocks) {
        (self.record, self.database, self.blocks) = (record, database, blocks)
    }

    /// Reads all blocks of the archive.
    /// - Throws: `DatabaseError`, and `StoreError` or `InvalidValue` for damage that makes it impossible to continue.
    mutating func run() throws {
        guard !record.isTotals else { return }
        var last: [UInt8] = []
        for run in try StoredRun.of(record.id, database) {
            if !last.isEmpty, !last.lexicographicallyPrecedes(run.first) {
                findings.append("run \(run.id) overlaps another run")
            }
            try check(run)
            last = max(last, run.last) { $0.lexicographicallyPrecedes($1) }
        }
        for (name, found, recorded) in [
            ("n-grams", ngrams, record.ngrams), ("observations", observations, record.observations),
            ("matches", matchSum, record.matchSum), ("volumes", volumeSum, record.volumeSum),
        ] where found != recorded && findings.count < Self.mostFindings {
            findings.append("its blocks have \(found) \(name), the ledger records \(recorded)")
        }
    }

    private func max(_ lhs: [UInt8], _ rhs: [UInt8], by precedes: ([UInt8], [UInt8]) -> Bool) -> [UInt8] {
        precedes(lhs, rhs) ? rhs : lhs
    }

    private mutating func check(_ run: StoredRun) throws {
        let rows = try DirectStatement(
            database,
            """
            SELECT id, ngrams, match_count, volume_count, first_ngram, last_ngram, years, checksum
            FROM block WHERE id >= ? AND id < ? ORDER BY id
            """)
        rows.bind(1, run.keySpace.lowerBound)
        rows.bind(2, run.keySpace.upperBound)
        defer { rows.reset() }
        var next = run.blockKeys.lowerBound
        firstBytes = FirstBytes()
        var last: [UInt8] = []
        while try rows.step() {
            guard findings.count < Self.mostFindings else { return }
            let block = rows.integer(0)
            if block != next { findings.append("block \(next) is missing") }
            let first = Array(rows.bytes(4))
            if next == run.blockKeys.lowerBound, first != run.first {
                findings.append("run \(run.id) does not begin with its first n-gram")
            }
            if !last.isEmpty, !last.lexicographicallyPrecedes(first) {
                findings.append("block \(block) does not come after the previous block")
            }
            last = Array(rows.bytes(5))
            do {
                if let problem = try problem(of: block, rows) { findings.append("block \(block): \(problem)") }
            } catch let error as CorruptBlock {
                findings.append("block \(block): \(error)")
            } catch let error as CorruptSeries {
                findings.append("block \(block): \(error)")
            } catch StoreError.damaged(_, let found) {
                findings.append(found)
            }
            next = block + 1
        }
        if next != run.blockKeys.upperBound { findings.append("run \(run.id) has another number of blocks") }
        if last != run.last { findings.append("run \(run.id) does not end with its last n-gram") }
        if let recorded = run.firstBytes, recorded != firstBytes {
            findings.append("the n-grams of run \(run.id) begin with other bytes than its row records")
        }
    }

    /// How the content of a block differs from its row; nil if they agree.
    private mutating func problem(of block: Int64, _ row: DirectStatement) throws -> String? {
        let place = try blocks.readHead(of: block, into: head)
        try blocks.readSeries(of: place, 0..<place.seriesBytes, into: series)
        guard BlockChecksum.of(head: head.bytes, series: series.bytes) == row.integer(7) else {
            return "its checksum is wrong"
        }
        let reader = try HeadReader(head.bytes)
        let texts = reader.makeTexts()
        var entries = reader.makeEntries(seriesBytes: place.seriesBytes)
        var found = BlockFacts()
        while try texts.next(), let entry = try entries.next() {
            if found.ngrams == 0, !texts.text.elementsEqual(row.bytes(4)) { return "its first n-gram is another one" }
            found.ngrams += 1
            if let byte = texts.text.first { firstBytes.insert(byte) }
            found.matchCount = Swift.max(found.matchCount, entry.matchCount)
            found.volumeCount = Swift.max(found.volumeCount, entry.volumeCount)
            matchSum &+= entry.matchCount
            volumeSum &+= entry.volumeCount
            let bytes = UnsafeRawBufferPointer(rebasing: series.bytes[entry.series])
            if let problem = try problem(of: entry, bytes, bounds: row.bytes(6), &found) {
                return "n-gram \"\(String(decoding: texts.text, as: UTF8.self))\": \(problem)"
            }
            if found.ngrams == Int64(reader.count), !texts.text.elementsEqual(row.bytes(5)) {
                return "its last n-gram is another one"
            }
        }
        guard try entries.next() == nil else { return "it has counts without n-grams" }
        ngrams += found.ngrams
        observations += found.observations
        guard found.ngrams == row.integer(1) else {
            return "it has \(found.ngrams) n-grams, its row records \(row.integer(1))"
        }
        guard found.matchCount == row.integer(2), found.volumeCount == row.integer(3) else {
            return "its largest counts are \(found.matchCount) and \(found.volumeCount), its row records "
                + "\(row.integer(2)) and \(row.integer(3))"
        }
        return nil
    }

    /// What the row of a block records.
    private struct BlockFacts {
        var ngrams: Int64 = 0
        var observations: Int64 = 0
        var matchCount: Int64 = 0
        var volumeCount: Int64 = 0
    }

    /// How a series differs from the entry of its n-gram or exceeds the bounds of its block.
    private func problem(
        of entry: HeadEntries.Entry, _ series: UnsafeRawBufferPointer, bounds: UnsafeRawBufferPointer,
        _ facts: inout BlockFacts
    ) throws -> String? {
        var decoder = SeriesDecoder(series)
        var sum = SeriesTotal()
        // The bounds are the same for all years of a span, and years ascend.
        var (span, known) = (-1, nil as (matchCount: Int64, volumeCount: Int64)?)
        while let observation = try decoder.next() {
            facts.observations += 1
            if CountBounds.span(of: observation.year) != span {
                span = CountBounds.span(of: observation.year)
                known = CountBounds.bounds(bounds, year: observation.year)
            }
            guard let bound = known, observation.matchCount <= bound.matchCount,
                observation.volumeCount <= bound.volumeCount
            else { return "its counts in \(observation.year) exceed the bounds of the block" }
            sum.add(year: observation.year, matchCount: observation.matchCount, volumeCount: observation.volumeCount)
        }
        guard !sum.overflowed else { return "its series sums to more than \(Int64.max)" }
        guard sum.matchCount == entry.matchCount, sum.volumeCount == entry.volumeCount else {
            return "its series sums to \(sum.matchCount) matches and \(sum.volumeCount) volumes, "
                + "the head records \(entry.matchCount) and \(entry.volumeCount)"
        }
        guard sum.firstYear == entry.firstYear, sum.lastYear == entry.lastYear else {
            return "its series is from \(sum.firstYear) to \(sum.lastYear), "
                + "the head records \(entry.firstYear) to \(entry.lastYear)"
        }
        return nil
    }
}
