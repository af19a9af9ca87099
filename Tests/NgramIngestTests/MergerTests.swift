import NgramArchives
import NgramBlocks
import NgramStore
import Testing

@testable import NgramIngest

@Suite("The merger", .timeLimit(.minutes(30)))
struct MergerTests {
    private let fixture: IngestFixture
    private let tickets = ResourcePool((0..<4).map { _ in MergeTicket() })
    private let pool = ResourcePool<Workspace>(
        (0..<4).map { _ in Workspace(partitionBytes: 10, blockLimits: BlockLimits(headBytes: 10, seriesBytes: 10)) })

    init() throws {
        fixture = try IngestFixture()
    }

    /// The four partitions of an archive, mapped, in their order.
    private func mapped(_ rows: [String]) async throws -> [ArrivedPartition] {
        let path = try fixture.folder.write(Array(rows.joined(separator: "\n").utf8), to: IngestFixture.name("a"))
        let reader = try PartitionReader(ArchiveReader(path: path), partitionBytes: 1)
        var all: [ArrivedPartition] = []
        while all.count < 4 {
            let ticket = try await tickets.take()
            let lease = try await pool.take()
            guard try reader.next(lease.resource.partition) else { break }
            let mapped = PartitionMapper.map(
                lease.resource.partition, edition: .y2012, badRows: .fail, with: &lease.resource.builder)
            all.append(
                ArrivedPartition(
                    place: lease.resource.partition.place, mapped: mapped, ticket: ticket, workspace: lease))
        }
        return all
    }

    private func begin(_ merger: Merger) async throws -> Int64 {
        let plan = IngestPlan(fixture.options([fixture.folder.file(IngestFixture.name("a"))]))
        let archive = try #require(plan.lanes.first?.first)
        let id = try await merger.begin(
            ArchiveSource(
                name: archive.name.name, corpus: archive.corpus, isTotals: false, edition: .y2012, order: 1,
                size: archive.identity?.size ?? 0, modified: 0))
        await merger.expectPartitions(archive, id: id, badRows: .fail, from: StoreWriter.Progress())
        return id
    }

    @Test(
        "merges partitions in order, in whatever order they arrive",
        arguments: [[3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1]])
    func order(_ order: [Int]) async throws {
        let log = EventLog()
        let merger = Merger(store: fixture.store, batchBytes: 1) { log.add($0) }
        try await merger.open()
        var partitions = try await mapped(["a\t1\t1\t1", "b\t1\t1\t1", "c\t1\t1\t1", "d\t1\t1\t1"])
        let id = try await begin(merger)
        for index in order { try await merger.accept(partitions[index], of: id) }
        partitions.removeAll()
        #expect(try await merger.complete(id, readTo: 31, digest: "x", replacing: nil).rows == 4)
        try await merger.close()
        let rows = log.events.compactMap { if case .advanced(_, _, let rows) = $0 { rows } else { nil } }
        #expect(rows == [1, 2, 3, 4])
        #expect(try fixture.dump().map(\.matchSum) == [1, 1, 1, 1])
        try await takeAll()
    }

    @Test("releases all resources of an archive when one of its partitions is bad", arguments: [0, 1, 2])
    func failure(bad: Int) async throws {
        let merger = Merger(store: fixture.store, batchBytes: 1) { _ in }
        try await merger.open()
        var rows = ["a\t1\t1\t1", "b\t1\t1\t1", "c\t1\t1\t1", "d\t1\t1\t1"]
        rows[bad] = "bad"
        var partitions = try await mapped(rows)
        let id = try await begin(merger)
        for index in [2, 1] { try await merger.accept(partitions[index], of: id) }
        let error = await #expect(throws: ArchiveError.self) {
            try await merger.accept(partitions[0], of: id)
        }
        #expect(error?.description.contains("row \(bad + 1) ") ?? false)
        // A partition that was in progress when the archive failed.
        try await merger.accept(partitions[3], of: id)
        partitions.removeAll()
        // The reader may be waiting for one; if any were held until the failure is recorded, it would wait forever.
        try await takeAll()
        try await merger.fail(id, message: "bad")
        try await merger.close()
        #expect(try fixture.dump() == [])
        try fixture.check()
    }

    @Test("does not complete an archive that is unknown, lacks a partition, or was read further than merged")
    func inconsistent() async throws {
        let merger = Merger(store: fixture.store, batchBytes: 1) { _ in }
        try await merger.open()
        await #expect(throws: MergeInconsistency.self) {
            try await merger.complete(7, readTo: 0, digest: "x", replacing: nil)
        }
        for (accepted, offset) in [([1, 2, 3], 31), ([0, 1, 3], 31), ([0, 1, 2, 3], 32), ([0, 1, 2], 31)] {
            var partitions = try await mapped(["a\t1\t1\t1", "b\t1\t1\t1", "c\t1\t1\t1", "d\t1\t1\t1"])
            let id = try await begin(merger)
            for index in accepted { try await merger.accept(partitions[index], of: id) }
            await #expect(throws: MergeInconsistency.self) {
                try await merger.complete(id, readTo: Int64(offset), digest: "x", replacing: nil)
            }
            partitions.removeAll()
            try await takeAll()
            try await merger.fail(id, message: "inconsistent")
        }
        try await merger.close()
        #expect(try fixture.dump() == [])
        try fixture.check()
    }

    private func takeAll() async throws {
        var leases: [ResourceLease<Workspace>] = []
        var tickets: [ResourceLease<MergeTicket>] = []
        for _ in 0..<4 {
            leases.append(try await pool.take())
            tickets.append(try await self.tickets.take())
        }
        #expect(leases.count == 4 && tickets.count == 4)
    }
}
