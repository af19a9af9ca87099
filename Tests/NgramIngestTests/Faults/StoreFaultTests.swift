import Foundation
import NgramIngest
import NgramStore
import Testing

/// Every call of SQLite for the store's files is made to fail, one after the other.
@Suite("An ingest whose store cannot be written or read at some call", .timeLimit(.minutes(30)))
struct StoreFaultTests {
    private static let isLong = ProcessInfo.processInfo.environment["NGRAMS_FAULTS"] == "all"

    /// The calls are divided into parts that run at the same time.
    private static let parts = 3

    @Test(
        "reports it, loses and doubles nothing, and succeeds when run again", arguments: [true, false],
        0..<Self.parts)
    func ingest(isNew: Bool, part: Int) async throws {
        let scene = try await FaultScene(isNew: isNew)
        var count = FaultCount()
        for (index, fault) in StoreFault.all.enumerated() {
            // For an existing store, every second call gets the simplest fault. The other faults, and all faults of a
            // new store, are tested at every 11th call, with different offsets, unless the long form is requested.
            let step = Self.isLong ? 1 : fault.isPlain && !isNew ? 2 : 11
            var k = index % step + 1 + part * step
            while try await isReached(k, fault, scene, &count) { k += step * Self.parts }
        }
        #expect(count.faults > 30)
        print(
            "fault campaign, SQLite's calls, \(isNew ? "new" : "old") store, part \(part): \(count.faults) faults in \(count.runs) "
                + "ingests, \(count.errors) ended in an error; all ended right when run again")
    }

    struct FaultCount {
        var runs = 0
        var faults = 0
        var errors = 0
    }

    /// Runs an ingest whose k-th call fails, and then one without faults.
    /// - Returns: Whether there was a k-th call.
    private func isReached(
        _ k: Int, _ fault: StoreFault, _ scene: FaultScene, _ count: inout FaultCount
    ) async throws -> Bool {
        let context = "\(fault), call \(k)"
        try scene.reset()
        scene.watch.arm(fault, at: k)
        let (events, result) = await scene.ingest(jobs: k % 3 + 1)
        let failures = scene.watch.disarm()
        count.runs += 1
        count.faults += min(failures, 1)

        let held = try scene.checkWhole(context)
        #expect(events.stored.isSubset(of: held), "\(context): reported archives that are not stored")
        #expect(events.unfinished.isEmpty, "\(context): the ends of these are not reported")
        switch result {
        case .success(let summary):
            // SQLite recovers from some failures by itself. Then nothing is missing.
            expectAll(summary, context)
            try scene.checkFinal(context)
        case .failure(let error):
            count.errors += 1
            let message = "\(error)"
            #expect(failures > 0, "\(context): \(message)")
            guard case .cannotWrite(let path, let reason)? = error as? StoreError else {
                Issue.record("\(context): \(message)")
                break
            }
            #expect(
                path == scene.store && !reason.isEmpty && message.contains("What was committed is safe"), "\(message)")
        }
        guard failures > 0 else { return false }
        expectAll(try await scene.ingest(jobs: 2).result.get(), "\(context), run again")
        try scene.checkFinal("\(context), run again")
        return true
    }

    private func expectAll(_ summary: IngestSummary, _ context: String) {
        #expect(summary.added + summary.unchanged == 4 && !summary.isInterrupted, "\(context): \(summary)")
        #expect(summary.failures.map(\.kind) == [.badData], "\(context): \(summary)")
    }
}
