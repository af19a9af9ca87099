import NgramModel
import NgramStore
import NgramTestSupport
import Testing

/// Every call of SQLite by which a reader looks at the store is made to fail, one after the other.
@Suite("A reader whose store cannot be read at some call", .timeLimit(.minutes(30)))
struct ReaderFaultTests {
    /// The queries, each with an answer that can be compared.
    static let questions: [(name: String, ask: @Sendable (StoreSnapshot) throws -> String)] = [
        ("query total", { store in "\(try store.corpus(named: "eng-2012").total(of: Ngram("shared")))" }),
        ("query years", { store in "\(try store.corpus(named: "eng-2012").series(of: Ngram("shared")))" }),
        (
            "query top",
            { store in
                var request = TopRequest()
                request.years = 1972...1992
                return "\(try store.corpus(named: "eng-2012").top(request))"
            }
        ),
        (
            "export totals",
            { store in
                var batches = NgramBatches(try store.corpus(named: "eng-2012"), .totals)
                let batch = NgramBatch()
                var all: [String] = []
                while try batches.next(into: batch) {
                    batch.forEachTotal { all.append("\(Array($0.ngram)) \($0.matchCount) \($0.volumeCount)") }
                }
                return "\(all)"
            }
        ),
        (
            "export years",
            { store in
                var batches = NgramBatches(try store.corpus(named: "eng-2012"), .series)
                let batch = NgramBatch()
                var all: [DumpedNgram] = []
                while try batches.next(into: batch) {
                    try batch.forEachSeries { all.append(DumpedNgram(Array($0), Array($1))) }
                }
                return "\(all)"
            }
        ),
        ("status", { store in "\(try store.corpora()) \(try store.corpusStatuses()) \(try store.archives())" }),
        ("verify", { store in "\(try store.verify())" }),
    ]

    @Test("answers correctly or reports a failure, and changes nothing", arguments: [true, false])
    func read(isInterrupted: Bool) async throws {
        // With an unfinished archive, part of the store is in the write-ahead log.
        let scene = try await FaultScene(isNew: false)
        try scene.reset()
        if !isInterrupted { _ = await scene.ingest(jobs: 1) }
        var (faults, errors) = (0, 0)
        for (name, ask) in Self.questions {
            let expected = try StoreReader(path: scene.store).read(ask)
            #expect(expected.count > 30 && !expected.contains("SQLite's integrity check"), "\(name)")
            for fault in StoreFault.ofReading {
                for k in 1... {
                    let context = "\(name), \(fault), call \(k)"
                    scene.watch.arm(fault, at: k)
                    let answer = Result { try StoreReader(path: scene.store).read(ask) }
                    let failures = scene.watch.disarm()
                    switch answer {
                    case .success(let answer): #expect(answer == expected, "\(context)")
                    case .failure(StoreError.cannotRead(let path, let reason)):
                        errors += 1
                        #expect(path == scene.store && !reason.isEmpty && failures > 0, "\(context)")
                    case .failure(let error): Issue.record("\(context): \(error)")
                    }
                    guard failures > 0 else { break }
                    faults += 1
                }
            }
            #expect(try StoreReader(path: scene.store).read(ask) == expected, "\(name), undisturbed")
        }
        #expect(faults > 100 && errors > 100)
        print(
            "fault campaign, reading a store \(isInterrupted ? "with" : "without") a log: \(faults) faults under "
                + "\(Self.questions.count) questions, \(errors) ended in an error; the other answers equal")
    }
}
