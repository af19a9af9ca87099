import GRDB
import NgramModel

/// A row of the ledger: an archive or a totals file that an ingest began to read.
package struct ArchiveRecord: Sendable, Equatable {
    /// The state that the ledger records.
    package enum State: String, Sendable, CaseIterable {
        /// Being read, or interrupted. None of its counts are visible, and the next ingest resumes it.
        case loading
        /// All of its counts are visible.
        case complete
        /// It could not be read. None of its counts are visible.
        case failed
    }

    /// The state as reported to users. The ledger cannot record an interruption, since a killed process writes nothing.
    package enum Condition: String, Sendable, CaseIterable {
        /// All of its counts are visible.
        case complete
        /// An ingest is reading it.
        case loading
        /// Its ingest ended before it was complete; the next ingest resumes it.
        case interrupted
        /// It could not be read.
        case failed
    }

    /// The key of the row.
    package var id: Int64
    /// The file's name without the extension of its compression.
    package var name: String
    /// The corpus that it belongs to.
    package var corpus: String
    /// Its state in the ledger.
    package var state: State
    /// Whether it is a totals file.
    package var isTotals: Bool
    /// The edition; nil until it is known from a row.
    package var edition: Edition?
    /// The file's size in bytes when it was read.
    package var size: Int64
    /// The file's modification time in nanoseconds since 1970 when it was read.
    package var modified: Int64
    /// The digest of the uncompressed content; nil unless complete.
    package var digest: String?
    /// Rows that count.
    package var rows: Int64
    /// Bad rows that were skipped on request.
    package var badRows: Int64
    /// Rows that were left out because their n-gram has a bare tag.
    package var placeholderRows: Int64
    /// Whether n-grams with a bare tag were kept or dropped.
    package var placeholderPolicy: PlaceholderPolicy
    /// The number of stretches of the archive in which the n-grams ascend in byte order; 1 if it is sorted.
    package var sortedRuns: Int64
    /// The number of distinct n-grams.
    package var ngrams: Int64
    /// The number of pairs of an n-gram and a year.
    package var observations: Int64
    /// The smallest and the largest n-gram by bytes; nil when it has none.
    package var firstNgram: [UInt8]?
    /// See `firstNgram`.
    package var lastNgram: [UInt8]?
    /// The first and the last year of its counts; nil if it has none.
    package var years: ClosedRange<Int>?
    /// The first bad row that was skipped: its number, the defect, and its shortened text.
    package var firstBadRow: String?
    /// Whether bad rows failed the archive or were skipped.
    package var badRowPolicy: BadRowPolicy
    /// The number of observations that repeat a year of the same n-gram in consecutive rows.
    package var repeatedYears: Int64
    /// The sum of its match counts.
    package var matchSum: Int64
    /// The sum of its volume counts.
    package var volumeSum: Int64
    /// The number of uncompressed bytes whose rows are committed.
    package var resumeOffset: Int64
    /// The number of uncompressed bytes that `checkedChecksum` covers, which is at or slightly past `resumeOffset`.
    package var checkedOffset: Int64
    /// CRC-32 of the uncompressed bytes before `checkedOffset`.
    package var checkedChecksum: UInt32
    /// Why it failed.
    package var error: String?
    /// When its state last changed, UTC, ISO 8601.
    package var changedAt: String
    /// Where on the web it was read; nil for a file.
    package var origin: WebOrigin?

    /// The columns of the tables `archive` and `corpus` that `init(row:)` needs.
    static let columns = """
        archive.id, archive.name, corpus.name AS corpus, state, contents, edition, size, modified, digest, rows, bad_rows, \
        first_bad_row, bad_row_policy, repeated_years, archive.first_year, archive.last_year, match_sum, volume_sum, \
        placeholder_rows, placeholder_policy, sorted_runs, ngrams, observations, \
        CAST(first_ngram AS BLOB) AS first_ngram, CAST(last_ngram AS BLOB) AS last_ngram, \
        resume_offset, checked_offset, checked_crc32, error, changed_at, address, etag
        """

    /// Decodes a row of `columns`; nil for an archive whose rows are being removed.
    init?(row: Row) throws {
        guard let state = State(rawValue: try row.value("state")) else { return nil }
        id = try row.integer("id", in: StoredValues.keys)
        name = try row.value("name")
        corpus = try row.value("corpus")
        self.state = state
        isTotals = try row.value("contents") == "totals"
        edition = (try row.value("edition") as Int?).flatMap(Edition.init(rawValue:))
        size = try row.integer("size", in: StoredValues.counts)
        modified = try row.value("modified")
        digest = try row.value("digest")
        rows = try row.integer("rows", in: StoredValues.counts)
        badRows = try row.integer("bad_rows", in: StoredValues.counts)
        firstBadRow = try row.value("first_bad_row")
        badRowPolicy = BadRowPolicy(rawValue: try row.value("bad_row_policy")) ?? .fail
        repeatedYears = try row.integer("repeated_years", in: StoredValues.counts)
        placeholderRows = try row.integer("placeholder_rows", in: StoredValues.counts)
        placeholderPolicy = PlaceholderPolicy(rawValue: try row.value("placeholder_policy")) ?? .keep
        sortedRuns = try row.integer("sorted_runs", in: StoredValues.counts)
        ngrams = try row.integer("ngrams", in: StoredValues.counts)
        observations = try row.integer("observations", in: StoredValues.counts)
        firstNgram = try row.text("first_ngram")
        lastNgram = try row.text("last_ngram")
        let first = try row.optionalInteger("first_year", in: StoredValues.years).map { Int($0) }
        let last = try row.optionalInteger("last_year", in: StoredValues.years).map { Int($0) }
        if let first, let last, first > last { throw StoredValues.reversedYears(first, last) }
        years = first.flatMap { first in last.map { first...$0 } }
        matchSum = try row.integer("match_sum", in: StoredValues.counts)
        volumeSum = try row.integer("volume_sum", in: StoredValues.counts)
        resumeOffset = try row.integer("resume_offset", in: StoredValues.counts)
        checkedOffset = try row.integer("checked_offset", in: StoredValues.counts)
        checkedChecksum = UInt32(try row.integer("checked_crc32", in: 0...Int64(UInt32.max)))
        error = try row.value("error")
        changedAt = try row.value("changed_at")
        let address: String? = try row.value("address")
        let etag: String? = try row.value("etag")
        origin = address.map { WebOrigin(address: $0, etag: etag ?? "") }
    }
}

/// Where on the web an archive was read.
package struct WebOrigin: Sendable, Equatable {
    package var address: String
    /// The server's ETag, or Last-Modified if it sent none.
    package var etag: String

    package init(address: String, etag: String) { (self.address, self.etag) = (address, etag) }
}

/// The properties of an archive that are known when its ingest begins.
package struct ArchiveSource: Sendable, Equatable {
    /// The file's name without the extension of its compression.
    package var name: String
    /// The corpus that it belongs to.
    package var corpus: CorpusName
    /// Whether it is a totals file.
    package var isTotals: Bool
    /// The edition; nil when it can be determined only from the rows.
    package var edition: Edition?
    /// The n of its n-grams.
    package var order: Int?
    /// The file's size in bytes.
    package var size: Int64
    /// The file's modification time in nanoseconds since 1970.
    package var modified: Int64
    /// Where on the web it is read; nil for a file.
    package var origin: WebOrigin?
    /// Whether bad rows fail the archive or are skipped.
    package var badRowPolicy: BadRowPolicy
    /// Whether n-grams with a bare tag are kept or dropped.
    package var placeholderPolicy: PlaceholderPolicy

    /// An archive with the given properties.
    package init(
        name: String, corpus: CorpusName, isTotals: Bool, edition: Edition?, order: Int?, size: Int64, modified: Int64,
        origin: WebOrigin? = nil, badRowPolicy: BadRowPolicy = .fail, placeholderPolicy: PlaceholderPolicy = .keep
    ) {
        self.name = name
        self.corpus = corpus
        self.isTotals = isTotals
        self.edition = edition
        self.order = order
        self.size = size
        self.modified = modified
        self.origin = origin
        self.badRowPolicy = badRowPolicy
        self.placeholderPolicy = placeholderPolicy
    }
}
