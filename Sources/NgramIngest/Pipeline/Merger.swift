import NgramArchives
import NgramModel
import NgramStore
import NgramSystem

/// The one owner of the writing connection: puts each archive's mapped partitions back in order and merges them.
///
/// Runs on a thread of its own (`WriterExecutor`), because every call may block on the disk.
actor Merger {
    private let executor = WriterExecutor()
    private let writer: StoreWriter
    private let report: @Sendable (IngestEvent) -> Void
    private var open: [Int64: OpenArchive] = [:]
    private var completions: [WaitingCompletion] = []
    private var copies = Copies()

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// An archive whose partitions are arriving.
    private struct OpenArchive {
        var planned: PlannedArchive
        var progress: StoreWriter.Progress
        var nextPartition = 0
        /// Partitions that were mapped before those ahead of them.
        var waiting: [Int: ArrivedPartition] = [:]
    }

    /// - Parameter report: told how far archives are merged.
    init(store: String, batchBytes: Int, report: @escaping @Sendable (IngestEvent) -> Void) throws {
        writer = try StoreWriter(path: store, batchBytes: batchBytes)
        self.report = report
    }

    /// The complete and the interrupted archive of a name, where there are.
    func records(
        of archive: PlannedArchive
    ) throws -> (complete: ArchiveRecord?, loading: ArchiveRecord?) {
        try writer.records(of: archive.name.name, corpus: archive.corpus)
    }

    /// What the ledger knows of all archives. The first call also learns the digests that copies are known by.
    func ledgerIndex() throws -> LedgerIndex {
        let ledger = try writer.ledgerIndex()
        ledger.forEachComplete { corpus, name, content in
            copies.add(name, Copies.Key(corpus: corpus, isTotals: content.isTotals, digest: content.digest))
        }
        return ledger
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
        open[id] = OpenArchive(planned: archive, progress: progress)
    }

    /// Takes a mapped partition, and merges it and whatever it was waited for with.
    ///
    /// - Throws: `ArchiveError` when the partition, or one that waited, has a bad row or overflows.
    func accept(_ partition: ArrivedPartition, of id: Int64) throws {
        // After a failure, what is still under way is of no use. Taken out while it changes, so that a failure leaves
        // nothing of it: what waited on here would be missing to the readers, who would then wait for ever.
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
        if let (row, offset) = mapped.failure {
            let before = archive.progress.rows + archive.progress.badRows
            throw ArchiveError.badRow(
                path: archive.planned.path, row: before + counts.rows + counts.badRows + 1,
                unpackedOffset: partition.unpackedOffset + offset, failure: row)
        }
        guard !counts.overflowed else { throw ArchiveError.overflow(path: archive.planned.path) }
        do {
            try archive.progress.matchSum.add(count: counts.matchSum)
            try archive.progress.volumeSum.add(count: counts.volumeSum)
        } catch {
            throw ArchiveError.overflow(path: archive.planned.path)
        }
        archive.progress.rows += counts.rows
        archive.progress.badRows += counts.badRows
        archive.progress.resumeOffset = partition.resumePoint.offset
        archive.progress.checkedOffset = partition.resumePoint.checkedOffset
        archive.progress.checkedChecksum = partition.resumePoint.checksum
        try writer.append(counts, to: id, progress: archive.progress)
        report(
            .advanced(archive: archive.planned.index, packedBytes: partition.packedOffset, rows: archive.progress.rows))
    }

    /// Makes an archive count once all of its partitions are merged. When this returns, it survives a power cut.
    func complete(
        _ id: Int64, digest: String, replacing old: Int64?
    ) async throws -> (rows: Int64, badRows: Int64) {
        guard let archive = open.removeValue(forKey: id) else { return (0, 0) }
        try await complete(StoreWriter.Completion(id: id, digest: digest, replaces: old))
        noteCopies(archive.planned, digest)
        return (archive.progress.rows, archive.progress.badRows)
    }

    /// Stores a totals file and makes it count. When this returns, it survives a power cut.
    func complete(
        _ id: Int64, _ planned: PlannedArchive, totals: TotalsFile, digest: String, replacing old: Int64?
    ) async throws {
        try writer.appendTotals(
            id, rows: totals.rows.map { ($0.year, $0.matchCount, $0.pageCount, $0.volumeCount) })
        try await complete(StoreWriter.Completion(id: id, digest: digest, replaces: old))
        noteCopies(planned, digest)
    }

    /// An archive that is complete but for the commit.
    private struct WaitingCompletion {
        var completion: StoreWriter.Completion
        var continuation: CheckedContinuation<Void, any Error>
    }

    /// How many archives one commit may complete: each holds its reader's buffers, some 300 KB, until then.
    private static let completionsPerCommit = 64

    /// How long the first of them waits for others.
    private static let completionDelay = Duration.milliseconds(10)

    /// A commit that waits for the disk costs more than reading a small archive. So it is not made at once, but a moment
    /// later, and completes all archives that were read by then. Reading goes on meanwhile.
    private func complete(_ completion: StoreWriter.Completion) async throws {
        // The rows of the old content are removed after the commit, which can take as long as reading did.
        guard completion.replaces == nil else { return try writer.complete([completion]) }
        try await withCheckedThrowingContinuation { continuation in
            completions.append(WaitingCompletion(completion: completion, continuation: continuation))
            if completions.count == Self.completionsPerCommit {
                commitCompletions()
            } else if completions.count == 1 {
                Task {
                    try? await Task.sleep(for: Self.completionDelay)
                    commitCompletions()
                }
            }
        }
    }

    private func commitCompletions() {
        let waiting = completions
        completions = []
        // A full batch may have been committed meanwhile.
        guard !waiting.isEmpty else { return }
        let result = Result { try writer.complete(waiting.map(\.completion)) }
        for completion in waiting { completion.continuation.resume(with: result) }
    }

    /// Reports archives that have the same content under other names.
    private func noteCopies(_ archive: PlannedArchive, _ digest: String) {
        let key = Copies.Key(
            corpus: archive.corpus.description, isTotals: archive.name.contents == .totals, digest: digest)
        if let other = copies.add(archive.name.name, key) {
            report(.copied(path: archive.path, name: archive.name.name, corpus: key.corpus, other: other))
        }
    }

    /// Ends an archive that cannot be read.
    func fail(_ id: Int64, message: String) throws {
        open[id] = nil
        try writer.fail(id, message: message)
    }

    /// Stops expecting partitions of an archive; what was merged stays for the next run.
    func interrupt(_ id: Int64) {
        open[id] = nil
    }

    /// Gives up what was stored of an archive that was being read.
    func discard(_ id: Int64) throws {
        open[id] = nil
        try writer.discard(id)
    }

    /// Commits and closes the store.
    func close() throws {
        try writer.close()
    }
}

/// The names of the archives that count, by their content.
private struct Copies {
    /// What is the same for two copies of a file in a corpus.
    struct Key: Hashable {
        var corpus: String
        var isTotals: Bool
        var digest: String
    }

    private struct Name: Hashable {
        var corpus: String
        var name: String
    }

    private var names: [Key: String] = [:]
    private var keys: [Name: Key] = [:]

    /// Adds an archive, in place of its old content. Returns the name of another one with the same content, where there
    /// is one.
    @discardableResult
    mutating func add(_ name: String, _ key: Key) -> String? {
        if let old = keys.updateValue(key, forKey: Name(corpus: key.corpus, name: name)), old != key,
            names[old] == name
        {
            names[old] = nil
        }
        let other = names[key]
        // The first by name, so that a further copy is reported the same way however the archives came in.
        names[key] = other.map { min($0, name) } ?? name
        return other == name ? nil : other
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
