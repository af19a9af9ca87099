import NgramArchives
import NgramModel
import NgramStore

/// The ingest of one archive: decides what to do, reads the archive, and completes it or records why it failed.
///
/// Runs on a reader's thread (`ReaderExecutor`). Mapping runs on the cooperative pool, and merging on the merger's
/// thread.
struct ArchiveIngest {
    let archive: PlannedArchive
    /// Whether the ledger may have an archive of this name. If not, no query is needed.
    let mayBeKnown: Bool
    let options: IngestOptions
    let merger: Merger
    let pools: IngestPools
    /// This lease ends when the file has been read, so that the next archive does not wait until this one is merged.
    let slot: ResourceLease<ReadingSlot>
    let report: @Sendable (IngestEvent) -> Void

    /// Ingests the archive.
    ///
    /// - Throws: `StoreError` and other errors of the store, which end the whole ingest, and `CancellationError`.
    /// An error in the archive is an outcome instead.
    func run() async throws -> (outcome: ArchiveOutcome, failure: IngestFailure?) {
        do {
            return (try await readLatest(), nil)
        } catch ArchiveError.interrupted {
            throw CancellationError()
        } catch let error as ArchiveError {
            let failure = IngestFailure.archive(error)
            return (.failed(message: options.failureText(failure)), failure)
        } catch let failure as IngestFailure {
            return (.failed(message: options.failureText(failure)), failure)
        }
    }

    /// Reads the archive. If it changes on the server meanwhile, it is read again; if that goes on, it fails.
    private func readLatest() async throws -> ArchiveOutcome {
        for _ in 0..<2 where WebAddress.isAddress(archive.path) {
            do {
                return try await read()
            } catch ArchiveError.changedWhileRead {
                report(.note("\(archive.path): starts over, because it changed on the server"))
            }
        }
        return try await read()
    }

    private func read() async throws -> ArchiveOutcome {
        let identity = try FileIdentity(path: archive.path, web: options.web)
        let (complete, loading) = mayBeKnown ? try await merger.records(of: archive) : (nil, nil)
        if let complete {
            // Rows that an earlier run skipped must not be missing after a run that does not skip any.
            let isReadAsRequested = options.badRows == .skip || complete.badRows == 0
            let hasSameNgrams = complete.isTotals || complete.placeholderPolicy == options.placeholders
            if isReadAsRequested, hasSameNgrams, try await isUnchanged(complete, identity) {
                // An interrupted replacement is no longer needed.
                if let loading { try await merger.discard(loading.id) }
                return .unchanged
            }
            guard options.replace else {
                guard hasSameNgrams else { throw readWithOtherPlaceholders(complete) }
                throw isReadAsRequested ? changed(complete) : readWithRowsSkipped(complete)
            }
        }
        report(
            .started(
                archive: archive.index, name: archive.name.name, corpus: archive.corpus.description,
                fileBytes: identity.size))
        // An archive with nothing committed starts over, because its edition, for example, may have changed.
        if let loading, archive.name.contents == .ngrams, loading.resumeOffset > 0 {
            if let outcome = try await carryOn(loading, replacing: complete) { return outcome }
        } else if let loading {
            try await merger.discard(loading.id)
        }
        return try await readAll(replacing: complete)
    }

    /// Whether the store already has the file's content. Equal size and modification time are enough; otherwise it
    /// reads the file and compares digests.
    private func isUnchanged(_ complete: ArchiveRecord, _ identity: FileIdentity) async throws -> Bool {
        if complete.size == identity.size, complete.modified == identity.modified { return true }
        guard try contentDigest() == complete.digest else { return false }
        try await merger.update(complete.id, archive.path, identity: identity)
        return true
    }

    private func changed(_ complete: ArchiveRecord) -> IngestFailure {
        .changed(path: archive.path, name: complete.name, corpus: complete.corpus, readOn: complete.changedAt)
    }

    private func readWithRowsSkipped(_ complete: ArchiveRecord) -> IngestFailure {
        .readWithRowsSkipped(path: archive.path, badRows: complete.badRows, readOn: complete.changedAt)
    }

    private func readWithOtherPlaceholders(_ complete: ArchiveRecord) -> IngestFailure {
        .readWithOtherPlaceholders(
            path: archive.path, policy: complete.placeholderPolicy, readOn: complete.changedAt)
    }

    /// Resumes an interrupted archive. If that is not possible, removes the part that was stored and returns nil.
    private func carryOn(_ loading: ArchiveRecord, replacing old: ArchiveRecord?) async throws -> ArchiveOutcome? {
        var progress = StoreWriter.Progress(loading)
        progress.inflateState = try await merger.inflateState(of: loading.id)
        // Rows that an earlier run skipped must not be missing after a run that does not skip any.
        let isPolicyKept =
            (options.badRows == .skip || loading.badRows == 0) && loading.placeholderPolicy == options.placeholders
        let reader = try ArchiveReader(
            path: archive.path, stateInterval: InflateState.usualInterval, web: options.web)
        let partitions = PartitionReader(reader, partitionBytes: options.partitionBytes)
        let point = ResumePoint(
            offset: progress.resumeOffset, checkedOffset: progress.checkedOffset, checksum: progress.checkedChecksum)
        let isSame: Bool
        do {
            isSame = try isPolicyKept && partitions.resume(at: point, state: progress.inflateState)
        } catch let error as ArchiveError {
            // The file can no longer be read in the part that was already merged, so the archive has failed.
            if !error.mayPass { try await merger.fail(loading.id, message: error.description) }
            throw error
        }
        guard isSame, let edition = loading.edition else {
            report(
                .note(
                    "\(archive.path): starts over, because its earlier part has changed or was read with other options")
            )
            try await merger.discard(loading.id)
            return nil
        }
        report(
            .note(
                "\(archive.path): carries on after row \(progress.rows + progress.badRows + progress.placeholderRows)"))
        try await merger.update(loading.id, archive.path, identity: reader.identity, badRowPolicy: options.badRows)
        return try await readPartitions(
            partitions, reader, id: loading.id, edition: edition, from: progress, replacing: old)
    }

    private func readAll(replacing old: ArchiveRecord?) async throws -> ArchiveOutcome {
        let isTotals = archive.name.contents == .totals
        let reader = try ArchiveReader(
            path: archive.path, stateInterval: isTotals ? nil : InflateState.usualInterval, web: options.web)
        let edition = try archive.name.edition ?? (isTotals ? nil : Edition(sniffing: archive.path, web: options.web))
        let id = try await merger.begin(
            ArchiveSource(
                name: archive.name.name, corpus: archive.corpus, isTotals: isTotals, edition: edition,
                order: archive.name.order, size: reader.identity.size, modified: reader.identity.modified,
                origin: reader.identity.origin(at: archive.path), badRowPolicy: options.badRows,
                placeholderPolicy: options.placeholders))
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
            try await merger.complete(id, archive, totals: totals, digest: digest(of: reader), replacing: old?.id)
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
        await merger.expectPartitions(archive, id: id, badRows: options.badRows, from: progress)
        // Held until the archive is complete.
        var completion: ResourceLease<CompletionSlot>?
        defer { completion?.end() }
        do {
            let reading: Result<Bool, any Error> = try await withThrowingDiscardingTaskGroup { group in
                // When a partition fails, reading stops and the group throws that failure.
                while !group.isCancelled {
                    do {
                        let ticket = try await pools.tickets.take()
                        let lease = try await pools.workspaces.take()
                        guard try partitions.next(lease.resource.partition) else {
                            if reader.uncompressedOffset > IngestPools.smallArchive {
                                completion = try await pools.completions.take()
                            }
                            slot.end()
                            return .success(true)
                        }
                        guard let edition else { throw ArchiveError.unknownLayout(path: archive.path) }
                        group.addTask(executorPreference: globalConcurrentExecutor) {
                            try await mapAndMerge(ticket, lease, edition, id)
                        }
                    } catch {
                        // Throwing here would cancel the mappers, and the group might then throw a mapper's
                        // `CancellationError` in place of this error.
                        return .failure(error)
                    }
                }
                return .success(false)
            }
            guard try reading.get() else { throw CancellationError() }
            // The checksum of a compressed archive confirms that it has no rows. An empty file may be a failed
            // download.
            guard reader.isCompressed || reader.uncompressedOffset > 0 else {
                throw ArchiveError.empty(path: archive.path)
            }
            let read = try await merger.complete(
                id, readTo: reader.uncompressedOffset, digest: digest(of: reader), replacing: old?.id)
            for note in notes(on: read, hasByteOrderMark: partitions.byteOrderMarkBytes > 0) {
                report(.note("\(archive.path): \(note)"))
            }
            return .added(rows: read.rows, badRows: read.badRows, replaced: old != nil)
        } catch let error as ArchiveError {
            if error.mayPass {
                await merger.interrupt(id)
            } else {
                try await merger.fail(id, message: error.description)
            }
            throw error
        } catch let error as MergeInconsistency {
            let failure = IngestFailure.inconsistent(path: archive.path, found: error.description)
            try await merger.fail(id, message: failure.message)
            throw failure
        } catch is CancellationError {
            await merger.interrupt(id)
            throw CancellationError()
        }
    }

    /// The unusual facts about an archive that was accepted.
    private func notes(on read: StoreWriter.Progress, hasByteOrderMark: Bool) -> [String] {
        var notes: [String] = []
        if read.rows + read.badRows + read.placeholderRows == 0 { notes.append("it has no rows") }
        if hasByteOrderMark { notes.append("skipped the byte order mark at its beginning") }
        if let first = read.firstBadRow {
            notes.append("skipped \(counted(read.badRows, "bad row")); the first is \(first)")
        }
        if read.placeholderRows > 0 {
            notes.append("left out \(counted(read.placeholderRows, "row")) whose n-gram has a bare tag")
        }
        if read.repeatedYears > 0 {
            notes.append(
                "\(counted(read.repeatedYears, "observation")) repeat\(read.repeatedYears == 1 ? "s" : "") a year of "
                    + "the same n-gram; the counts of such a year are summed")
        }
        return notes
    }

    private func counted(_ count: Int64, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private func mapAndMerge(
        _ ticket: ResourceLease<MergeTicket>, _ lease: ResourceLease<Workspace>, _ edition: Edition, _ id: Int64
    ) async throws {
        // The task that uses a workspace last ends its lease, so that the pool's lock orders this use and the next one. The
        // last reference may be that of the reader.
        var isHandedOn = false
        defer { if !isHandedOn { lease.end() } }
        try Task.checkCancellation()
        let workspace = lease.resource
        let mapped = PartitionMapper.map(
            workspace.partition, edition: edition, badRows: options.badRows, placeholders: options.placeholders,
            with: &workspace.builder)
        try Task.checkCancellation()
        var arrived = ArrivedPartition(
            place: workspace.partition.place, mapped: mapped, ticket: ticket, workspace: lease)
        if mapped.counts.memoryBytes <= IngestPools.smallCounts {
            arrived.workspace = nil
            lease.end()
        }
        isHandedOn = arrived.workspace != nil
        try await merger.accept(arrived, of: id)
    }

    /// Reads an archive only to compute the digest of its content.
    private func contentDigest() throws -> String {
        let reader = try ArchiveReader(path: archive.path, web: options.web)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while try reader.read(into: buffer) == buffer.count { try Task.checkCancellation() }
        return digest(of: reader)
    }

    /// The digest of the content: its CRC-32 and uncompressed length, which gzip and zip verify and inflating computes
    /// anyway.
    private func digest(of reader: ArchiveReader) -> String {
        let hex = String(reader.checksum, radix: 16)
        return "crc32:\(String(repeating: "0", count: 8 - hex.count))\(hex):\(reader.uncompressedOffset)"
    }
}

extension ArchiveError {
    /// Whether nothing is known to be wrong with the archive, so that what was committed stays for the next ingest.
    fileprivate var mayPass: Bool {
        switch self {
        case .unreachable, .interrupted: true
        default: false
        }
    }
}
