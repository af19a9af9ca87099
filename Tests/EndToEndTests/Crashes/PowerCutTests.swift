import Foundation
import NgramTestSupport
import Testing

/// Ingests and exports that a power cut ends. A random selection of the changes that are not durable is lost, each in
/// whole or in part, as in SQLite's own crash tests (https://sqlite.org/testing.html#crash_testing).
///
/// Everything that was reported is there when the power is back: an archive once its line is printed, all archives and
/// the file of an export once the program has ended. What was not reported is there completely or not at all, the store
/// is sound, and the next run ends like an undisturbed one.
@Suite(.waitsForPrograms, .enabled(if: PreloadedLibrary.isSupported, PreloadedLibrary.unsupported))
struct PowerCutTests {
    /// An ingest that creates the store, one that replaces an archive, and in the long form one with several
    /// transactions and a checkpoint of the log in the middle.
    private static let plans = [
        CrashScene.Plan(seed: Crash.seed, corpus: "c", isReplacing: false, isShort: true),
        CrashScene.Plan(seed: Crash.seed, corpus: "c"),
        CrashScene.Plan(seed: Crash.seed, corpus: "c", isShort: true, wide: 25_000),
    ]

    @Test(arguments: plans.indices.prefix(Crash.isLong ? 3 : 2))
    func `an ingest that a power cut ends loses nothing that it reported`(plan: Int) throws {
        try withFolder { folder in
            let plan = Self.plans[plan]
            let scene = try CrashScene(folder: folder, plan)
            try scene.begin("counted")
            let calls = try DoomedProgram.run(
                scene.ingest("counted"), dyingAt: nil, files: scene.path("counted")
            ).calls.count
            #expect(calls > 50)
            var random = SeededRandom(seed: Crash.seed)
            var (cuts, undurable, lost) = (0, 0, 0)
            for number in try numbers(upTo: calls, isExhaustive: Crash.isLong && plan.wide == 0, &random) {
                let comment = "power cut at call \(number) of \(calls)"
                try scene.begin("cut")
                let run = try DoomedProgram.run(
                    scene.ingest("cut"), dyingAt: number, .cut, files: scene.path("cut"), seed: random.next())
                #expect(run.ending.signal == SIGKILL)
                cuts += 1
                undurable += run.undurable
                lost += run.lost
                let complete = try scene.expectWhole("cut", after: run.ending.errors, comment)
                if number > calls {
                    #expect(run.ending.errors.contains("B in "), "it had reported that everything is done")
                    try scene.expectUndisturbed("cut", isClean: false, comment)
                }
                let again = try Program.run(scene.ingest("cut"))
                #expect(again.code == 0, "\(comment): \(again.errors)")
                for name in complete ?? [] where !plan.isReplacing {
                    #expect(again.errors.contains("unchanged \(name)"))
                }
                try scene.expectUndisturbed("cut", inBrief: !Crash.isLong, comment)
            }
            #expect(lost > cuts, "the cuts lost changes")
            print(
                """
                power cuts in an ingest that \(plan.isReplacing ? "replaces an archive" : "makes the store")\
                \(plan.wide > 0 ? " in several transactions" : ""): seed \(Crash.seed), \(cuts) cuts in \(calls) calls, \(lost) of \(undurable) changes that were \
                not durable lost; nothing that was reported
                """)
        }
    }

    /// The numbers of the calls at which the power is cut. The number past the last call cuts it after the end of the
    /// program. The number of calls varies slightly between runs, because archives are merged in the order in which
    /// they are ready.
    private func numbers(
        upTo calls: Int, isExhaustive: Bool, _ random: inout SeededRandom
    ) throws -> [Int] {
        let after = [Int](repeating: .max, count: isExhaustive ? 20 : 4)
        if isExhaustive { return after + (1...calls) + (1...calls) }
        return after + (0..<16).map { _ in Int.random(in: 1...calls, using: &random) }
    }

    @Test(arguments: [false, true])
    func `a power cut during an export leaves a complete file, and one after its end leaves the new file`(isThere: Bool)
        throws
    {
        try withFolder { folder in
            var random = SeededRandom(seed: Crash.seed)
            var rows = RandomRows(seed: Crash.seed)
            try Files.write(rows.archive(.v2012, groups: 800), to: folder + "/archive")
            try Program.expect(0, "ingest", "--corpus", "c", "--db", folder + "/db", folder + "/archive")
            let expected = try Program.expect(0, "export", "years", "--db", folder + "/db").bytes
            let report = folder + "/reports/report.csv"
            let before = Array("before".utf8)
            var (number, cuts, lost) = (0, 0, 0)
            var isDone = false
            while !isDone {
                number += 1
                for _ in 0..<(Crash.isLong ? 20 : 3) {
                    try? FileManager.default.removeItem(atPath: folder + "/reports")
                    try FileManager.default.createDirectory(
                        atPath: folder + "/reports", withIntermediateDirectories: true)
                    if isThere { try Files.write(before, to: report) }
                    let run = try DoomedProgram.run(
                        ["export", "years", "--db", folder + "/db", "-o", report], dyingAt: number, .cut,
                        files: folder + "/reports/", seed: random.next())
                    cuts += 1
                    lost += run.lost
                    isDone = run.calls.count < number
                    let found = Files.exists(report) ? try Files.read(report) : nil
                    let old = isThere ? before : nil
                    #expect(found == expected || !isDone && found == old, "call \(number): \(run.calls)")
                }
            }
            #expect(lost > 0)
            print(
                """
                power cuts in an export\(isThere ? " in place of another" : ""): seed \(Crash.seed), \(cuts) cuts in \
                \(number - 1) calls, \(lost) losses; whole or not at all
                """)
        }
    }
}
