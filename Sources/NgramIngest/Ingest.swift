import Foundation
import NgramArchives
import NgramCounts
import NgramStore

/// What an ingest came to.
public struct IngestSummary: Sendable, Equatable {
    /// Archives that were added or replaced.
    public var added = 0
    /// Archives that the store had already.
    public var unchanged = 0
    /// Rows that were added.
    public var rows: Int64 = 0
    /// Rows that were left out.
    public var badRows: Int64 = 0
    /// What could not be done.
    public var failures: [IngestFailure] = []
    /// Whether it was cancelled before all was done.
    public var isInterrupted = false
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
public enum Ingest {
    /// Does what the plan says.
    ///
    /// - Parameter report: told what happens, from several threads.
    /// - Throws: `StoreError` when the store cannot be opened or written; what was committed by then stays.
    public static func run(
        _ plan: IngestPlan, _ options: IngestOptions, report: @escaping @Sendable (IngestEvent) -> Void
    ) async throws -> IngestSummary {
        var summary = IngestSummary()
        summary.failures = plan.failures
        guard plan.count > 0 else { return summary }
        let merger = try Merger(store: options.store, batchBytes: options.batchBytes, report: report)
        report(.planned(archives: plan.count, packedBytes: plan.packedBytes))
        let jobs = jobs(options, archives: plan.lanes.count)
        let pools = IngestPools(options, jobs: jobs)
        let readers = ReaderExecutor()
        do {
            try await withThrowingTaskGroup(of: [LaneResult].self) { group in
                var waiting = plan.lanes[...]
                func startNext() {
                    guard let lane = waiting.popFirst() else { return }
                    group.addTask(executorPreference: readers) {
                        try await run(lane, options, merger, pools, report)
                    }
                }
                for _ in 0..<jobs { startNext() }
                while let results = try await group.next() {
                    for result in results { summary.add(result.outcome, result.failure) }
                    if !Task.isCancelled { startNext() }
                }
            }
        } catch {
            // The store's own failure is what the user must hear of, whatever closing it says.
            try? await merger.close()
            throw error
        }
        if Task.isCancelled { summary.isInterrupted = true }
        try await merger.close()
        return summary
    }

    private typealias LaneResult = (outcome: ArchiveOutcome, failure: IngestFailure?)

    /// Reads the archives of a lane. One that is interrupted is a result like others, so that what other archives came
    /// to is not lost with it.
    private static func run(
        _ lane: [PlannedArchive], _ options: IngestOptions, _ merger: Merger, _ pools: IngestPools,
        _ report: @escaping @Sendable (IngestEvent) -> Void
    ) async throws -> [LaneResult] {
        var results: [LaneResult] = []
        for archive in lane where !Task.isCancelled {
            let ingest = ArchiveIngest(
                archive: archive, options: options, merger: merger, pools: pools, report: report)
            func finish(_ outcome: ArchiveOutcome) {
                report(
                    .finished(
                        archive: archive.index, name: archive.name.name, corpus: archive.corpus.description,
                        outcome: outcome))
            }
            do {
                let result = try await ingest.run()
                finish(result.outcome)
                results.append(result)
            } catch is CancellationError {
                finish(.interrupted)
                results.append((.interrupted, nil))
            }
        }
        return results
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
