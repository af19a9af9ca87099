import NgramArchives
import NgramModel
import NgramStore
import NgramSystem

/// The only user of the writing connection: restores the order of each archive's mapped partitions and merges them.
///
/// Runs on its own thread (`WriterExecutor`), because every call may block on the disk.
actor Merger {
    private let executor = WriterExecutor()
    private let writer: StoreWriter
    private let report: @Sendable (IngestEvent) -> Void
    private var open: [Int64: OpenArchive] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// An archive whose partitions are arriving.
    private struct OpenArchive {
        var index: Int
        var path: String
        var badRows: BadRowPolicy
        var progress: StoreWriter.Progress
        var nextPartition = 0
        /// Mapped partitions that wait for an earlier one.
        var waiting: [Int: ArrivedPartition] = [:]
    }

    /// Opens the store.
    /// - Parameter report: Receives the progress of archives.
    init(store: String, batchBytes: Int, report: @escaping @Sendable (IngestEvent) -> Void) throws {
        writer = try StoreWriter(path: store, batchBytes: batchBytes)
        self.report = report
    }

    /// The complete and the interrupted archive of the same name, if any.
    func records(
        of archive: PlannedArchive
    ) throws -> (complete: ArchiveRecord?, loading: ArchiveRecord?) {
        try writer.records(of: archive.name.name, corpus: archive.corpus)
    }

    /// Enters an archive in the ledger.
    func begin(_ source: ArchiveSource) throws -> Int64 {
        try writer.begin(source)
    }

    /// Records the size and modification time of an archive's file. For an archive that is resumed, also records how its
    /// bad rows are treated from here on.
    func update(_ id: Int64, identity: FileIdentity, badRowPolicy: BadRowPolicy? = nil) throws {
        try writer.update(
            id, size: identity.size, modified: identity.modified, edition: nil, badRowPolicy: badRowPolicy)
    }

    /// Expects the partitions of an archive that follow those merged so far.
    func expectPartitions(
        _ archive: PlannedArchive, id: Int64, badRows: BadRowPolicy, from progress: StoreWriter.Progress
    ) {
        open[id] = OpenArchive(index: archive.index, path: archive.path, badRows: badRows, progress: progress)
    }

    /// Takes a mapped partition. Merges it, and those that waited for it, unless it must wait for an earlier one.
    ///
    /// - Throws: `ArchiveError` when a partition that is merged has a bad row, unless those are skipped, or overflows.
    func accept(_ partition: ArrivedPartition, of id: Int64) throws {
        // After a failure, partitions that were still in progress are dropped. The archive is removed while it changes,
        // so that a failure releases every partition it holds; otherwise readers would wait forever for their resources.
        guard var archive = open.removeValue(forKey: id) else { return }
        archive.waiting[partition.place.index] = partition
        while let partition = archive.waiting.removeValue(forKey: archive.nextPartition) {
            archive.nextPartition += 1
            try merge(partition.place, partition.mapped, into: &archive, id)
        }
        open[id] = archive
    }

    private func merge(
        _ partition: PartitionPlace, _ mapped: MappedPartition, into archive: inout OpenArchive, _ id: Int64
    ) throws {
        let counts = mapped.counts
        if let bad = mapped.firstBadRow {
            let number = archive.progress.rows + archive.progress.badRows + bad.index + 1
            guard archive.badRows == .skip else {
                throw ArchiveError.badRow(
                    path: archive.path, row: number, unpackedOffset: partition.uncompressedOffset + bad.offset,
                    failure: bad.row)
            }
            if archive.progress.firstBadRow == nil { archive.progress.firstBadRow = "row \(number): \(bad.row)" }
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
        archive.progress.repeatedYears += counts.repeatedYears
        archive.progress.resumeOffset = partition.resumePoint.offset
        archive.progress.checkedOffset = partition.resumePoint.checkedOffset
        archive.progress.checkedChecksum = partition.resumePoint.checksum
        try writer.append(counts, to: id, progress: archive.progress)
        report(
            .advanced(archive: archive.index, fileBytes: partition.fileOffset, rows: archive.progress.rows))
    }

    /// Makes an archive count after all of its partitions have been merged.
    /// - Returns: What was merged.
    /// - Throws: `ArchiveError.noGoodRow` when all of its rows are bad.
    func complete(_ id: Int64, digest: String, replacing old: Int64?) throws -> StoreWriter.Progress {
        guard let archive = open.removeValue(forKey: id) else { return StoreWriter.Progress() }
        let progress = archive.progress
        if progress.rows == 0, let first = progress.firstBadRow {
            throw ArchiveError.noGoodRow(path: archive.path, badRows: progress.badRows, first: first)
        }
        try writer.complete(id, digest: digest, replacing: old)
        return progress
    }

    /// Stores a totals file and makes it count.
    func complete(_ id: Int64, totals: TotalsFile, digest: String, replacing old: Int64?) throws {
        try writer.completeTotals(
            id, rows: totals.rows.map { ($0.year, $0.matchCount, $0.pageCount, $0.volumeCount) }, digest: digest,
            replacing: old)
    }

    /// Records that an archive failed, and removes what was merged of it.
    func fail(_ id: Int64, message: String) throws {
        open[id] = nil
        try writer.fail(id, message: message)
    }

    /// Stops expecting partitions of an archive. What was merged stays for the next run.
    func interrupt(_ id: Int64) {
        open[id] = nil
    }

    /// Removes what was merged of an archive that was being read.
    func discard(_ id: Int64) throws {
        open[id] = nil
        try writer.discard(id)
    }

    /// Commits and closes the store.
    func close() throws {
        try writer.close()
    }
}

/// A mapped partition on its way to the store, with the resources that it holds until it is merged.
struct ArrivedPartition: Sendable {
    var place: PartitionPlace
    var mapped: MappedPartition
    var ticket: ResourceLease<MergeTicket>
    /// Its workspace, if its counts are large; this limits how many large counts can accumulate.
    var workspace: ResourceLease<Workspace>?
}
