import Foundation
import NgramSamples
import NgramTestSupport
import Testing

/// Signals at random moments of ingests, some of which replace archives. The ingest ends soon and cleanly, and the next
/// run continues it.
///
/// `NGRAMS_SIGNAL_ROUNDS` is the number of interrupted ingests, `NGRAMS_SIGNAL_ROWS` the number of rows in each
/// archive, and `NGRAMS_SIGNAL_LIMIT` the number of milliseconds that an ingest may take to end. `NGRAMS_PROGRAMS`
/// selects the programs of another build.
@Suite(.waitsForPrograms) struct SignalTests {
    private static let rounds = number("NGRAMS_SIGNAL_ROUNDS", 12)
    private static let rows = number("NGRAMS_SIGNAL_ROWS", 30_000)
    private static let seed = number("NGRAMS_SIGNAL_SEED", 1)
    /// The documented limit is a second, for a release build on an idle machine. This one is for busy machines.
    private static let limit = Duration.milliseconds(number("NGRAMS_SIGNAL_LIMIT", 20_000))

    private static func number(_ name: String, _ usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
    }

    /// The results of the interrupted ingests.
    private struct Tally {
        var times: [Duration] = []
        var atStart = 0
        var tooLate = 0
        var carriedOn = 0

        var worst: Duration { times.max() ?? .zero }
        var median: Duration { times.isEmpty ? .zero : times.sorted()[times.count / 2] }
    }

    @Test func `signals at random moments end an ingest soon and cleanly, and the next run continues it`() async throws
    {
        let place = try TestFolder()
        defer { withExtendedLifetime(place) {} }
        let folder = place.path
        var random = SeededRandom(seed: UInt64(Self.seed))
        var tally = Tally()
        var generation = 0
        while tally.times.count < Self.rounds, generation < 2 * Self.rounds {
            // Each generation of archives replaces the previous one, so that removals are interrupted too.
            generation += 1
            var request = ArchiveSetRequest(edition: .v2012, count: 3, rows: Self.rows)
            request.seed = UInt64(Self.seed * 1000 + generation)
            request.level = 1
            _ = try await SampleArchives.write(request, into: folder + "/data", jobs: 1)
            let arguments = ["ingest", "--replace", "--db", folder + "/db", folder + "/data"]
            // The duration of an undisturbed ingest, from which the moments are chosen.
            let start = ContinuousClock.now
            try Program.expect(0, "ingest", "--db", folder + "/calm", folder + "/data")
            let whole = ContinuousClock.now - start
            for _ in 0..<6 {
                if try interrupt(arguments, within: whole, &random, &tally) { break }
                let verify = try Program.run(["verify", "--db", folder + "/db"])
                #expect(verify.code == 0 || verify.code == 66, "\(verify.output)\(verify.errors)")
            }
            let last = try Program.run(arguments)
            #expect(last.code == 0, "\(last.errors)")
            tally.carriedOn += last.errors.contains("carries on after row") ? 1 : 0
            for report in ["years", "totals"] {
                let calm = try Program.run(["export", report, "--db", folder + "/calm"])
                let found = try Program.run(["export", report, "--db", folder + "/db"])
                expectSame(found.bytes, calm.bytes, "\(report) of generation \(generation)")
            }
            try Program.expect(0, "verify", "--db", folder + "/db")
            for ending in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: folder + "/calm" + ending)
            }
        }
        #expect(tally.times.count >= Self.rounds / 2, "enough ingests were interrupted")
        #expect(tally.worst < Self.limit)
        print(
            "signals at random moments: seed \(Self.seed), \(tally.times.count) ingests ended by SIGINT or SIGTERM in "
                + "\(generation) generations of archives, \(tally.atStart) of them while starting, \(tally.tooLate) too "
                + "late, \(tally.carriedOn) carried on; from signal to end \(tally.median) at the median, "
                + "\(tally.worst) at worst; answers equal")
    }

    /// Runs an ingest and interrupts it at a random moment.
    /// - Returns: whether it ended before that.
    private func interrupt(
        _ arguments: [String], within whole: Duration, _ random: inout SeededRandom, _ tally: inout Tally
    ) throws -> Bool {
        let (signal, code): (Int32, Int32) = Bool.random(using: &random) ? (SIGINT, 130) : (SIGTERM, 143)
        let wait = whole * Double.random(in: 0...1.1, using: &random)
        let program = try Program.start(arguments)
        let start = ContinuousClock.now
        _ = program.poll { ContinuousClock.now - start >= wait }
        let sent = ContinuousClock.now
        program.signal(signal)
        let ending = try program.wait()
        let time = ContinuousClock.now - sent
        let hasSummary = ending.errors.contains("3 archives: ")
        if ending.code == 0 || ending.signal == signal && hasSummary {
            // Everything was done, except perhaps the exit of the process.
            tally.tooLate += 1
            return true
        }
        // Before the program handles signals, there is nothing to clean up, and the signal ends it. A shell reports the
        // same code.
        let isStart = ending.signal == signal && ending.errors.isEmpty
        #expect(isStart || ending.code == code, "\(ending.errors)")
        #expect(isStart || hasSummary, "it reports its progress")
        tally.atStart += isStart ? 1 : 0
        tally.times.append(time)
        return false
    }

    /// A clean end that takes long: another process holds the store's write lock, and the writer waits for it.
    @Test(.enabled(if: SystemTool.sqlite3 != nil, "there is no sqlite3 on the PATH"))
    func `a second signal ends an ingest at once, even if its writer waits for a lock`() throws {
        try withFolder { folder in
            try Files.write("w\t2000\t5\t4\n", to: folder + "/words")
            try Files.write("v\t2000\t5\t4\n", to: folder + "/more")
            let ingest = ["ingest", "--corpus", "c", "--db", "db"]
            #expect(try Program.run(ingest + ["words"], folder: folder).code == 0)
            // Stopped while it holds the lock, which is the case once it has created the file `ready`.
            let holder = try RunningProgram(
                try #require(SystemTool.sqlite3),
                [
                    "db", "BEGIN IMMEDIATE", ".once ready", "SELECT 1",
                    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
                ], environment: ProcessInfo.processInfo.environment, folder: folder)
            #expect(try holder.freeze { Files.exists(folder + "/ready") })
            for (first, second, code) in [(SIGINT, SIGINT, 130), (SIGTERM, SIGINT, 130), (SIGINT, SIGTERM, 143)] {
                let program = try Program.start(ingest + ["more"], folder: folder)
                // From its first write on, it waits for the lock, for at most ten seconds.
                let isWaiting = program.poll { Self.hasOpen("db-wal", program.process) }
                #expect(isWaiting)
                usleep(300_000)
                program.signal(Int32(first))
                usleep(300_000)
                #expect(!program.hasEnded(), "the first signal requests a clean end, which must wait")
                let sent = ContinuousClock.now
                program.signal(Int32(second))
                #expect(try program.wait().code == Int32(code))
                #expect(ContinuousClock.now - sent < .seconds(5), "it did not wait for the lock")
            }
            holder.signal(SIGKILL)
            _ = try holder.wait()
            #expect(try Program.run(["verify", "--db", "db"], folder: folder).code == 0)
            print("second signals: 3 ingests whose writer waited ended at once")
        }
    }

    /// Whether a process has a file of that name open; true if the system does not show it.
    private static func hasOpen(_ name: String, _ process: pid_t) -> Bool {
        let links = "/proc/\(process)/fd"
        guard let numbers = try? FileManager.default.contentsOfDirectory(atPath: links) else { return true }
        return numbers.contains {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(links)/\($0)"))?.hasSuffix("/" + name)
                == true
        }
    }
}
