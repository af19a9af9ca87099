import Foundation
import NgramModel
import NgramStore
import Synchronization
import Testing

/// Readers that ask a store everything, again and again, on threads of their own: the pool of Swift's tasks is what an
/// ingest works with.
final class ReaderCrew: Sendable {
    /// What readers have seen.
    struct Seen {
        var answers = 0
        var snapshots = 0
        var states: Set<[Int]> = []
        var problems: [String] = []
    }

    private struct State {
        var seen = Seen()
        var isOver = false
        /// What a store ought to answer that has archives in these versions; made when first needed.
        var expected: [[Int]: AllAnswers] = [:]
    }

    private let archives: VersionedArchives
    private let asked: [[UInt8]]
    private let store: String
    private let state = Mutex(State())
    private let group = DispatchGroup()

    /// - Parameter store: the store's path; there need not be one yet.
    init(_ archives: VersionedArchives, store: String) {
        self.archives = archives
        self.store = store
        asked = archives.asked
    }

    /// Sets so many readers to work.
    func start(_ count: Int) {
        for number in 0..<count {
            group.enter()
            // Every other one asks as the program does, through a connection of its own each time.
            Thread.detachNewThread { [self] in
                read(keepingOpen: number % 2 == 0)
                group.leave()
            }
        }
    }

    /// How many snapshots have been read so far.
    var snapshots: Int { state.withLock { $0.seen.snapshots } }

    /// Lets all of them come to an end.
    func finish() async -> Seen {
        state.withLock { $0.isOver = true }
        await withCheckedContinuation { continuation in
            group.notify(queue: .global()) { continuation.resume() }
        }
        return state.withLock { $0.seen }
    }

    private func read(keepingOpen: Bool) {
        var last = [Int](repeating: 0, count: VersionedArchives.count)
        var kept: StoreReader?
        while !state.withLock({ $0.isOver }) {
            let start = ContinuousClock.now
            // Leaves the processors to the ingest, and to the other tests, for some of the time.
            defer { Thread.sleep(forTimeInterval: min(0.2, 3 * ((ContinuousClock.now - start) / .seconds(1)))) }
            do {
                let reader = try kept ?? StoreReader(path: store)
                if keepingOpen { kept = reader }
                let (versions, answers) = try reader.read { snapshot in
                    // By the ledger last: whatever else was asked must be of that state too.
                    let answers = try AllAnswers(snapshot, asked: asked)
                    return (try self.versions(snapshot), answers)
                }
                check(versions, answers, after: last)
                last = versions
            } catch StoreError.notFound where last.allSatisfy({ $0 == 0 }) {
                // The first ingest has not made it yet.
                Thread.sleep(forTimeInterval: 0.001)
            } catch {
                state.withLock { $0.seen.problems.append("\(error)") }
            }
        }
    }

    /// The versions that the ledger and the marked n-gram say are complete.
    private func versions(_ snapshot: StoreSnapshot) throws -> [Int] {
        var versions = [Int](repeating: 0, count: VersionedArchives.count)
        let series = try snapshot.corpus(named: VersionedArchives.corpus).series(
            of: Ngram(bytes: VersionedArchives.mark))
        for observation in series { versions[observation.year - 1000] = Int(observation.matchCount) }
        let complete = try snapshot.archives().filter { $0.state == .complete }.map(\.name)
        let named = versions.indices.filter { versions[$0] > 0 }.map { IngestFixture.name("\($0)") }
        if complete != named {
            state.withLock { $0.seen.problems.append("the ledger has \(complete), the counts are of \(named)") }
        }
        return versions
    }

    private func check(_ versions: [Int], _ answers: AllAnswers, after last: [Int]) {
        let known = state.withLock { $0.expected[versions] }
        let expected =
            known
            ?? AllAnswers(
                archives.model(versions), archives: versions.count { $0 > 0 }, asked: asked)
        state.withLock { state in
            state.expected[versions] = expected
            state.seen.snapshots += 1
            state.seen.answers += expected.count
            state.seen.states.insert(versions)
            if answers != expected { state.seen.problems.append("other answers than those of \(versions)") }
            if zip(versions, last).contains(where: { $0 < $1 }) {
                state.seen.problems.append("\(versions) was seen after \(last)")
            }
        }
    }
}
