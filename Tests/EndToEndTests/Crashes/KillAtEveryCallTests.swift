import Foundation
import NgramTestSupport
import Testing

/// An ingest is killed at each of its calls that change a file or make changes durable. This reaches every moment at
/// which a crash of the program makes a difference, and does not rely on luck.
///
/// Among these moments are the creation and migration of the store, the time between the last batch of an archive and
/// the mark that it is complete, the time between that mark and the removal of the replaced content, and the removal
/// itself. After each kill, the store is compared with what was reported. The next run is killed too, at a random call.
/// The run after that must end like an undisturbed one.
///
/// `Crash` sets the form. The long form kills before each call and in the middle of what it writes, and always kills
/// the next run too. The short form does one or the other, and kills every eighth next run.
@Suite(.waitsForPrograms, .enabled(if: PreloadedLibrary.isSupported, PreloadedLibrary.unsupported))
struct KillAtEveryCallTests {
    @Test(arguments: [false, true])
    func `an ingest that is killed at any call and run again gives the same reports as an undisturbed one`(
        isReplacing: Bool
    ) throws {
        try withFolder { folder in
            let scene = try CrashScene(
                folder: folder, .init(seed: Crash.seed, corpus: "c", isReplacing: isReplacing, isShort: !isReplacing))
            var campaign = Campaign(scene: scene)
            let calls = try campaign.killAtEveryCall()
            let first = "\(calls) calls of an ingest that \(isReplacing ? "replaces an archive" : "makes the store")"
            let stages: Set<Stage> = isReplacing ? [.discarded] : [.unmade, .migrated]
            if SQLShell.isThere {
                let expected = stages.union([.merged, .complete])
                // Whether an archive is committed before any of its rows depends on when the one before it completes.
                #expect(campaign.stages.subtracting([.begun]) == expected, "kills reached every stage of an ingest")
            }
            var second = ""
            if SQLShell.isThere, isReplacing {
                // The store after a crash between the mark and the removal. The next run begins with the removal.
                campaign.start = "marked"
                campaign.end = .complete
                second = ", \(try campaign.killAtEveryCall()) of the removal at the start of the next"
            }
            print(
                """
                kill at every call: seed \(Crash.seed), \(first)\(second), \(campaign.kills) kills, \
                \(campaign.stages.count) stages; \(scene.verdict)
                """)
        }
    }

    /// How far an ingest had come when it was killed.
    private enum Stage: String {
        /// There is no store yet, but there may be a file.
        case unmade
        case migrated
        /// An archive is in the ledger, and none of its rows are merged. Skipped if the first rows are in the same
        /// transaction.
        case begun
        /// The last batch of an archive is committed, but the archive is not marked complete.
        case merged
        /// An archive is marked complete, but the content that it replaces is not removed.
        case discarded
        /// No archive is incomplete.
        case complete
    }

    private struct Campaign {
        let scene: CrashScene
        /// The store to begin with, if not the one of the scene.
        var start: String?
        /// The stage to stop at; nil to go on until the ingest is no longer killed.
        var end: Stage?
        var random = SeededRandom(seed: Crash.seed)
        var kills = 0
        var stages: Set<Stage> = []

        init(scene: CrashScene) { self.scene = scene }

        /// - Returns: the number of calls.
        mutating func killAtEveryCall() throws -> Int {
            for number in 1... {
                let ways: [DoomedProgram.Way] = [.before, .torn]
                for way in Crash.isLong ? ways : [number % 2 == Int(Crash.seed % 2) ? .before : .torn] {
                    guard let stage = try kill(at: number, way) else { return number - 1 }
                    if stage == end { return number }
                }
            }
            return 0
        }

        /// - Returns: the stage at which it was killed; nil if it ended before.
        private mutating func kill(at number: Int, _ way: DoomedProgram.Way) throws -> Stage? {
            let comment = "\(way) call \(number)"
            let store = "killed"
            if let start { try scene.copy(start, to: store) } else { try scene.begin(store) }
            let run = try DoomedProgram.run(scene.ingest(store), dyingAt: number, way, files: scene.path(store))
            guard run.ending.signal == SIGKILL else {
                #expect(run.ending.code == 0, "\(run.ending.errors)")
                try #require(number > 10 && run.calls.count < number, "calls are counted")
                try scene.expectUndisturbed(store, "not killed")
                return nil
            }
            kills += 1
            let last = run.calls.last.map { "\($0.name) \($0.file)" } ?? ""
            let complete = try scene.expectWhole(
                store, after: run.ending.errors, inBrief: !Crash.isLong && number % 4 != 1, "\(comment), \(last)")
            let stage = complete == nil ? .unmade : try stage(of: store)
            if stage == .discarded, start == nil, !stages.contains(.discarded) { try scene.copy(store, to: "marked") }
            stages.insert(stage)
            if Crash.isLong || number % 8 == 1 {
                let number = Int.random(in: 1...100, using: &random)
                let run = try DoomedProgram.run(scene.ingest(store), dyingAt: number, way, files: scene.path(store))
                if run.ending.signal == SIGKILL { kills += 1 } else { #expect(run.ending.code == 0) }
                try scene.expectWhole(
                    store, after: run.ending.errors, complete: complete ?? [], "\(comment), then \(number)")
            }
            let again = try Program.run(scene.ingest(store))
            #expect(again.code == 0, "\(comment), \(last): \(again.errors)")
            try scene.expectUndisturbed(store, inBrief: !Crash.isLong, "\(comment), \(last)")
            return stage
        }

        /// Queries a copy, because opening a store for writing repairs it.
        private func stage(of store: String) throws -> Stage {
            guard SQLShell.isThere else { return .complete }
            let sql = """
                SELECT CASE
                    WHEN NOT EXISTS (SELECT 1 FROM archive) THEN 'migrated'
                    WHEN EXISTS (SELECT 1 FROM archive WHERE state = 'discarded') THEN 'discarded'
                    WHEN EXISTS (SELECT 1 FROM archive WHERE state = 'loading' AND rows > 0) THEN 'merged'
                    WHEN EXISTS (SELECT 1 FROM archive WHERE state = 'loading') THEN 'begun'
                    ELSE 'complete' END
                """
            let lines = try SQLShell.run(sql, on: scene.copy(store, to: "looked-at"))
            return try #require(lines.first.flatMap(Stage.init))
        }
    }
}
