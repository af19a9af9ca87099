import Foundation
import NgramIngest
import NgramStore
import NgramTestSupport
import Synchronization
import Testing

/// The size of the write-ahead log. Within an ingest, the log is restarted every 64 MB, as far as readers allow it.
@Suite("The write-ahead log", .timeLimit(.minutes(30)))
struct LogSizeTests {
    private let fixture: IngestFixture
    private let small = rows(["a", "shared"])
    private let paths: [String]

    /// Many small transactions, each of which writes its pages anew: some 300 MB of log. The n-grams ascend; otherwise
    /// they would be sorted and stored in one transaction.
    private static let large = rows((0..<4000).map { "n-gram \(10_000 + $0)" } + ["shared"], years: 1990...1993)

    private static let largeBytes = large.bytes

    /// Fewer than there are: a partition ends with the row that passes 100 bytes.
    private static let partitions = largeBytes.count / 130

    init() throws {
        fixture = try IngestFixture()
        paths = [
            try fixture.folder.write(small.bytes, to: IngestFixture.name("a")),
            try fixture.folder.write(Self.largeBytes, to: IngestFixture.name("b")),
        ]
    }

    /// The largest size of the log, and the transaction that reaches it.
    private static let bound = (64 + 24) << 20

    private var logSize: Int { Self.logSize(fixture.store) }

    private static func logSize(_ store: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: store + "-wal")
        return (attributes?[.size] as? Int) ?? 0
    }

    private var all: [DumpedNgram] {
        var model = small.model
        model.add(Self.large.model)
        return model.dump()
    }

    /// Runs the ingest of all.
    /// - Parameter atAdvance: Called on the writer's thread after each merged partition.
    /// - Returns: The largest size of the log.
    private func ingest(_ atAdvance: @escaping @Sendable (Int) -> Void = { _ in }) async throws -> Int {
        let largest = Mutex(0)
        let store = fixture.store
        let log = EventLog { number in
            let size = Self.logSize(store)
            largest.withLock { $0 = max($0, size) }
            atAdvance(number)
        }
        let options = fixture.options(paths)
        #expect(try await Ingest.run(IngestPlan(options), options) { log.add($0) }.failures == [])
        return largest.withLock { $0 }
    }

    @Test("is bounded without readers, and removed at the end")
    func alone() async throws {
        let largest = try await ingest()
        #expect(largest > 0 && largest < Self.bound)
        #expect(logSize == 0)
        print("log of an ingest alone: at most \(largest >> 20) MB")
    }

    /// Each reader is quick, but at every moment there is one. In that case SQLite by itself never restarts the log.
    @Test("stays bounded although at every moment there is a reader, and is removed at the end")
    func starved() async throws {
        try await fixture.run([paths[0]])
        let isOver = Mutex(false)
        let reads = Mutex(0)
        let store = fixture.store
        let group = DispatchGroup()
        for _ in 0..<8 {
            group.enter()
            Thread.detachNewThread {
                while !isOver.withLock({ $0 }) {
                    try? StoreReader(path: store).read { snapshot in
                        _ = try snapshot.corpusStatuses()
                        Thread.sleep(forTimeInterval: 0.01)
                    }
                    reads.withLock { $0 += 1 }
                }
                group.leave()
            }
        }
        let largest = try await ingest()
        let atEnd = logSize
        isOver.withLock { $0 = true }
        await withCheckedContinuation { done in group.notify(queue: .global()) { done.resume() } }
        let readings = reads.withLock { $0 }
        #expect(readings > 20)
        // On a machine so busy that a reader takes a quarter of a second, some attempts to fold the log fail.
        #expect(largest < 200 << 20)
        #expect(try fixture.dump() == all)
        print(
            "log of an ingest among 8 readers without a break, \(readings) snapshots: at most \(largest >> 20) MB, "
                + "\(atEnd >> 20) MB at the end")
        _ = try await ingest()
        #expect(logSize == 0)
    }

    @Test(
        "grows while a reader holds an old snapshot, and is back to size when the reader has gone",
        arguments: [
            false, true,
        ])
    func longSnapshot(endsMeanwhile: Bool) async throws {
        try await fixture.run([paths[0]])
        let (began, mayEnd, ended) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchGroup())
        let (store, asked) = (fixture.store, small.model.dump())
        ended.enter()
        Thread.detachNewThread {
            do {
                let (first, last) = try StoreReader(path: store).read { snapshot in
                    let first = try Self.dump(snapshot)
                    began.signal()
                    mayEnd.wait()
                    return (first, try Self.dump(snapshot))
                }
                #expect(first == asked && last == asked, "of the state of its beginning")
            } catch {
                Issue.record(error)
                began.signal()
            }
            ended.leave()
        }
        // Not on a thread of the cooperative pool, which the ingest needs.
        await withCheckedContinuation { done in
            DispatchQueue.global().async {
                began.wait()
                done.resume()
            }
        }
        let afterwards = Mutex(Int.max)
        let largest = try await ingest { number in
            guard endsMeanwhile else { return }
            if number == Self.partitions / 2 {
                mayEnd.signal()
                ended.wait()
            }
            if number == Self.partitions - 1 { afterwards.withLock { $0 = Self.logSize(store) } }
        }
        if endsMeanwhile {
            #expect(afterwards.withLock { $0 } < Self.bound, "within the same ingest")
            #expect(logSize == 0)
        } else {
            #expect(largest > 2 * Self.bound, "twice what it has without")
            #expect(logSize >= largest)
            mayEnd.signal()
            await withCheckedContinuation { done in ended.notify(queue: .global()) { done.resume() } }
            // The next ingest does this even if it has nothing to read.
            try await fixture.run(paths)
            #expect(logSize == 0)
        }
        let found = try fixture.dump()
        #expect(found == all)
        try fixture.check()
        print("log under a long snapshot\(endsMeanwhile ? " that ends meanwhile" : ""): \(largest >> 20) MB, then none")
    }

    private static func dump(_ snapshot: StoreSnapshot) throws -> [DumpedNgram] {
        var series = try NgramSeries(snapshot.corpus(named: "eng-2012"))
        var all: [DumpedNgram] = []
        while let next = try series.next() { all.append(DumpedNgram(next.ngram, next.series)) }
        return all
    }
}
