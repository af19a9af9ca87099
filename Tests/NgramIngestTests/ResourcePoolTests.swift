import NgramBlocks
import Synchronization
import Testing

@testable import NgramIngest

@Suite("A pool of workspaces", .timeLimit(.minutes(30)))
struct ResourcePoolTests {
    private func pool(_ count: Int) -> ResourcePool<Workspace> {
        ResourcePool<Workspace>(
            (0..<count).map { _ in
                Workspace(partitionBytes: 10, blockLimits: BlockLimits(headBytes: 10, seriesBytes: 10))
            })
    }

    /// Takes all workspaces of the pool, which waits forever if one is lost.
    private func takeAll(_ pool: ResourcePool<Workspace>, _ count: Int) async throws {
        var leases: [ResourceLease<Workspace>] = []
        for _ in 0..<count { leases.append(try await pool.take()) }
        #expect(Set(leases.map { ObjectIdentifier($0.resource) }).count == count)
    }

    @Test("lends each to one task at a time, and takes it back with the last reference to its lease")
    func lends() async throws {
        let pool = pool(3)
        for _ in 0..<5 { try await takeAll(pool, 3) }
    }

    @Test("takes one back when its lease ends, and only once")
    func ended() async throws {
        let pool = pool(1)
        let lease = try await pool.take()
        lease.end()
        let next = try await pool.take()
        lease.end()
        let waiter = Task { _ = try await pool.take() }
        for _ in 0..<10 { await Task.yield() }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        withExtendedLifetime(next) {}
    }

    @Test("gives a returned workspace to a waiting task")
    func waits() async throws {
        let pool = pool(1)
        var lease: ResourceLease<Workspace>? = try await pool.take()
        let workspace = lease.map { ObjectIdentifier($0.resource) }
        let waiter = Task { ObjectIdentifier(try await pool.take().resource) }
        await Task.yield()
        lease = nil
        #expect(try await waiter.value == workspace)
        try await takeAll(pool, 1)
    }

    @Test("refuses a canceled task, before or while it waits, and loses nothing")
    func cancelled() async throws {
        let pool = pool(2)
        var leases: [ResourceLease<Workspace>] = [try await pool.take(), try await pool.take()]
        let waiters = (0..<20).map { _ in Task { _ = try await pool.take() } }
        for _ in 0..<10 { await Task.yield() }
        for waiter in waiters { waiter.cancel() }
        for waiter in waiters {
            await #expect(throws: CancellationError.self) { try await waiter.value }
        }
        leases.removeAll()
        try await takeAll(pool, 2)
        #expect(leases.isEmpty)
    }

    @Test("loses nothing when many tasks take, hold, return and are canceled at once", arguments: 1...10)
    func stress(round: Int) async throws {
        let pool = pool(3)
        let inUse = InUse()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                let task = Task {
                    let lease = try await pool.take()
                    let workspace = ObjectIdentifier(lease.resource)
                    #expect(inUse.add(workspace), "a workspace is lent twice")
                    await Task.yield()
                    inUse.remove(workspace)
                    withExtendedLifetime(lease) {}
                }
                if number % (round + 1) == 0 { task.cancel() }
                group.addTask {
                    await Task.yield()
                    if number % 3 == 0 { task.cancel() }
                    _ = await task.result
                }
            }
        }
        try await takeAll(pool, 3)
    }
}

/// The workspaces that are in use.
private final class InUse: Sendable {
    private let workspaces = Mutex<Set<ObjectIdentifier>>([])

    /// False when it is already in use.
    func add(_ workspace: ObjectIdentifier) -> Bool {
        workspaces.withLock { $0.insert(workspace).inserted }
    }

    func remove(_ workspace: ObjectIdentifier) {
        workspaces.withLock { _ = $0.remove(workspace) }
    }
}
