import GRDB
import NgramModel

/// A row of the ledger: an archive, or a totals file, that was once begun.
package struct ArchiveRecord: Sendable, Equatable {
    /// Where an archive stands.
    package enum State: String, Sendable, CaseIterable {
        /// Being read, or interrupted: nothing of it counts, the next ingest carries on.
        case loading
        /// All of it counts.
        case complete
        /// It could not be read: nothing of it counts.
        case failed
    }

    /// The key of the row.
    package var id: Int64
    /// The file's name without its packing.
    package var name: String
    /// The corpus that it feeds.
    package var corpus: String
    /// Where it stands.
    package var state: State
    /// The edition, nil until a row has told.
    package var edition: Edition?
    /// The file's size in bytes and modification time in nanoseconds since 1970, when it was read.
    package var size: Int64
    /// The file's modification time in nanoseconds since 1970.
    package var modified: Int64
    /// The digest of the unpacked content, nil unless complete.
    package var digest: String?
    /// Rows that count.
    package var rows: Int64
    /// Rows that were left out.
    package var badRows: Int64
    /// The first and the last year of its counts; nil while it has none.
    package var years: ClosedRange<Int>?
    /// The sum of its match counts.
    package var matchSum: Int64
    /// The sum of its volume counts.
    package var volumeSum: Int64
    /// Unpacked bytes that are committed.
    package var resumeOffset: Int64
    /// See `checkedChecksum`.
    package var checkedOffset: Int64
    /// The CRC-32 of the unpacked content up to `checkedOffset`, a little behind `resumeOffset`.
    package var checkedChecksum: UInt32
    /// Why it failed.
    package var error: String?
    /// When its state last changed, UTC, ISO 8601.
    package var changedAt: String

    static let columns = """
        archive.id, archive.name, corpus.name AS corpus, state, edition, size, modified, digest, rows, bad_rows, \
        archive.first_year, archive.last_year, match_sum, volume_sum, resume_offset, checked_offset, checked_crc32, error, changed_at
        """

    init?(row: Row) throws {
        guard let state = State(rawValue: try row.value("state")) else { return nil }
        id = try row.integer("id", in: StoredValues.keys)
        name = try row.value("name")
        corpus = try row.value("corpus")
        self.state = state
        edition = (try row.value("edition") as Int?).flatMap(Edition.init(rawValue:))
        size = try row.integer("size", in: StoredValues.counts)
        modified = try row.value("modified")
        digest = try row.value("digest")
        rows = try row.integer("rows", in: StoredValues.counts)
        badRows = try row.integer("bad_rows", in: StoredValues.counts)
        let first = try row.optionalInteger("first_year", in: StoredValues.years).map { Int($0) }
        let last = try row.optionalInteger("last_year", in: StoredValues.years).map { Int($0) }
        if let first, let last, first > last { throw StoredValues.disorder(first, last) }
        years = first.flatMap { first in last.map { first...$0 } }
        matchSum = try row.integer("match_sum", in: StoredValues.counts)
        volumeSum = try row.integer("volume_sum", in: StoredValues.counts)
        resumeOffset = try row.integer("resume_offset", in: StoredValues.counts)
        checkedOffset = try row.integer("checked_offset", in: StoredValues.counts)
        checkedChecksum = UInt32(try row.integer("checked_crc32", in: 0...Int64(UInt32.max)))
        error = try row.value("error")
        changedAt = try row.value("changed_at")
    }
}

/// What is known of an archive when its ingest begins.
package struct ArchiveSource: Sendable, Equatable {
    /// The file's name without its packing.
    package var name: String
    /// The corpus that it feeds.
    package var corpus: CorpusName
    /// Whether it is a totals file.
    package var isTotals: Bool
    /// The edition, nil when the rows are to tell.
    package var edition: Edition?
    /// The n of its n-grams.
    package var order: Int?
    /// The file's size in bytes.
    package var size: Int64
    /// The file's modification time in nanoseconds since 1970.
    package var modified: Int64

    /// An archive of the given properties.
    package init(
        name: String, corpus: CorpusName, isTotals: Bool, edition: Edition?, order: Int?, size: Int64, modified: Int64
    ) {
        self.name = name
        self.corpus = corpus
        self.isTotals = isTotals
        self.edition = edition
        self.order = order
        self.size = size
        self.modified = modified
    }
}
