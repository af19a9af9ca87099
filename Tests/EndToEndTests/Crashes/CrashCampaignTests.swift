import Foundation
import NgramTestSupport
import Testing

/// An ingest of archives of all editions, one of which replaces other content, is killed at random and run again until
/// it completes. Then another ingest begins, until there were `Crash.kills` kills.
///
/// The kills are spread over the whole run of an ingest, which is measured first. A kill waits for a moment of the run,
/// for a size of the store with its log, or for the line that reports an archive. Only kills of a running ingest count.
/// After every kill, the store is compared with what was reported. In the end, `export years`, `export totals`,
/// `status` and `verify` are compared byte for byte with those of an undisturbed run.
@Suite(.waitsForPrograms) struct CrashCampaignTests {
    @Test func `an ingest that is killed at random and run again gives the same reports as an undisturbed one`() throws
    {
        try withFolder { folder in
            let scene = try CrashScene(folder: folder, .init(seed: Crash.seed, groups: 60, wide: 17_000))
            var campaign = Campaign(scene: scene)
            while campaign.kills < Crash.kills, campaign.ingests < 20 * (Crash.kills + 1) { try campaign.ingest() }
            #expect(campaign.kills >= Crash.kills, "enough ingests were running when they were killed")
            print(campaign.summary)
        }
    }

    /// When to kill.
    private enum Moment: CaseIterable {
        case time, growth, report
    }

    private struct Campaign {
        let scene: CrashScene
        var random = SeededRandom(seed: Crash.seed)
        var ingests = 0, kills = 0, carriedOn = 0
        var killsBy: [Moment: Int] = [:]
        /// The number of kills in each tenth of the undisturbed run's duration.
        var killsIn = [Int](repeating: 0, count: 10)

        /// Runs an ingest until it completes.
        mutating func ingest() throws {
            ingests += 1
            try scene.begin("killed")
            var complete: [String] = []
            // At most six kills, so that many ingests complete.
            for _ in 0..<Int.random(in: 2...6, using: &random) where kills < Crash.kills {
                guard let ending = try run() else { break }
                complete =
                    try scene.expectWhole(
                        "killed", after: ending.errors, complete: complete, inBrief: !Crash.isLong && kills % 4 > 0,
                        note) ?? []
            }
            let last = try Program.run(scene.ingest("killed", jobs: Int.random(in: 1...3, using: &random)))
            #expect(last.code == 0, "\(note): \(last.errors)")
            count(last)
            try scene.expectUndisturbed("killed", note)
        }

        /// Runs the ingest, and kills it at a random moment.
        /// - Returns: nil if it ended before that.
        private mutating func run() throws -> Ending? {
            let store = scene.path("killed")
            let moment = Moment.allCases.randomElement(using: &random) ?? .time
            let time = Double.random(in: 0...scene.seconds, using: &random)
            let size = size(store) + Int.random(in: 0...scene.growth, using: &random)
            let lines = Int.random(in: 1...4, using: &random)
            let program = try Program.start(scene.ingest("killed", jobs: Int.random(in: 1...3, using: &random)))
            let start = ContinuousClock.now
            var passed = 0.0
            _ = try program.poll {
                passed = (ContinuousClock.now - start) / .seconds(1)
                return switch moment {
                case .time: passed >= time
                case .growth: self.size(store) >= size
                case .report: try program.errorsSoFar().count { $0 == "\n" } >= lines
                }
            }
            program.signal(SIGKILL)
            let ending = try program.wait()
            guard ending.signal == SIGKILL else {
                #expect(ending.code == 0, "\(note): \(ending.errors)")
                try scene.expectUndisturbed("killed", note)
                return nil
            }
            kills += 1
            killsBy[moment, default: 0] += 1
            killsIn[min(9, Int(passed / scene.seconds * 10))] += 1
            count(ending)
            return ending
        }

        private mutating func count(_ ending: Ending) {
            if ending.errors.contains("carries on after row") { carriedOn += 1 }
        }

        private func size(_ store: String) -> Int { Files.size(store) + Files.size(store + "-wal") }

        private var note: String { "seed \(Crash.seed), ingest \(ingests), \(kills) kills" }

        var summary: String {
            """
            crash campaign: seed \(Crash.seed), \(kills) kills in \(ingests) ingests, each with a replacement; \
            by time \(killsBy[.time] ?? 0), by growth \(killsBy[.growth] ?? 0), by report \(killsBy[.report] ?? 0); \
            in the tenths of \(Int(scene.seconds * 1000)) ms \(killsIn); carried on \(carriedOn) times; \(scene.verdict)
            """
        }
    }
}
