import GRDB
import NgramBlocks
import NgramIngest
import NgramModel
import NgramStore
import NgramTestSupport
import Synchronization
import Testing

/// A folder with archives, and the store for them.
struct IngestFixture {
    let folder: TestFolder
    let store: String

    init() throws {
        folder = try TestFolder()
        store = folder.file("ngrams.sqlite")
    }

    /// The name of a 2012 English archive.
    static func name(_ index: String) -> String { "googlebooks-eng-all-1gram-20120701-\(index)" }

    /// Options with small partitions, blocks and batches, so that little data passes through the pipeline in many
    /// pieces.
    func options(_ paths: [String], jobs: Int = 2) -> IngestOptions {
        var options = IngestOptions(store: store, paths: paths, jobs: jobs)
        options.partitionBytes = 100
        options.blockLimits = BlockLimits(headBytes: 60, seriesBytes: 60)
        options.batchBytes = 40
        return options
    }

    /// Runs an ingest, and checks that its events are in order.
    @discardableResult
    func run(_ options: IngestOptions) async throws -> IngestSummary {
        let log = EventLog()
        let plan = IngestPlan(options)
        let summary = try await Ingest.run(plan, options) { log.add($0) }
        if plan.count > 0 { log.check(archives: plan.count) }
        return summary
    }

    @discardableResult
    func run(_ paths: [String], _ change: (inout IngestOptions) -> Void = { _ in }) async throws -> IngestSummary {
        var options = options(paths)
        change(&options)
        return try await run(options)
    }

    /// All n-grams of a corpus with their years.
    func dump(_ corpus: String = "eng-2012", of path: String? = nil) throws -> [DumpedNgram] {
        try StoreReader(path: path ?? store).read { store in
            var series = try NgramSeries(store.corpus(named: corpus))
            var all: [DumpedNgram] = []
            while let next = try series.next() { all.append(DumpedNgram(next.ngram, next.series)) }
            return all
        }
    }

    func archives(of path: String? = nil) throws -> [ArchiveRecord] {
        try StoreReader(path: path ?? store).read { try $0.archives() }
    }

    /// Checks that the store is sound and has no remains of archives that do not count.
    func check(_ path: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let verification = try StoreReader(path: path ?? store).read { try $0.verify() }
        #expect(verification.findings == [], sourceLocation: sourceLocation)
        try checkNothingLeft(path, sourceLocation: sourceLocation)
    }

    /// Checks that the store has no remains of archives that do not count.
    func checkNothingLeft(_ path: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let queue = try DatabaseQueue(path: path ?? store)
        let left = try queue.read { database in
            try [("run", "id"), ("block", "id >> 32"), ("head", "block_id >> 32"), ("series", "id >> 32")].map {
                table, run in
                try Int.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) FROM \(table) WHERE \(run) NOT IN (
                            SELECT run.id FROM run JOIN archive ON archive.id = archive_id
                            WHERE state IN ('complete', 'loading'))
                        """) ?? -1
            }
        }
        #expect(left == [0, 0, 0, 0], sourceLocation: sourceLocation)
    }
}

/// Records the events of an ingest, and can run a function at one of its steps, on the merger's thread.
final class EventLog: Sendable {
    private struct State {
        var events: [IngestEvent] = []
        var advances = 0
    }

    private let state = Mutex(State())
    private let atAdvance: (@Sendable (Int) -> Void)?

    /// - Parameter atAdvance: Called with the number of each merged partition, from 1.
    init(atAdvance: (@Sendable (Int) -> Void)? = nil) {
        self.atAdvance = atAdvance
    }

    var events: [IngestEvent] { state.withLock { $0.events } }

    var notes: [String] {
        events.compactMap { if case .note(let text) = $0 { text } else { nil } }
    }

    func add(_ event: IngestEvent) {
        let advance = state.withLock { state -> Int? in
            state.events.append(event)
            guard case .advanced = event else { return nil }
            state.advances += 1
            return state.advances
        }
        if let advance { atAdvance?(advance) }
    }

    /// The plan comes first; each archive starts at most once, then advances, then finishes once.
    func check(archives: Int, sourceLocation: SourceLocation = #_sourceLocation) {
        var finished: Set<Int> = []
        var rows: [Int: Int64] = [:]
        for (index, event) in events.enumerated() {
            switch event {
            case .planned(let count, _):
                #expect(index == 0 && count == archives, sourceLocation: sourceLocation)
            case .started(let archive, _, _, _):
                #expect(rows[archive] == nil && !finished.contains(archive), sourceLocation: sourceLocation)
                rows[archive] = 0
            case .advanced(let archive, _, let count):
                #expect(!finished.contains(archive), sourceLocation: sourceLocation)
                #expect(count >= rows[archive] ?? .max, sourceLocation: sourceLocation)
                rows[archive] = count
            case .finished(let archive, _, _, _):
                #expect(finished.insert(archive).inserted, sourceLocation: sourceLocation)
            case .note, .copied:
                break
            }
        }
        #expect(finished.count <= archives, sourceLocation: sourceLocation)
    }
}

/// Rows of 2012: each with an n-gram, a year, and counts derived from its position.
func rows(_ ngrams: [String], years: ClosedRange<Int> = 1990...1995, match: Int64 = 7) -> TestArchive {
    TestArchive(
        .y2012,
        ngrams.flatMap { ngram in
            years.map { year in
                TestRow(
                    Array(ngram.utf8),
                    [Observation(year: year, matchCount: match + Int64(year % 3), volumeCount: Int64(year % 2 + 1))])
            }
        })
}
