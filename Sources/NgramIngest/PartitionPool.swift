import NgramArchives
import NgramCounts
import Synchronization

/// What a partition needs on its way from the reader to the store: memory for its rows and for its counts.
///
/// Held by one task at a time, through its lease, which is why it may cross tasks unchecked.
final class Workspace: @unchecked Sendable {
    let partition: Partition
    var builder: PartialCountsBuilder

    init(partitionBytes: Int, blockBytes: Int) {
        partition = Partition(capacity: partitionBytes)
        builder = PartialCountsBuilder(
            partitionBytes: PartitionReader.largestPartition, blockTarget: blockBytes)
    }
}

/// The use of a workspace, which ends with the last reference to the lease: whatever becomes of the partition, merged,
/// failed or cancelled, its workspace goes back to the pool.
final class WorkspaceLease: Sendable {
    let workspace: Workspace
    private let pool: PartitionPool

    fileprivate init(_ workspace: Workspace, of pool: PartitionPool) {
        self.workspace = workspace
        self.pool = pool
    }

    deinit {
        pool.give(workspace)
    }
}

/// A fixed number of workspaces: the bound on what is under way between the readers and the store, and so on memory.
/// A reader that is ahead waits here.
///
/// A lease is held until its counts, and those of all partitions before it, are merged. That cannot lock up: whoever waits for an earlier partition waits for one that
/// has its workspace already.
final class PartitionPool: Sendable {
    private struct State {
        var free: [Workspace]
        var waiters: [(id: Int, continuation: CheckedContinuation<Workspace?, Never>)] = []
        var nextWaiter = 0
    }

    private let state: Mutex<State>

    init(_ workspaces: [Workspace]) {
        state = Mutex(State(free: workspaces))
    }

    /// A free workspace; suspends while there is none.
    /// - Throws: `CancellationError` when the task is cancelled.
    func take() async throws -> WorkspaceLease {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let workspace = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: Workspace?? = state.withLock { state in
                    // Cancelled before it could wait: the handler has come and gone.
                    if Task.isCancelled { return .some(nil) }
                    if let workspace = state.free.popLast() { return workspace }
                    state.waiters.append((id, continuation))
                    return .none
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: nil)
        }
        guard let workspace else { throw CancellationError() }
        return WorkspaceLease(workspace, of: self)
    }

    /// Takes a workspace back, for who has waited longest.
    fileprivate func give(_ workspace: Workspace) {
        let waiter = state.withLock { state -> CheckedContinuation<Workspace?, Never>? in
            if state.waiters.isEmpty {
                state.free.append(workspace)
                return nil
            }
            return state.waiters.removeFirst().continuation
        }
        waiter?.resume(returning: workspace)
    }
}
