import Foundation
import NgramStore
import Synchronization
import Testing

/// Measures how much slower readers are while an ingest replaces archives.
///
/// This is a measurement, which runs only if `NGRAMS_READER_SPEED` is set. Other tests prove, without a clock, that a
/// reader never waits for an ingest, not even for one that has stopped.
///
/// Each of eight readers makes every query once through a new connection, as the program does, and then rests for ten
/// times as long, so that competition of the readers for processors does not dominate the measurement. Phases with and
/// without an ingest alternate, so that both have the same load from other processes. The slowest reader's median
/// counts.
@Suite(
    "The slowest of eight readers",
    .enabled(if: isMeasuring, "a measurement, which NGRAMS_READER_SPEED=1 turns on"),
    .timeLimit(.minutes(30)))
struct ReaderSpeedTests {
    private static let readers = 8
    private static let turns = 3
    private static let samples = 6
    private static let bound = 5.0
    private static let tries = 4

    /// The times that the readers record, by phase: with or without an ingest.
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
                // A time that spans two phases belongs to neither.
                guard state.phase == phase else { return }
                state.times[phase, default: Array(repeating: [], count: readers)][reader].append(time)
            }
        }

        func add(_ error: any Error) { state.withLock { $0.problems.append("\(error)") } }

        /// The number of times that every reader has recorded for a phase.
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

private let isMeasuring = ProcessInfo.processInfo.environment["NGRAMS_READER_SPEED"] != nil
