import Foundation
import NgramModel
import NgramStore
import Synchronization
import Testing

/// Readers that make all queries of a store repeatedly, on separate threads, because the ingest needs the threads of
/// Swift's cooperative pool.
final class ReaderCrew: Sendable {
    /// The observations of the readers.
    struct Seen {
        var answers = 0
        var snapshots = 0
        var states: Set<[Int]> = []
        var problems: [String] = []
    }

    private struct State {
        var seen = Seen()
        var isOver = false
        /// The expected answers of a store that has the archives in these versions, made on first use.
        var expected: [[Int]: AllAnswers] = [:]
    }

    private let archives: VersionedArchives
    private let asked: [[UInt8]]
    private let store: String
    private let state = Mutex(State())
    private let group = DispatchGroup()

    /// - Parameter store: The store's path; the store need not exist yet.
    init(_ archives: VersionedArchives, store: String) {
        self.archives = archives
        self.store = store
        asked = archives.asked
    }

    /// Starts the given number of readers.
    func start(_ count: Int) {
        for number in 0..<count {
            group.enter()
            // Every second reader opens a new connection each time, as the program does.
            Thread.detachNewThread { [self] in
                read(keepingOpen: number % 2 == 0)
                group.leave()
            }
        }
    }

    /// The number of snapshots that have been read.
    var snapshots: Int { state.withLock { $0.seen.snapshots } }

    /// Ends all readers.
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
                    // The ledger comes last: all other answers must be of the same state.
                    let answers = try AllAnswers(snapshot, asked: asked)
                    return (try self.versions(snapshot), answers)
                }
                check(versions, answers, after: last)
                last = versions
            } catch StoreError.notFound where last.allSatisfy({ $0 == 0 }) {
                // The first ingest has not created it yet.
                Thread.sleep(forTimeInterval: 0.001)
            } catch {
                state.withLock { $0.seen.problems.append("\(error)") }
            }
        }
    }

    /// The versions that are complete according to the ledger and the marked n-gram.
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
