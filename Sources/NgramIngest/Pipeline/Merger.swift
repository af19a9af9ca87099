import NgramArchives
import NgramBlocks
import NgramModel
import NgramStore
import NgramSystem

/// The only user of the writing connection: restores the order of each archive's mapped partitions and merges them.
///
/// Runs on its own thread (`WriterExecutor`), because every call may block on the disk.
actor Merger {
    private let executor = WriterExecutor()
    private let store: String
    private let batchBytes: Int
    private let report: @Sendable (IngestEvent) -> Void
    private var opened: StoreWriter?
    private var archives: [Int64: OpenArchive] = [:]
    private var completions: [WaitingCompletion] = []
    /// The number of batches of completions that were committed.
    private var batches = 0
    private var copies = Copies()

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// An archive whose partitions are arriving.
    private struct OpenArchive {
        var planned: PlannedArchive
        var badRows: BadRowPolicy
        var progress: StoreWriter.Progress
        var nextPartition = 0
        /// Mapped partitions that wait for an earlier one.
        var waiting: [Int: ArrivedPartition] = [:]
        /// Mapped partitions that do not continue the last run.
        var sorter: RunSorter
        /// The merging of earlier partitions into a run.
        var sorting: Task<Void, Never>?
        /// The uncompressed offset of the state that `progress` has.
        var stateOffset: Int64 = -1
        /// The last n-gram in the order of the file; empty when there is none.
        var lastRead: [UInt8] = []
        /// Why the archive cannot be completed.
        var failure: (any Error)?
    }

    /// A merger for a store, which `open` opens later.
    /// - Parameter report: Receives the progress of archives.
    init(store: String, batchBytes: Int, report: @escaping @Sendable (IngestEvent) -> Void) {
        self.store = store
        self.batchBytes = batchBytes
        self.report = report
    }

    /// Opens the store, which may migrate it and remove large amounts of data. Call this once, before everything else.
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

    /// The complete and the interrupted archive of the same name, if any.
    func records(
        of archive: PlannedArchive
    ) throws -> (complete: ArchiveRecord?, loading: ArchiveRecord?) {
        try writer.records(of: archive.name.name, corpus: archive.corpus)
    }

    /// What inflating needs to continue an interrupted archive; empty if nothing is known.
    func inflateState(of id: Int64) throws -> [UInt8] {
        try writer.inflateState(of: id)
    }

    /// The ledger's entries of all archives. The first call also loads the digests that identify copies.
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

    /// Records the size and modification time of an archive's file. For an archive that is resumed, also records the
    /// treatment of its bad rows.
    ///
    /// - Parameter path: the path or the address of the archive.
    func update(_ id: Int64, _ path: String, identity: FileIdentity, badRowPolicy: BadRowPolicy? = nil) throws {
        try writer.update(
            id, size: identity.size, modified: identity.modified, origin: identity.origin(at: path), edition: nil,
            badRowPolicy: badRowPolicy)
    }

    /// Prepares to receive the partitions of an archive that follow those merged so far.
    func expectPartitions(
        _ archive: PlannedArchive, id: Int64, badRows: BadRowPolicy, from progress: StoreWriter.Progress
    ) {
        archives[id] = OpenArchive(
            planned: archive, badRows: badRows, progress: progress,
            sorter: RunSorter(after: progress.lastNgram ?? []))
    }

    /// Takes a mapped partition. Merges it, and those that waited for it, unless it must wait for an earlier one.
    ///
    /// - Throws: `ArchiveError` when a merged partition has a bad row that must not be skipped, or when a sum
    ///   overflows.
    func accept(_ partition: ArrivedPartition, of id: Int64) throws {
        // After a failure, partitions that were still in progress are dropped. The entry is removed from `archives`
        // while it changes, so that a failure releases every partition it holds; otherwise readers would wait forever
        // for the resources of these partitions.
        guard var archive = archives.removeValue(forKey: id) else { return }
        archive.waiting[partition.place.index] = partition
        if let failure = archive.failure { throw failure }
        try mergeWaiting(&archive, id)
        archives[id] = archive
    }

    /// Merges the waiting partitions that are next, as long as there is memory to sort them.
    private func mergeWaiting(_ archive: inout OpenArchive, _ id: Int64) throws {
        while archive.sorting == nil || !archive.sorter.isFull,
            let partition = archive.waiting.removeValue(forKey: archive.nextPartition)
        {
            archive.nextPartition += 1
            defer { partition.workspace?.end() }
            try merge(partition.place, partition.mapped, into: &archive, id)
        }
    }

    private func merge(
        _ partition: PartitionPlace, _ mapped: MappedPartition, into archive: inout OpenArchive, _ id: Int64
    ) throws {
        try advance(&archive, by: mapped, partition)
        if archive.sorting == nil, archive.sorter.admits(mapped.counts) {
            try writer.append(mapped.counts.blocks, to: id, progress: archive.progress)
        } else {
            archive.sorter.add(mapped.counts)
            if archive.sorter.isFull, archive.sorting == nil { sort(&archive, id) }
        }
        report(
            .advanced(archive: archive.planned.index, fileBytes: partition.fileOffset, rows: archive.progress.rows))
    }

    /// Adds a partition to the progress of its archive.
    private func advance(
        _ archive: inout OpenArchive, by mapped: MappedPartition, _ partition: PartitionPlace
    ) throws {
        let counts = mapped.counts
        if let bad = mapped.firstBadRow {
            let progress = archive.progress
            let number = progress.rows + progress.badRows + progress.placeholderRows + bad.index + 1
            guard archive.badRows == .skip else {
                throw ArchiveError.badRow(
                    path: archive.planned.path, row: number,
                    uncompressedOffset: partition.uncompressedOffset + bad.offset,
                    failure: bad.row)
            }
            if archive.progress.firstBadRow == nil { archive.progress.firstBadRow = "row \(number): \(bad.row)" }
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
        archive.progress.repeatedYears += counts.repeatedYears
        archive.progress.observations += counts.observations
        archive.progress.resumeOffset = partition.resumePoint.offset
        archive.progress.checkedOffset = partition.resumePoint.checkedOffset
        archive.progress.checkedChecksum = partition.resumePoint.checksum
        if let state = partition.inflateState, state.uncompressedOffset != archive.stateOffset {
            archive.progress.inflateState = state.serialized
            archive.stateOffset = state.uncompressedOffset
        }
        archive.progress.addShape(of: counts, after: archive.lastRead)
        if !counts.lastRead.isEmpty { archive.lastRead = counts.lastRead }
    }

    /// Begins to merge the collected partitions into a run.
    private func sort(_ archive: inout OpenArchive, _ id: Int64) {
        let partitions = archive.sorter.take()
        let progress = archive.progress
        archive.sorting = Task {
            let run: Result<[EncodedBlock], any Error>
            do {
                run = .success(try await RunSorter.merge(partitions))
            } catch {
                run = .failure(error)
            }
            finishSorting(run, id, progress)
        }
    }

    /// Appends a run that was made of partitions, and continues with the partitions that waited for it.
    private func finishSorting(
        _ run: Result<[EncodedBlock], any Error>, _ id: Int64, _ progress: StoreWriter.Progress
    ) {
        // The archive may have failed or been interrupted.
        guard var archive = archives.removeValue(forKey: id) else { return }
        archive.sorting = nil
        do {
            let blocks = try run.get()
            try writer.append(blocks, to: id, progress: progress)
            // The writer has subtracted these from the progress of that time.
            for block in blocks { archive.progress.observations -= Int64(block.summedObservations) }
            archive.sorter.didAppend(blocks)
            if archive.sorter.isFull { sort(&archive, id) }
            try mergeWaiting(&archive, id)
        } catch is CountOverflow {
            archive.failure = ArchiveError.overflow(path: archive.planned.path)
        } catch {
            archive.failure = error
        }
        // A failed archive releases the resources of its partitions, for which readers may be waiting.
        if archive.failure != nil { archive.waiting = [:] }
        archives[id] = archive
    }

    /// Merges what is collected into runs, and then the runs of an archive until none overlap.
    private func finishRuns(of id: Int64) async throws {
        while var archive = archives[id], archive.sorting != nil || !archive.sorter.isEmpty {
            if archive.sorting == nil {
                sort(&archive, id)
                archives[id] = archive
            }
            await archive.sorting?.value
        }
        if let failure = archives[id]?.failure { throw failure }
        while let merge = try writer.beginMerge(of: id) {
            while true {
                try Task.checkCancellation()
                let (blocks, stop) = try await Self.step(merge)
                let isFinished = stop == .isFinished
                if !blocks.isEmpty || isFinished { try writer.store(merge, blocks, isFinished: isFinished) }
                if isFinished { break }
                if case .needsBlocks(let source) = stop { try writer.supply(merge, source: source) }
            }
        }
    }

    @concurrent
    private static func step(_ merge: StoredMerge) async throws -> (blocks: [EncodedBlock], stop: RunMerger.Stop) {
        try merge.merge()
    }

    /// Makes an archive count after all of its partitions have been merged. When this returns, it survives a power cut.
    /// - Parameter offset: The number of uncompressed bytes of the archive that were read.
    /// - Returns: The progress after the last partition.
    /// - Throws: `ArchiveError.noGoodRow` when all rows are bad, or `MergeInconsistency` when not all bytes that were
    ///   read are merged. In both cases nothing has changed.
    func complete(
        _ id: Int64, readTo offset: Int64, digest: String, replacing old: Int64?
    ) async throws -> StoreWriter.Progress {
        guard let planned = archives[id]?.planned else {
            throw MergeInconsistency(description: "the archive is not being merged")
        }
        do {
            try await finishRuns(of: id)
        } catch is CountOverflow {
            throw ArchiveError.overflow(path: planned.path)
        }
        guard let archive = archives.removeValue(forKey: id) else { throw CancellationError() }
        guard archive.waiting.isEmpty else {
            throw MergeInconsistency(
                description: "\(archive.waiting.count) of its partitions wait for partition \(archive.nextPartition)")
        }
        let progress = archive.progress
        guard progress.resumeOffset == offset else {
            throw MergeInconsistency(
                description: "it was read to byte \(offset) and merged to byte \(progress.resumeOffset)")
        }
        if progress.rows + progress.placeholderRows == 0, let first = progress.firstBadRow {
            throw ArchiveError.noGoodRow(path: archive.planned.path, badRows: progress.badRows, first: first)
        }
        try await complete(
            StoreWriter.Completion(id: id, digest: digest, replaces: old),
            atOnce: progress.resumeOffset > IngestPools.smallArchive)
        noteCopies(archive.planned, digest)
        return progress
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

    /// An archive that is complete except for the commit.
    private struct WaitingCompletion {
        var completion: StoreWriter.Completion
        var continuation: CheckedContinuation<Void, any Error>
    }

    /// The largest number of archives that one commit completes. Each holds its reader's buffers until the commit, at most
    /// 300 KB.
    private static let completionsPerCommit = 64

    /// How long a batch waits for another completion.
    private static let completionDelay = Duration.milliseconds(10)

    /// The largest number of delays of a batch.
    private static let delaysPerCommit = 5

    /// Completes an archive, together with others. A commit waits for the disk, which takes longer than reading a small
    /// archive. It is therefore delayed for a moment, in which reading continues, and completes all archives that were
    /// read in that time.
    private func complete(_ completion: StoreWriter.Completion, atOnce: Bool = false) async throws {
        // After the commit, the rows of the old content are removed, which can take as long as reading the archive.
        guard completion.replaces == nil, !atOnce else { return try writer.complete([completion]) }
        try await withCheckedThrowingContinuation { continuation in
            completions.append(WaitingCompletion(completion: completion, continuation: continuation))
            if completions.count == Self.completionsPerCommit {
                commitCompletions()
            } else if completions.count == 1 {
                let batch = batches
                Task { await commitSoon(batch) }
            }
        }
    }

    /// Commits a batch when no archive has been added to it for a moment.
    private func commitSoon(_ batch: Int) async {
        for _ in 0..<Self.delaysPerCommit {
            let count = completions.count
            try? await Task.sleep(for: Self.completionDelay)
            // A full batch has been committed in the meantime.
            guard batch == batches else { return }
            if completions.count == count { break }
        }
        commitCompletions()
    }

    private func commitCompletions() {
        let waiting = completions
        completions = []
        batches += 1
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

    /// Records that an archive failed, and removes its merged part.
    func fail(_ id: Int64, message: String) throws {
        archives[id] = nil
        try writer.fail(id, message: message)
    }

    /// Stops expecting partitions of an archive. Its merged part stays for the next run.
    func interrupt(_ id: Int64) {
        archives[id] = nil
    }

    /// Removes the merged part of an archive that is not complete.
    func discard(_ id: Int64) throws {
        archives[id] = nil
        try writer.discard(id)
    }

    /// Commits and closes the store.
    func close() throws {
        try writer.close()
    }
}

extension StoreWriter.Progress {
    /// Adds what is known about the n-grams and years of a partition.
    ///
    /// - Parameter lastRead: the last n-gram before the partition in the order of the file; empty when there is none.
    fileprivate mutating func addShape(of counts: PartialCounts, after lastRead: [UInt8]) {
        placeholderRows += counts.placeholderRows
        guard !counts.blocks.isEmpty else { return }
        let continues = lastRead.lexicographicallyPrecedes(counts.firstRead) && sortedRuns > 0
        sortedRuns += Int64(counts.descents) + (continues ? 0 : 1)
        if firstNgram.map({ counts.first.lexicographicallyPrecedes($0) }) ?? true { firstNgram = counts.first }
        if lastNgram.map({ $0.lexicographicallyPrecedes(counts.last) }) ?? true { lastNgram = counts.last }
        let first = min(years?.lowerBound ?? counts.firstYear, counts.firstYear)
        years = first...max(years?.upperBound ?? counts.lastYear, counts.lastYear)
    }
}

/// The names of the complete archives, by their content.
private struct Copies {
    /// The properties that two copies of a file in a corpus share.
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

    /// Adds an archive, or replaces its content. Returns the name of another archive with the same content, if any.
    @discardableResult
    mutating func add(_ name: String, _ key: Key) -> String? {
        if let old = keys.updateValue(key, forKey: Name(corpus: key.corpus, name: name)), old != key,
            names[old] == name
        {
            names[old] = nil
        }
        let other = names[key]
        // The first by name, so that the report of a further copy does not depend on the order of the archives.
        names[key] = other.map { min($0, name) } ?? name
        return other == name ? nil : other
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

/// The merged data of an archive differs from the data that was read. This is a defect of the program, and the archive
/// must not be stored as complete.
struct MergeInconsistency: Error, CustomStringConvertible {
    /// The difference.
    var description: String
}

extension FileIdentity {
    /// What the ledger keeps of a file on the web; nil for a file.
    func origin(at path: String) -> WebOrigin? {
        etag.map { WebOrigin(address: WebAddress.withoutCredentials(path), etag: $0) }
    }
}
