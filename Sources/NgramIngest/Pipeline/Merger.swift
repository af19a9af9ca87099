import NgramArchives
import NgramModel
import NgramStore
import NgramSystem

/// The one owner of the writing connection: puts each archive's mapped partitions back in order and merges them.
///
/// Runs on a thread of its own (`WriterExecutor`), because every call may block on the disk.
actor Merger {
    private let executor = WriterExecutor()
    private let store: String
    private let batchBytes: Int
    private let report: @Sendable (IngestEvent) -> Void
    private var opened: StoreWriter?
    private var archives: [Int64: OpenArchive] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// An archive whose partitions are arriving.
    private struct OpenArchive {
        var index: Int
        var path: String
        var progress: StoreWriter.Progress
        var nextPartition = 0
        /// Partitions that were mapped before those ahead of them.
        var waiting: [Int: ArrivedPartition] = [:]
    }

    /// - Parameter report: told how far archives are merged.
    init(store: String, batchBytes: Int, report: @escaping @Sendable (IngestEvent) -> Void) {
        self.store = store
        self.batchBytes = batchBytes
        self.report = report
    }

    /// Opens the store, which may migrate it and remove much. To be called once, before everything else.
    /// - Throws: `StoreError`.
    func open() throws {
        opened = try StoreWriter(path: store, batchBytes: batchBytes) { Task.isCancelled }
    }

    /// The writer of the open store.
    private var writer: StoreWriter {
        get throws {
            guard let opened else { throw MergeInconsistency(description: "the store is not open") }
            return opened
        }
    }

    /// The complete and the interrupted archive of a name, where there are.
    func records(
        of archive: PlannedArchive
    ) throws -> (complete: ArchiveRecord?, loading: ArchiveRecord?) {
        try writer.records(of: archive.name.name, corpus: archive.corpus)
    }

    /// Enters an archive in the ledger.
    func begin(_ source: ArchiveSource) throws -> Int64 {
        try writer.begin(source)
    }

    /// Notes what an archive's file looks like, and its edition.
    func update(_ id: Int64, identity: FileIdentity, edition: Edition?) throws {
        try writer.update(id, size: identity.size, modified: identity.modified, edition: edition)
    }

    /// Makes ready for the partitions of an archive, counted from where it stands.
    func expectPartitions(_ archive: PlannedArchive, id: Int64, from progress: StoreWriter.Progress) {
        archives[id] = OpenArchive(index: archive.index, path: archive.path, progress: progress)
    }

    /// Takes a mapped partition, and merges it and whatever it was waited for with.
    ///
    /// - Throws: `ArchiveError` when the partition, or one that waited, has a bad row or overflows.
    func accept(_ partition: ArrivedPartition, of id: Int64) throws {
        // After a failure, what is still under way is of no use. Taken out while it changes, so that a failure leaves
        // nothing of it: what waited on here would be missing to the readers, who would then wait for ever.
        guard var archive = archives.removeValue(forKey: id) else { return }
        archive.waiting[partition.place.index] = partition
        while let partition = archive.waiting.removeValue(forKey: archive.nextPartition) {
            archive.nextPartition += 1
            try merge(partition.place, partition.mapped, into: &archive, id)
        }
        archives[id] = archive
    }

    private func merge(
        _ partition: PartitionPlace, _ mapped: MappedPartition, into archive: inout OpenArchive, _ id: Int64
    ) throws {
        let counts = mapped.counts
        if let (row, offset) = mapped.failure {
            let before = archive.progress.rows + archive.progress.badRows
            throw ArchiveError.badRow(
                path: archive.path, row: before + counts.rows + counts.badRows + 1,
                unpackedOffset: partition.unpackedOffset + offset, failure: row)
        }
        guard !counts.overflowed else { throw ArchiveError.overflow(path: archive.path) }
        do {
            try archive.progress.matchSum.add(count: counts.matchSum)
            try archive.progress.volumeSum.add(count: counts.volumeSum)
        } catch {
            throw ArchiveError.overflow(path: archive.path)
        }
        archive.progress.rows += counts.rows
        archive.progress.badRows += counts.badRows
        archive.progress.resumeOffset = partition.resumePoint.offset
        archive.progress.checkedOffset = partition.resumePoint.checkedOffset
        archive.progress.checkedChecksum = partition.resumePoint.checksum
        try writer.append(counts, to: id, progress: archive.progress)
        report(
            .advanced(archive: archive.index, packedBytes: partition.packedOffset, rows: archive.progress.rows))
    }

    /// Makes an archive count once all of its partitions are merged.
    ///
    /// - Parameter offset: how far the reader of the archive has come, in uncompressed bytes.
    /// - Throws: `MergeInconsistency` when not all that was read is merged; then nothing has changed.
    func complete(
        _ id: Int64, readTo offset: Int64, digest: String, replacing old: Int64?
    ) throws -> (rows: Int64, badRows: Int64) {
        guard let archive = archives.removeValue(forKey: id) else {
            throw MergeInconsistency(description: "the archive is not being merged")
        }
        guard archive.waiting.isEmpty else {
            throw MergeInconsistency(
                description: "\(archive.waiting.count) of its partitions wait for partition \(archive.nextPartition)")
        }
        guard archive.progress.resumeOffset == offset else {
            throw MergeInconsistency(
                description: "it was read to byte \(offset) and merged to byte \(archive.progress.resumeOffset)")
        }
        try writer.complete(id, digest: digest, replacing: old)
        return (archive.progress.rows, archive.progress.badRows)
    }

    /// Stores a totals file and makes it count.
    func complete(_ id: Int64, totals: TotalsFile, digest: String, replacing old: Int64?) throws {
        try writer.completeTotals(
            id, rows: totals.rows.map { ($0.year, $0.matchCount, $0.pageCount, $0.volumeCount) }, digest: digest,
            replacing: old)
    }

    /// Ends an archive that cannot be read.
    func fail(_ id: Int64, message: String) throws {
        archives[id] = nil
        try writer.fail(id, message: message)
    }

    /// Stops expecting partitions of an archive; what was merged stays for the next run.
    func interrupt(_ id: Int64) {
        archives[id] = nil
    }

    /// Gives up what was stored of an archive that was being read.
    func discard(_ id: Int64) throws {
        archives[id] = nil
        try writer.discard(id)
    }

    /// Commits and closes the store.
    func close() throws {
        try writer.close()
    }
}

/// A mapped partition on its way to the store, with what it holds until it is merged.
struct ArrivedPartition: Sendable {
    var place: PartitionPlace
    var mapped: MappedPartition
    var ticket: ResourceLease<MergeTicket>
    /// Its workspace too, when its counts are large: many of them must not pile up.
    var workspace: WorkspaceLease?
}

/// What was read of an archive and what was merged of it do not agree: a defect of this program, which must not be stored
/// as a complete archive.
struct MergeInconsistency: Error, CustomStringConvertible {
    /// What does not agree.
    var description: String
}
