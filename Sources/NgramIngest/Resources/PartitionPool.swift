import NgramArchives
import NgramBlocks
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

/// Workspaces: the bound on what is being read and mapped.
typealias PartitionPool = ResourcePool<Workspace>

/// The use of a workspace.
typealias WorkspaceLease = ResourceLease<Workspace>

extension ResourceLease where Resource == Workspace {
    /// What is lent.
    var workspace: Workspace { resource }
}

/// The right to have a partition under way, from before it is read until it is merged: the bound on how far reading
/// and mapping may be ahead of the store.
struct MergeTicket: Sendable {}

/// The right to read an archive.
struct ReadingSlot: Sendable {}

/// The use of a slot.
typealias ReadingSlotLease = ResourceLease<ReadingSlot>

/// The use of a resource, which ends with `end` or the last reference to the lease: whatever becomes of the work,
/// merged, failed or cancelled, its resource goes back to the pool.
final class ResourceLease<Resource: Sendable>: Sendable {
    let resource: Resource
    private let pool: ResourcePool<Resource>
    private let isEnded = Mutex(false)

    fileprivate init(_ resource: Resource, of pool: ResourcePool<Resource>) {
        self.resource = resource
        self.pool = pool
    }

    /// Gives the resource back. It must not be used through this lease any more.
    func end() {
        let isFirst = isEnded.withLock { isEnded in
            defer { isEnded = true }
            return !isEnded
        }
        if isFirst { pool.give(resource) }
    }

    deinit {
        end()
    }
}

/// A fixed number of resources, for whose use tasks wait in turn.
///
/// A partition's ticket, and its workspace where it keeps it, are held until it and all partitions before it are
/// merged. That cannot lock up: whoever waits for an earlier partition waits for one that has what it needs already.
final class ResourcePool<Resource: Sendable>: Sendable {
    private struct State {
        var free: [Resource]
        var waiters: [(id: Int, continuation: CheckedContinuation<Resource?, Never>)] = []
        var nextWaiter = 0
    }

    private let state: Mutex<State>

    init(_ resources: [Resource]) {
        state = Mutex(State(free: resources))
    }

    /// A free resource; suspends while there is none.
    /// - Throws: `CancellationError` when the task is cancelled.
    func take() async throws -> ResourceLease<Resource> {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let resource = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: Resource?? = state.withLock { state in
                    // Cancelled before it could wait: the handler has come and gone.
                    if Task.isCancelled { return .some(nil) }
                    if let resource = state.free.popLast() { return resource }
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
        guard let resource else { throw CancellationError() }
        return ResourceLease(resource, of: self)
    }

    /// Takes a resource back, for who has waited longest.
    fileprivate func give(_ resource: Resource) {
        let waiter = state.withLock { state -> CheckedContinuation<Resource?, Never>? in
            if state.waiters.isEmpty {
                state.free.append(resource)
                return nil
            }
            return state.waiters.removeFirst().continuation
        }
        waiter?.resume(returning: resource)
    }
}
