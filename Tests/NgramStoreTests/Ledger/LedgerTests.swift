import NgramBlocks
import NgramModel
import Testing

@testable import NgramStore

@Suite("The ledger")
struct LedgerTests {
    private let store: TestStore

    init() throws {
        store = try TestStore()
    }

    @Test("records the contents of a complete archive")
    func complete() throws {
        let archive = try HandmadeArchive("one", [ngram("a"), ngram("b", 1800)])
        let id = try store.write { writer in
            let id = try writer.add(archive)
            try writer.update(id, size: 7, modified: 8, edition: nil)
            return id
        }
        let record = try #require(try store.read { try $0.archives() }.first)
        #expect(record.id == id)
        #expect(record.state == .complete)
        #expect((record.name, record.corpus) == ("one", "eng-2012"))
        #expect((record.rows, record.badRows, record.matchSum, record.volumeSum) == (2, 0, 10, 6))
        #expect((record.size, record.modified) == (7, 8))
        #expect(record.edition == .y2012)
        #expect(record.digest == "crc32:00000000:1000")
        #expect(record.error == nil)
        #expect(record.changedAt.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
    }

    @Test("is searched by name with its index", arguments: [StoreWriter.recordsOfName, StoreWriter.removalOfFailed])
    func index(query: String) throws {
        try store.write { _ in }
        let plan = try store.sql("EXPLAIN QUERY PLAN \(query)", [1, 1]).map { $0["detail"] as String }
        #expect(plan.contains { $0.contains("INDEX archive_in_state (corpus_id=? AND name=? AND state=?)") }, "\(plan)")
    }

    @Test("records the progress of an interrupted archive up to the last committed batch")
    func loading() throws {
        let archive = try HandmadeArchive("one", "eng-2012", partitions: [[[ngram("a")]], [[ngram("b")]]])
        let id = try store.write { try $0.add(archive, .loading) }
        let (complete, loading) = try store.write { try $0.records(of: "one", corpus: archive.corpus) }
        #expect(complete == nil)
        #expect(loading?.id == id)
        #expect(loading.map(StoreWriter.Progress.init)?.rows == 2)
        #expect(loading?.resumeOffset == 2000)
        // Without a commit, the next partition is lost after a kill.
        do {
            let writer = try StoreWriter(path: store.path, batchBytes: 1 << 30)
            var progress = StoreWriter.Progress()
            progress.rows = 3
            try writer.append(HandmadeArchive.blocks([[ngram("c")]]), to: id, progress: progress)
        }
        #expect(try store.read { try $0.archives() }.map(\.rows) == [2])
        #expect(try store.sql("SELECT * FROM block").count == 2)
    }

    @Test("keeps only the reason of a failed archive, until its next ingest begins")
    func failed() throws {
        let archive = try HandmadeArchive("one", [ngram("a")])
        try store.write { try $0.add(archive, .failed) }
        let record = try #require(try store.read { try $0.archives() }.first)
        #expect(record.state == .failed)
        #expect(record.error == "bad")
        #expect((record.rows, record.matchSum, record.volumeSum) == (0, 0, 0))
        for table in ["run", "block", "head", "series"] { #expect(try store.sql("SELECT * FROM \(table)").isEmpty) }
        try store.write { try $0.add(archive) }
        #expect(try store.read { try $0.archives() }.map(\.state) == [.complete])
        try store.write { try $0.add(archive, .failed) }
        #expect(try store.read { try $0.archives() }.map(\.state) == [.complete, .failed])
        #expect(try store.dump("eng-2012") == archive.model.dump())
    }

    @Test(
        "counts uncounted archives by corpus and reason, and reports loading archives without a writer as interrupted")
    func uncounted() throws {
        try store.write { writer in
            try writer.add(HandmadeArchive("whole", [ngram("a")]))
            try writer.add(HandmadeArchive("bad", [ngram("b")]), .failed)
            try writer.add(HandmadeArchive("half", [ngram("c")]), .loading)
            try writer.add(HandmadeArchive("other", "fre-2012", partitions: [[[ngram("d")]]]), .loading)
            let (uncounted, conditions) = try store.read { snapshot in
                (
                    try snapshot.uncountedArchives(corpus: "eng-2012"),
                    try snapshot.archives().map(snapshot.condition)
                )
            }
            #expect(uncounted == UncountedArchives(failed: 1, interrupted: 0, beingRead: 1))
            #expect(conditions == [.failed, .loading, .complete, .loading])
        }
        try store.read { snapshot in
            let conditions = try snapshot.archives().map(snapshot.condition)
            #expect(conditions == [.failed, .interrupted, .complete, .interrupted])
            #expect(
                try snapshot.uncountedArchives(corpus: "eng-2012")
                    == UncountedArchives(failed: 1, interrupted: 1, beingRead: 0))
            #expect(try snapshot.uncountedArchives(corpus: "fre-2012").count == 1)
            #expect(try snapshot.uncountedArchives(corpus: "none").count == 0)
            #expect(try snapshot.corpora() == ["eng-2012"])
            #expect(try snapshot.ledgerCorpora() == ["eng-2012", "fre-2012"])
        }
    }

    @Test("may reuse the key of a discarded archive for another corpus, whose rows then go to that corpus")
    func reusedKeys() throws {
        let (one, two) = (
            try HandmadeArchive("one", [ngram("a")]),
            try HandmadeArchive("two", "fre-2012", partitions: [[[ngram("b")]]])
        )
        try store.write { writer in
            // SQLite reuses the key of a removed archive for the next one.
            try writer.add(one, .discarded)
            try writer.add(two)
        }
        #expect(try store.dump("fre-2012") == two.model.dump())
        #expect(try store.dump("eng-2012") == [])
        try store.checkConsistency()
    }

    @Test("records a totals file, and replaces it in one step")
    func totals() throws {
        let corpus = try #require(CorpusName("eng-2012"))
        func add(_ years: [Int], replacing old: Int64?) throws -> Int64 {
            try store.write { writer in
                let id = try writer.begin(
                    ArchiveSource(
                        name: "totalcounts-1", corpus: corpus, isTotals: true, edition: nil, order: 1, size: 1,
                        modified: 1))
                try writer.completeTotals(
                    id, rows: years.map { ($0, Int64($0), 2, 3) }, digest: "x", replacing: old)
                return id
            }
        }
        let first = try add([1990, 1991], replacing: nil)
        #expect(try store.read { try $0.totals(corpus: "eng-2012").map(\.year) } == [1990, 1991])
        _ = try add([2000], replacing: first)
        let totals = try store.read { try $0.totals(corpus: "eng-2012") }
        #expect(totals.map(\.year) == [2000])
        #expect(totals.map(\.order) == [1])
        #expect(totals.map(\.matchCount) == [2000])
        #expect(try store.sql("SELECT * FROM total").count == 1)
        #expect(try store.sql("SELECT * FROM corpus_totals").count == 1)
        let status = try #require(try store.read { try $0.corpusStatuses() }.first)
        #expect((status.archives, status.rows, status.ngrams) == (0, 0, 0))
        try store.checkConsistency()
    }

    @Test("refuses a totals file whose sums exceed 64 bits")
    func totalsOverflow() throws {
        let corpus = try #require(CorpusName("eng-2012"))
        try store.write { writer in
            let id = try writer.begin(
                ArchiveSource(
                    name: "t", corpus: corpus, isTotals: true, edition: nil, order: nil, size: 1, modified: 1))
            #expect(throws: CountOverflow.self) {
                try writer.completeTotals(id, rows: [(1, .max, 0, 0), (2, 1, 0, 0)], digest: "x", replacing: nil)
            }
        }
        #expect(try store.sql("SELECT * FROM corpus_totals").isEmpty)
    }
}
