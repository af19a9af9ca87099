import Foundation
import NgramStore
import NgramSystem
import Synchronization

/// The result of an ingest.
package struct IngestSummary: Sendable, Equatable {
    /// The number of archives that were added or replaced.
    package var added = 0
    /// The number of archives that the store already had.
    package var unchanged = 0
    /// The number of rows that were added.
    package var rows: Int64 = 0
    /// The number of bad rows that were skipped.
    package var badRows: Int64 = 0
    /// The archives and paths that failed.
    package var failures: [IngestFailure] = []
    /// Whether it was canceled before the end.
    package var isInterrupted = false
}

/// Reads archives into a store. Several archives are read at a time; each is cut into partitions, which are mapped in
/// parallel and merged in order by one writer.
///
/// ```
/// reader (a thread per archive) ──partitions──▶ mappers (a task per partition) ──counts──▶ merger (one thread)
/// ```
///
/// `IngestPools` bounds the amount of data in transit between them. Canceling the task stops the readers at the next
/// partition. The partitions merged before that are committed, and the next run resumes from there.
package enum Ingest {
    /// Executes a plan.
    ///
    /// - Parameter report: Receives the events. It is called on several threads.
    /// - Throws: `StoreError` when the store cannot be opened or written. Earlier commits stay.
    package static func run(
        _ plan: IngestPlan, _ options: IngestOptions, report: @escaping @Sendable (IngestEvent) -> Void
    ) async throws -> IngestSummary {
        guard plan.count > 0 else { return IngestSummary(failures: plan.failures) }
        let outcomes = Outcomes(failures: plan.failures)
        let merger = Merger(store: options.store, batchBytes: options.batchBytes, report: report)
        try await merger.open()
        report(.planned(archives: plan.count, fileBytes: plan.fileBytes))
        // One query for all archives. With thousands of archives that the store already has, separate queries would
        // take seconds.
        let ledger = try await merger.ledgerIndex()
        let lanes = plan.lanes.filter { lane in
            guard let archive = lane.first, lane.count == 1, isUnchanged(archive, ledger, options) else { return true }
            finish(archive, .unchanged, nil, outcomes, report)
            return false
        }
        let jobs = jobs(options, archives: lanes.count)
        let pools = IngestPools(options, jobs: jobs)
        let readers = ReaderExecutor(threads: jobs)
        defer { withExtendedLifetime(readers) {} }
        do {
            // When the store fails, the group cancels its tasks and then throws that failure.
            try await withThrowingDiscardingTaskGroup { group in
                for lane in lanes {
                    guard let slot = try? await pools.slots.take(), !group.isCancelled else { break }
                    group.addTask(executorPreference: readers) {
                        try await run(lane, slot, options, ledger, merger, pools, outcomes, report)
                    }
                }
            }
        } catch {
            // The original failure is more informative than a failure to close the store.
            try? await merger.close()
            throw error
        }
        try await merger.close()
        var summary = outcomes.summary.withLock { $0 }
        if Task.isCancelled { summary.isInterrupted = true }
        return summary
    }

    /// Collects the outcomes of archives, on several threads.
    private final class Outcomes: Sendable {
        let summary: Mutex<IngestSummary>

        init(failures: [IngestFailure]) {
            summary = Mutex(IngestSummary(failures: failures))
        }
    }

    /// Reads the archives of a lane one after another; the first one uses the given slot. Interruption is an outcome
    /// rather than an error, so that the outcomes of other archives are not lost.
    private static func run(
        _ lane: [PlannedArchive], _ firstSlot: ResourceLease<ReadingSlot>, _ options: IngestOptions,
        _ ledger: LedgerIndex,
        _ merger: Merger, _ pools: IngestPools, _ outcomes: Outcomes,
        _ report: @escaping @Sendable (IngestEvent) -> Void
    ) async throws {
        var slot: ResourceLease<ReadingSlot>? = firstSlot
        for archive in lane where !Task.isCancelled {
            do {
                let own = if let slot { slot } else { try await pools.slots.take() }
                slot = nil
                // The ledger was read before the lane began, so it lacks the archives that the lane has added.
                let mayBeKnown = lane.count > 1 || entry(of: archive, ledger) != nil
                let ingest = ArchiveIngest(
                    archive: archive, mayBeKnown: mayBeKnown, options: options, merger: merger, pools: pools, slot: own,
                    report: report)
                let result = try await ingest.run()
                finish(archive, result.outcome, result.failure, outcomes, report)
            } catch is CancellationError {
                finish(archive, .interrupted, nil, outcomes, report)
            } catch {
                // The store has failed. The committed part of the archive stays, as after an interruption.
                finish(archive, .interrupted, nil, outcomes, report)
                throw error
            }
        }
    }

    private static func entry(of archive: PlannedArchive, _ ledger: LedgerIndex) -> LedgerIndex.Entry? {
        ledger[corpus: archive.corpus.description, name: archive.name.name]
    }

    /// Whether there is nothing to do: the store has the archive, its file has the same size and modification time, and
    /// no replacement of it was interrupted.
    private static func isUnchanged(
        _ archive: PlannedArchive, _ ledger: LedgerIndex, _ options: IngestOptions
    ) -> Bool {
        guard let entry = entry(of: archive, ledger), !entry.isLoading else { return false }
        return archive.action(ledger, options) == .unchanged
    }

    private static func finish(
        _ archive: PlannedArchive, _ outcome: ArchiveOutcome, _ failure: IngestFailure?, _ outcomes: Outcomes,
        _ report: (IngestEvent) -> Void
    ) {
        report(
            .finished(
                archive: archive.index, name: archive.name.name, corpus: archive.corpus.description, outcome: outcome))
        outcomes.summary.withLock { $0.add(outcome, failure) }
    }

    /// The requested number of jobs, limited to the useful number, because memory use grows with it. A processor for
    /// which there is no archive still maps partitions of other archives.
    private static func jobs(_ options: IngestOptions, archives: Int) -> Int {
        min(options.jobs, max(archives, ProcessInfo.processInfo.activeProcessorCount))
    }
}

extension IngestSummary {
    fileprivate mutating func add(_ outcome: ArchiveOutcome, _ failure: IngestFailure?) {
        if let failure { failures.append(failure) }
        switch outcome {
        case .added(let rows, let badRows, _):
            added += 1
            self.rows += rows
            self.badRows += badRows
        case .unchanged: unchanged += 1
        case .interrupted: isInterrupted = true
        case .failed: break
        }
    }
}
