import Foundation
import NgramIngest
import NgramTestSupport
import Testing

@Suite("Eight readers during ingests that replace archives", .serialized, .timeLimit(.minutes(30)))
struct ReadersDuringIngestTests {
    private static let readers = 8
    private static let rounds = environmentNumber("NGRAMS_READER_ROUNDS", default: 8)
    private static let seed = UInt64(environmentNumber("NGRAMS_READER_SEED", default: 1))

    @Test("get answers of one committed state each, none of them an error")
    func answers() async throws {
        let fixture = try IngestFixture()
        let archives = VersionedArchives(seed: Self.seed)
        let crew = ReaderCrew(archives, store: fixture.store)
        crew.start(Self.readers)
        var replaced = 0
        for version in 1...Self.rounds {
            let paths = try archives.write(version: version, into: fixture.folder)
            var options = fixture.options(paths, jobs: version % 3 + 1)
            options.replace = true
            let summary = try await Ingest.run(IngestPlan(options), options) { event in
                // Lets slow readers see this state before the next one.
                guard case .finished = event else { return }
                let before = crew.snapshots
                Self.wait { crew.snapshots >= before + Self.readers }
            }
            #expect((summary.failures, summary.added) == ([], VersionedArchives.count))
            if version > 1 { replaced += summary.added }
        }
        let seen = await crew.finish()
        #expect(seen.problems.isEmpty, "\(seen.problems.count): \(seen.problems.prefix(5))")
        #expect(seen.states.count > Self.rounds, "some were of states between")
        let last = [Int](repeating: Self.rounds, count: VersionedArchives.count)
        #expect(try fixture.dump() == archives.model(last).dump())
        try fixture.check()
        print(
            "readers during ingests: seed \(Self.seed), \(Self.readers) readers, \(Self.rounds) ingests with "
                + "\(replaced) replacements, \(seen.snapshots) snapshots of \(seen.states.count) states, "
                + "\(seen.answers) answers; each is of one committed state")
    }

    @Test("find no store or a sound one while it and its log are created and removed")
    func creation() async throws {
        let archives = VersionedArchives(seed: Self.seed)
        var (answers, stores) = (0, 0)
        for version in 1...max(1, Self.rounds / 2) {
            let fixture = try IngestFixture()
            let crew = ReaderCrew(archives, store: fixture.store)
            crew.start(Self.readers)
            // Each ingest may be the first or the last open connection, which creates or removes the log.
            let paths = try archives.write(version: version, into: fixture.folder)
            for path in paths { #expect(try await fixture.run([path]).added == 1) }
            Self.wait { crew.snapshots > Self.readers }
            let seen = await crew.finish()
            #expect(seen.problems.isEmpty, "\(seen.problems.count): \(seen.problems.prefix(5))")
            answers += seen.answers
            stores += 1
        }
        print("readers of stores in the making: seed \(Self.seed), \(stores) stores, \(answers) answers; no error")
    }

    /// Waits for readers, which run on separate threads. Gives up after a while, so that the test can report the
    /// problem.
    private static func wait(_ condition: () -> Bool) {
        for _ in 0..<5000 where !condition() { Thread.sleep(forTimeInterval: 0.001) }
    }
}
