import NgramModel

/// What an ingest is asked to do.
package struct IngestOptions: Sendable {
    /// The store's file, made when it is not there.
    package var store: String
    /// Archives, totals files, and folders of them.
    package var paths: [String]
    /// The corpus of files whose names say none, and of no other unless `isCorpusForced`.
    package var corpus: CorpusName?
    /// Whether files go to `corpus` even when their names say another one.
    package var isCorpusForced = false
    /// Whether a folder stands for the files in the folders below it, too.
    package var isRecursive = false
    /// Words a failure for the user: the caller may add what can be done about it.
    package var failureText: @Sendable (IngestFailure) -> String = { $0.message }
    /// Archives read at the same time, at least 1.
    package var jobs: Int
    /// Whether an archive whose content changed takes the place of the old content.
    package var replace = false
    /// What becomes of rows that break the format.
    package var badRows = BadRowPolicy.fail
    /// The size of partitions in bytes: large enough that handing them over costs nothing, small enough that what the
    /// reader wrote is still in the processor's cache when the mapper reads it.
    package var partitionBytes = 1 << 20
    /// The size of blocks in bytes, which is read for one series. One page of the store holds 16,380 of them as an
    /// overflow page, and four such remainders fill another; see docs/decisions/0001-store-layout.md.
    package var blockBytes = 20_200
    /// The bytes of counts that make a transaction.
    package var batchBytes = 16 << 20

    /// An ingest of paths into a store.
    package init(store: String, paths: [String], jobs: Int) {
        self.store = store
        self.paths = paths
        self.jobs = max(1, jobs)
    }
}
