import Synchronization

/// A fixed number of resources that tasks wait for in first-come order.
///
/// A partition holds its ticket, and its workspace if that was not released earlier, until the partition and all
/// partitions before it are merged. This cannot deadlock: a partition only ever waits for an earlier one, which already
/// has its resources.
final class ResourcePool<Resource: Sendable>: Sendable {
    private struct State {
        var free: [Resource]
        var waiters: [(id: Int, continuation: CheckedContinuation<Resource?, Never>)] = []
        var nextWaiter = 0
    }

    private let state: Mutex<State>

    /// A pool of the given resources.
    init(_ resources: [Resource]) {
        state = Mutex(State(free: resources))
    }

    /// Takes a free resource. Suspends while there is none.
    /// - Throws: `CancellationError` when the task is canceled.
    func take() async throws -> ResourceLease<Resource> {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let resource = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready: Resource?? = state.withLock { state in
                    // If the task was canceled before this point, the handler has already run and found no waiter.
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
        // If `give` resumes the continuation before this task has suspended, the runtime orders the two in a way that the
        // thread sanitizer does not see. The lock shows it the order.
        state.withLock { _ in }
        guard let resource else { throw CancellationError() }
        return ResourceLease(resource, of: self)
    }

    /// Takes a resource back and gives it to the task that has waited longest.
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

/// The use of a resource. It ends with `end` or with the last reference to the lease, so the resource returns to its
/// pool whether the work succeeds, fails or is canceled.
final class ResourceLease<Resource: Sendable>: Sendable {
    /// The resource. It must not be used after `end`.
    let resource: Resource
    private let pool: ResourcePool<Resource>
    private let isEnded = Mutex(false)

    fileprivate init(_ resource: Resource, of pool: ResourcePool<Resource>) {
        self.resource = resource
        self.pool = pool
    }

    /// Returns the resource to its pool. Calling it again does nothing.
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
