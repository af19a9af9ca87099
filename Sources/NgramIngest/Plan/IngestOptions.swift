import NgramArchives
import NgramBlocks
import NgramModel

/// The options of an ingest.
package struct IngestOptions: Sendable {
    /// The store's file, which is created if it does not exist.
    package var store: String
    /// The paths of archives, of totals files, and of folders that contain them.
    package var paths: [String]
    /// The corpus of files whose names do not state one. Files whose names state another corpus are rejected unless
    /// `isCorpusForced`.
    package var corpus: CorpusName?
    /// Whether files belong to `corpus` even if their names state another one.
    package var isCorpusForced = false
    /// Whether to search the folders below a folder too.
    package var isRecursive = false
    /// Makes the message of a failure. The caller may add advice.
    package var failureText: @Sendable (IngestFailure) -> String = { $0.message }
    /// The number of archives that are read at the same time, at least 1.
    package var jobs: Int
    /// Whether an archive whose content changed replaces the old content.
    package var replace = false
    /// The treatment of rows that violate the format.
    package var badRows = BadRowPolicy.fail
    /// The treatment of n-grams of several words that contain a bare tag.
    package var placeholders = PlaceholderPolicy.keep
    /// The size of partitions in bytes: large enough that the cost of passing them on is negligible, small enough that
    /// the bytes are still in the processor's cache when the mapper reads them.
    package var partitionBytes = 1 << 20
    /// The sizes at which blocks end.
    package var blockLimits = BlockLimits()
    /// How patient reading from the web is.
    package var web = WebLimits()
    /// The size of a transaction, in bytes of counts.
    package var batchBytes = 8 << 20

    /// An ingest of paths into a store.
    package init(store: String, paths: [String], jobs: Int) {
        self.store = store
        self.paths = paths
        self.jobs = max(1, jobs)
    }
}
