import NgramArchives
import NgramModel
import NgramStore

/// The ingest of one archive: decides what there is to do, reads, and completes it or says why not.
///
/// Runs on a reader's thread (`ReaderExecutor`); mapping goes to the cooperative pool, merging to the merger's thread.
struct ArchiveIngest {
    let archive: PlannedArchive
    let options: IngestOptions
    let merger: Merger
    let pools: IngestPools
    /// Ends once the file is read: the next one need not wait until this one's counts are merged.
    let slot: ReadingSlotLease
    let report: @Sendable (IngestEvent) -> Void

    /// - Throws: `StoreError` and other errors of the store, which end the whole ingest, and `CancellationError`.
    ///   Whatever is wrong with the archive is an outcome.
    func run() async throws -> (outcome: ArchiveOutcome, failure: IngestFailure?) {
        do {
            return (try await read(), nil)
        } catch let error as ArchiveError {
            let failure = IngestFailure(error)
            return (.failed(message: failure.message), failure)
        } catch let failure as IngestFailure {
            return (.failed(message: failure.message), failure)
        }
    }

    private func read() async throws -> ArchiveOutcome {
        let identity = try FileIdentity(path: archive.path)
        let (complete, loading) = try await merger.records(of: archive)
        if let complete {
            if try await isUnchanged(complete, identity) {
                // What was begun to replace it is not wanted any more.
                if let loading { try await merger.discard(loading.id) }
                return .unchanged
            }
            guard options.replace else { throw changed(complete) }
        }
        report(
            .started(
                archive: archive.index, name: archive.name.name, corpus: archive.corpus.description,
                packedBytes: identity.size))
        // One that was begun and not yet committed in part starts over: its edition, say, may not be what it was.
        if let loading, archive.name.contents == .ngrams, loading.resumeOffset > 0 {
            if let outcome = try await carryOn(loading, replacing: complete) { return outcome }
        } else if let loading {
            try await merger.discard(loading.id)
        }
        return try await readAll(replacing: complete)
    }

    /// Whether the store has the file's content already: at once when size and modification time say so, else by
    /// reading it.
    private func isUnchanged(_ complete: ArchiveRecord, _ identity: FileIdentity) async throws -> Bool {
        if complete.size == identity.size, complete.modified == identity.modified { return true }
        guard try contentDigest() == complete.digest else { return false }
        try await merger.update(complete.id, identity: identity, edition: nil)
        return true
    }

    private func changed(_ complete: ArchiveRecord) -> IngestFailure {
        IngestFailure(
            kind: .badData,
            message: "\(archive.path): the store has an archive \(complete.name) of \(complete.corpus) with other "
                + "content, read on \(complete.changedAt); nothing was changed. To let this file take its place, "
                + "use --replace.")
    }

    /// Continues an interrupted archive; nil when it cannot be, and what was stored of it is gone.
    private func carryOn(_ loading: ArchiveRecord, replacing old: ArchiveRecord?) async throws -> ArchiveOutcome? {
        let progress = StoreWriter.Progress(loading)
        // Rows that were left out on request must not be missing from a run that was not asked to.
        let isPolicyKept = options.badRows == .skip || loading.badRows == 0
        let reader = try ArchiveReader(path: archive.path)
        let partitions = PartitionReader(reader, partitionBytes: options.partitionBytes)
        let point = ResumePoint(
            offset: progress.resumeOffset, checkedOffset: progress.checkedOffset, checksum: progress.checkedChecksum)
        let isSame: Bool
        do {
            isSame = try isPolicyKept && partitions.resume(at: point)
        } catch let error as ArchiveError {
            // It can no longer be read as far as it was.
            try await merger.fail(loading.id, message: error.description)
            throw error
        }
        guard isSame, let edition = loading.edition else {
            report(.note("\(archive.path): starts over, because it is not what was begun before"))
            try await merger.discard(loading.id)
            return nil
        }
        report(.note("\(archive.path): carries on after row \(progress.rows + progress.badRows)"))
        try await merger.update(loading.id, identity: reader.identity, edition: nil)
        return try await readPartitions(
            partitions, reader, id: loading.id, edition: edition, from: progress, replacing: old)
    }

    private func readAll(replacing old: ArchiveRecord?) async throws -> ArchiveOutcome {
        let reader = try ArchiveReader(path: archive.path)
        let isTotals = archive.name.contents == .totals
        let edition = try archive.name.edition ?? (isTotals ? nil : Edition(sniffing: archive.path))
        let id = try await merger.begin(
            ArchiveSource(
                name: archive.name.name, corpus: archive.corpus, isTotals: isTotals, edition: edition,
                order: archive.name.order, size: reader.identity.size, modified: reader.identity.modified))
        guard !isTotals else { return try await readTotals(reader, id: id, replacing: old) }
        return try await readPartitions(
            PartitionReader(reader, partitionBytes: options.partitionBytes), reader, id: id, edition: edition,
            from: StoreWriter.Progress(), replacing: old)
    }

    private func readTotals(
        _ reader: ArchiveReader, id: Int64, replacing old: ArchiveRecord?
    ) async throws -> ArchiveOutcome {
        do {
            let totals = try TotalsFile(reader)
            try await merger.complete(id, totals: totals, digest: digest(of: reader), replacing: old?.id)
            return .added(rows: Int64(totals.rows.count), badRows: 0, replaced: old != nil)
        } catch let error as ArchiveError {
            try await merger.fail(id, message: error.description)
            throw error
        } catch is CountOverflow {
            let error = ArchiveError.overflow(path: archive.path)
            try await merger.fail(id, message: error.description)
            throw error
        }
    }

    private func readPartitions(
        _ partitions: PartitionReader, _ reader: ArchiveReader, id: Int64, edition: Edition?,
        from progress: StoreWriter.Progress, replacing old: ArchiveRecord?
    ) async throws -> ArchiveOutcome {
        await merger.expectPartitions(archive, id: id, from: progress)
        do {
            let reading: Result<Bool, any Error> = try await withThrowingDiscardingTaskGroup { group in
                // Once a partition has failed the rest need not be read; the group then throws that failure.
                while !group.isCancelled {
                    do {
                        let ticket = try await pools.tickets.take()
                        let lease = try await pools.workspaces.take()
                        guard try partitions.next(lease.workspace.partition) else {
                            slot.end()
                            return .success(true)
                        }
                        guard let edition else { throw ArchiveError.unknownLayout(path: archive.path) }
                        group.addTask(executorPreference: globalConcurrentExecutor) {
                            try await mapAndMerge(ticket, lease, edition, id)
                        }
                    } catch {
                        // Not thrown: that would cancel the mappers, and one that takes note of it before the group
                        // has would have its cancellation thrown in place of what is wrong with the archive.
                        return .failure(error)
                    }
                }
                return .success(false)
            }
            guard try reading.get() else { throw CancellationError() }
            let (rows, badRows) = try await merger.complete(
                id, readTo: reader.unpackedOffset, digest: digest(of: reader), replacing: old?.id)
            return .added(rows: rows, badRows: badRows, replaced: old != nil)
        } catch let error as ArchiveError {
            try await merger.fail(id, message: error.description)
            throw error
        } catch let error as MergeInconsistency {
            let message = "\(archive.path): a defect of this program, please report it: \(error)"
            try await merger.fail(id, message: message)
            throw IngestFailure(kind: .badData, message: message)
        } catch is CancellationError {
            await merger.interrupt(id)
            throw CancellationError()
        }
    }

    private func mapAndMerge(
        _ ticket: ResourceLease<MergeTicket>, _ lease: WorkspaceLease, _ edition: Edition, _ id: Int64
    ) async throws {
        try Task.checkCancellation()
        let workspace = lease.workspace
        let mapped = PartitionMapper.map(
            workspace.partition, edition: edition, badRows: options.badRows, with: &workspace.builder)
        try Task.checkCancellation()
        var arrived = ArrivedPartition(
            place: workspace.partition.place, mapped: mapped, ticket: ticket, workspace: lease)
        if mapped.counts.memoryBytes <= IngestPools.smallCounts {
            arrived.workspace = nil
            lease.end()
        }
        try await merger.accept(arrived, of: id)
    }

    /// Reads an archive only to know whether its content is the same.
    private func contentDigest() throws -> String {
        let reader = try ArchiveReader(path: archive.path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while try reader.read(into: buffer) == buffer.count { try Task.checkCancellation() }
        return digest(of: reader)
    }

    /// CRC-32 and length of the unpacked content: what gzip and zip themselves vouch for, at no cost beside inflating.
    private func digest(of reader: ArchiveReader) -> String {
        let hex = String(reader.checksum, radix: 16)
        return "crc32:\(String(repeating: "0", count: 8 - hex.count))\(hex):\(reader.unpackedOffset)"
    }
}
