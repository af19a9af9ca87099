import Foundation
import NgramSystem
import Synchronization

/// What an ingest came to.
package struct IngestSummary: Sendable, Equatable {
    /// Archives that were added or replaced.
    package var added = 0
    /// Archives that the store had already.
    package var unchanged = 0
    /// Rows that were added.
    package var rows: Int64 = 0
    /// Rows that were left out.
    package var badRows: Int64 = 0
    /// What could not be done.
    package var failures: [IngestFailure] = []
    /// Whether it was cancelled before all was done.
    package var isInterrupted = false
}

/// Reads archives into a store: several at a time, each cut into partitions that are mapped in parallel and merged in
/// order by one writer.
///
/// ```
/// reader (a thread per archive) ──partitions──▶ mappers (a task per partition) ──counts──▶ merger (one thread)
/// ```
///
/// All hand-overs together hold no more than `IngestPools` has. Cancelling the task stops the
/// readers at the next partition; what was merged by then is committed, and the next run carries on from there.
package enum Ingest {
    /// Does what the plan says.
    ///
    /// - Parameter report: told what happens, from several threads.
    /// - Throws: `StoreError` when the store cannot be opened or written; what was committed by then stays.
    package static func run(
        _ plan: IngestPlan, _ options: IngestOptions, report: @escaping @Sendable (IngestEvent) -> Void
    ) async throws -> IngestSummary {
        guard plan.count > 0 else { return IngestSummary(failures: plan.failures) }
        let outcomes = Outcomes(failures: plan.failures)
        let merger = Merger(store: options.store, batchBytes: options.batchBytes, report: report)
        try await merger.open()
        report(.planned(archives: plan.count, packedBytes: plan.packedBytes))
        let jobs = jobs(options, archives: plan.lanes.count)
        let pools = IngestPools(options, jobs: jobs)
        let readers = ReaderExecutor(threads: jobs)
        defer { withExtendedLifetime(readers) {} }
        do {
            // Once the store has failed, the group is cancelled, and then throws that failure.
            try await withThrowingDiscardingTaskGroup { group in
                for lane in plan.lanes {
                    guard let slot = try? await pools.slots.take(), !group.isCancelled else { break }
                    group.addTask(executorPreference: readers) {
                        try await run(lane, slot, options, merger, pools, outcomes, report)
                    }
                }
            }
        } catch {
            // The store's own failure is what the user must hear of, whatever closing it says.
            try? await merger.close()
            throw error
        }
        try await merger.close()
        var summary = outcomes.summary.withLock { $0 }
        if Task.isCancelled { summary.isInterrupted = true }
        return summary
    }

    /// Gathers what becomes of each archive, from several threads.
    private final class Outcomes: Sendable {
        let summary: Mutex<IngestSummary>

        init(failures: [IngestFailure]) {
            summary = Mutex(IngestSummary(failures: failures))
        }
    }

    /// Reads the archives of a lane, the first in the given slot. One that is interrupted is an outcome like others,
    /// so that what other archives came to is not lost with it.
    private static func run(
        _ lane: [PlannedArchive], _ firstSlot: ReadingSlotLease, _ options: IngestOptions, _ merger: Merger,
        _ pools: IngestPools, _ outcomes: Outcomes, _ report: @escaping @Sendable (IngestEvent) -> Void
    ) async throws {
        var slot: ReadingSlotLease? = firstSlot
        for archive in lane where !Task.isCancelled {
            func finish(_ outcome: ArchiveOutcome, _ failure: IngestFailure? = nil) {
                report(
                    .finished(
                        archive: archive.index, name: archive.name.name, corpus: archive.corpus.description,
                        outcome: outcome))
                outcomes.summary.withLock { $0.add(outcome, failure) }
            }
            do {
                let own = if let slot { slot } else { try await pools.slots.take() }
                slot = nil
                let ingest = ArchiveIngest(
                    archive: archive, options: options, merger: merger, pools: pools, slot: own, report: report)
                let result = try await ingest.run()
                finish(result.outcome, result.failure)
            } catch is CancellationError {
                finish(.interrupted)
            } catch {
                // The store has failed. What is committed of the archive stays, as if it had been interrupted.
                finish(.interrupted)
                throw error
            }
        }
    }

    /// As many as were asked for, but no more than are of use: memory goes by them. A processor without an archive of
    /// its own still maps the partitions of others.
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
