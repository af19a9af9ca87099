import Foundation
import NgramStore
import Synchronization
import Testing

/// How much slower readers are while an ingest replaces archives.
///
/// Eight readers ask one set of all questions each, through a connection of its own as the program does, then rest for
/// ten times of what that took, so that it is not the share of the processors that is measured. Times with and without an
/// ingest are taken in turn, minutes of a busy machine thus falling on both. Each reader's median counts; of the slowest
/// reader's the ratio is held to the bound, and being a measurement it may be tried again.
@Suite("The slowest of eight readers", .timeLimit(.minutes(10)))
struct ReaderSpeedTests {
    private static let readers = 8
    private static let turns = 3
    private static let samples = 6
    private static let bound = 5.0
    private static let tries = 4

    /// What the readers take down, and whether they do it for the time with or without an ingest.
    private final class Log: Sendable {
        enum Phase { case none, quiet, busy, over }

        private struct State {
            var phase = Phase.none
            var times: [Phase: [[Duration]]] = [:]
            var problems: [String] = []
        }

        private let state = Mutex(State())

        var phase: Phase {
            get { state.withLock { $0.phase } }
            set { state.withLock { $0.phase = newValue } }
        }

        var problems: [String] { state.withLock { $0.problems } }

        func add(_ time: Duration, of reader: Int, in phase: Phase) {
            state.withLock { state in
                // One that began before the phase, or ended after, is of neither.
                guard state.phase == phase else { return }
                state.times[phase, default: Array(repeating: [], count: readers)][reader].append(time)
            }
        }

        func add(_ error: any Error) { state.withLock { $0.problems.append("\(error)") } }

        /// The least number of times that a reader has for a phase.
        func count(_ phase: Phase) -> Int { state.withLock { $0.times[phase]?.map(\.count).min() ?? 0 } }

        /// The largest of the readers' medians.
        func slowest(_ phase: Phase) -> Duration {
            state.withLock { $0.times[phase]?.map { $0.sorted()[$0.count / 2] }.max() ?? .zero }
        }
    }

    @Test("is at most five times slower during an ingest")
    func slowdown() async throws {
        var ratios: [Double] = []
        while ratios.count < Self.tries, ratios.last.map({ $0 > Self.bound }) ?? true {
            let (quiet, busy) = try await measure()
            ratios.append(busy / quiet)
            print(
                "reader speed: all questions at the median of the slowest of \(Self.readers) readers take \(quiet) "
                    + "alone, \(busy) during an ingest")
        }
        #expect(ratios.last.map { $0 <= Self.bound } == true, "\(ratios)")
    }

    private func measure() async throws -> (quiet: Duration, busy: Duration) {
        let fixture = try IngestFixture()
        let archives = VersionedArchives(seed: 7)
        var version = 1
        try await fixture.run(archives.write(version: version, into: fixture.folder))
        let log = Log()
        let group = DispatchGroup()
        for reader in 0..<Self.readers {
            group.enter()
            Thread.detachNewThread {
                Self.ask(fixture.store, archives.asked, log, reader)
                group.leave()
            }
        }
        for turn in 1...Self.turns {
            log.phase = .quiet
            while log.count(.quiet) < turn * Self.samples { try await Task.sleep(for: .milliseconds(5)) }
            log.phase = .busy
            while log.count(.busy) < turn * Self.samples, log.problems.isEmpty {
                version += 1
                let paths = try archives.write(version: version, into: fixture.folder)
                try await fixture.run(paths) {
                    $0.replace = true
                    $0.jobs = 1
                }
            }
            log.phase = .none
        }
        log.phase = .over
        await withCheckedContinuation { done in group.notify(queue: .global()) { done.resume() } }
        #expect(log.problems.isEmpty)
        return (log.slowest(.quiet), log.slowest(.busy))
    }

    private static func ask(_ store: String, _ asked: [[UInt8]], _ log: Log, _ reader: Int) {
        while true {
            let phase = log.phase
            if phase == .over { return }
            let start = ContinuousClock.now
            do {
                _ = try StoreReader(path: store).read { try AllAnswers($0, asked: asked) }
            } catch {
                log.add(error)
                return
            }
            let time = ContinuousClock.now - start
            log.add(time, of: reader, in: phase)
            let rest = min(0.5, 10 * Double(time.components.attoseconds) / 1e18)
            Thread.sleep(forTimeInterval: rest)
        }
    }
}
