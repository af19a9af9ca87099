import NgramIngest

/// An archive that is done with, and what there is to say of it.
struct ClosedArchive: Equatable, Sendable {
    /// Its file's name, as it came.
    let name: String

    /// Its corpus.
    let corpus: String

    /// How it ended.
    let outcome: ArchiveOutcome

    /// Its size on disk in bytes; nil if it was skipped without having begun.
    let packedBytes: Int64?

    /// The time from its beginning to its end, likewise.
    let elapsed: Duration?
}

/// How many archives ended in which way.
struct ArchiveTally: Equatable, Sendable {
    private(set) var added = 0
    private(set) var replaced = 0
    private(set) var unchanged = 0
    private(set) var failed = 0
    private(set) var interrupted = 0

    /// Rows of the archives that were added or replaced.
    private(set) var rows: Int64 = 0

    /// Bad rows that were left out of them.
    private(set) var badRows: Int64 = 0

    /// Their packed size in bytes.
    private(set) var packedBytes: Int64 = 0

    /// Archives that are done with, however they ended.
    var total: Int { added + replaced + unchanged + failed + interrupted }

    /// Counts an archive that ended.
    mutating func count(_ outcome: ArchiveOutcome, packedBytes: Int64) {
        switch outcome {
        case .added(let rows, let badRows, let replaced):
            if replaced { self.replaced += 1 } else { added += 1 }
            self.rows += rows
            self.badRows += badRows
            self.packedBytes += packedBytes
        case .unchanged: unchanged += 1
        case .failed: failed += 1
        case .interrupted: interrupted += 1
        }
    }
}
