import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("Archives that are adopted from another store")
struct AdoptTests {
    private static let corpora = ["eng-2012", "fre-2012"]

    /// Adopts all complete archives of a store.
    private func adopt(_ source: TestStore, _ writer: StoreWriter, replacing old: Int64? = nil) throws {
        try source.read { snapshot in
            for archive in try snapshot.archives() where archive.state == .complete {
                try writer.adopt(archive, from: snapshot, replacing: old)
            }
        }
    }

    @Test("count as in the stores from which they come", arguments: 1...20 as ClosedRange<UInt64>)
    func random(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let vocabulary = RandomNgrams.many(12, &random)
        let sources = try (0..<3).map { _ in try TestStore() }
        for (index, source) in sources.enumerated() {
            try source.write { writer in
                for number in 0..<random.int(1...3) {
                    let archive = try HandmadeArchive(
                        "\(index)-\(number)", Self.corpora[random.int(0...1)], vocabulary: vocabulary, random: &random)
                    try writer.add(archive, random.oneIn(5) ? .failed : .complete)
                }
            }
        }
        let target = try TestStore()
        // One of the stores is the target's own content, and transactions are small.
        try target.write(batchBytes: random.int(1...3000)) { writer in
            for source in sources { try adopt(source, writer) }
        }
        try target.checkConsistency()
        let reader = try StoreReader(paths: sources.map(\.path))
        for corpus in Self.corpora {
            let expected = try reader.read { store in
                var series = try NgramSeries(store.corpus(named: corpus))
                var all: [DumpedNgram] = []
                while let next = try series.next() { all.append(DumpedNgram(next.ngram, next.series)) }
                return all
            }
            #expect(try target.dump(corpus) == expected, "seed \(seed)")
            var request = TopRequest()
            (request.limit, request.tags) = (1000, .include)
            let top = try reader.read { try $0.corpus(named: corpus).top(request) }
            #expect(try target.read { try $0.corpus(named: corpus).top(request) } == top, "seed \(seed)")
        }
        // The ledger says the same of them.
        let ledgers = try sources.flatMap { try $0.read { try $0.archives() } }.filter { $0.state == .complete }
        let adopted = try target.read { try $0.archives() }
        #expect(adopted.count == ledgers.count)
        for record in ledgers {
            var found = try #require(adopted.first { $0.name == record.name && $0.corpus == record.corpus })
            (found.id, found.changedAt) = (record.id, record.changedAt)
            (found.resumeOffset, found.checkedOffset) = (record.resumeOffset, record.checkedOffset)
            found.checkedChecksum = record.checkedChecksum
            #expect(found == record)
        }
    }

    @Test("are not visible before all of one is copied, and take the place of an older one")
    func interrupted() throws {
        let (source, target) = (try TestStore(), try TestStore())
        let blocks = (0..<200).map { block in (0..<20).map { ngram("w\(block + 1000)-\($0 + 100)", 1990, 7) } }
        try source.write { _ = try $0.add(HandmadeArchive("one", "eng-2012", partitions: [blocks])) }
        try target.write { _ = try $0.add(HandmadeArchive("one", [ngram("old")])) }
        let old = try #require(target.read { try $0.archives() }.first?.id)
        #expect(throws: CancellationError.self) {
            try target.write(batchBytes: 1000, isCancelled: true) { try adopt(source, $0, replacing: old) }
        }
        #expect(try target.dump("eng-2012") == [ngram("old")])
        try target.write { writer in
            let loading = try writer.records(of: "one", corpus: #require(CorpusName("eng-2012"))).loading
            try writer.discard(#require(loading?.id))
            try adopt(source, writer, replacing: old)
        }
        #expect(try target.dump("eng-2012") == source.dump("eng-2012"))
        try target.checkConsistency()
    }

    @Test("of a damaged store are refused with its name")
    func damaged() throws {
        let (source, target) = (try TestStore(), try TestStore())
        try source.write { _ = try $0.add(HandmadeArchive("one", [ngram("a")])) }
        try source.sql("PRAGMA writable_schema = 1")
        try source.sql("UPDATE run SET blocks = -1")
        let error = #expect(throws: StoreError.self) { try target.write { try adopt(source, $0) } }
        #expect(error.map { "\($0)" }?.contains(source.path) == true, "\(error.map { "\($0)" } ?? "")")
    }
}
