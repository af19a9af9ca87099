import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

/// The answers of several stores are compared with the model's by the tests of random stores.
@Suite("Several stores that are read as one")
struct SeveralStoresTests {
    private let stores: [TestStore]

    init() throws {
        stores = try (0..<2).map { _ in try TestStore() }
    }

    private func read<Value>(_ work: (StoreSnapshot) throws -> Value) throws -> Value {
        try StoreReader(paths: stores.map(\.path)).read(work)
    }

    @Test("are refused for a corpus of which both have the same archive")
    func sameArchive() throws {
        for store in stores { try store.write { _ = try $0.add(HandmadeArchive("one", [ngram("a")])) } }
        try stores[1].write { _ = try $0.add(HandmadeArchive("two", "fre-2012", partitions: [[[ngram("a")]]])) }
        try read { store in
            let total = try store.corpus(named: "fre-2012").total(of: Ngram("a"))
            #expect(total.matchCount == 5)
            let expected = StoreError.archiveInTwoStores(
                name: "one", corpus: "eng-2012", path: stores[0].path, otherPath: stores[1].path)
            #expect(throws: expected) { try store.corpus(named: "eng-2012") }
        }
    }

    @Test("have the corpora, the uncounted archives and the years of all")
    func facts() throws {
        try stores[0].write { writer in
            try writer.add(HandmadeArchive("one", [ngram("a", 1950)]))
            try writer.add(HandmadeArchive("bad", [ngram("a")]), .failed)
        }
        try stores[1].write { writer in
            try writer.add(HandmadeArchive("two", [ngram("a", 1980)]))
            try writer.add(HandmadeArchive("three", "fre-2012", partitions: [[[ngram("a")]]]))
            try writer.add(HandmadeArchive("bad too", [ngram("a")]), .failed)
        }
        try read { store in
            let corpora = try store.corpora()
            #expect(corpora == ["eng-2012", "fre-2012"])
            #expect(try store.uncountedArchives(corpus: "eng-2012").failed == 2)
            #expect(try store.readableCorpus(named: "eng-2012").years == 1950...1980)
            #expect(try store.readableCorpus(named: "fre-2012").years == 1990...1990)
        }
    }

    @Test("take the totals of the first that has some")
    func totals() throws {
        try stores[0].write { _ = try $0.add(HandmadeArchive("one", [ngram("a", 1950)])) }
        try stores[1].write { writer in
            try writer.add(HandmadeArchive("two", [ngram("b", 1980)]))
            let id = try writer.begin(
                ArchiveSource(
                    name: "totals", corpus: HandmadeArchive("two", []).corpus, isTotals: true, edition: .y2012,
                    order: nil, size: 1, modified: 1))
            try writer.completeTotals(
                id, rows: [(1900, 10, 5, 2), (1990, 20, 6, 3)], digest: "crc32:00000000:1", replacing: nil)
        }
        try read { store in
            let corpus = try store.readableCorpus(named: "eng-2012")
            #expect(corpus.years == 1900...1990)
            #expect(try corpus.bookTotals(order: 1).map(\.matchCount) == [10, 20])
        }
    }

    @Test("name the damaged one", arguments: 0...1)
    func damaged(index: Int) throws {
        for (store, name) in zip(stores, ["one", "two"]) {
            try store.write { _ = try $0.add(HandmadeArchive(name, [ngram("a"), ngram("b")])) }
        }
        try stores[index].sql("UPDATE head SET data = x'00'")
        try expectDamage(of: stores[index]) { _ = try $0.total(of: Ngram("a")) }
        try expectDamage(of: stores[index]) { _ = try $0.top(TopRequest()) }
        try expectDamage(of: stores[index]) { corpus in
            var totals = try NgramTotals(corpus)
            while try totals.next() != nil {}
        }
    }

    @Test("name the damaged one, also if it alone has the corpus, or only its series are damaged", arguments: 0...1)
    func damagedSeries(index: Int) throws {
        try stores[index].write { _ = try $0.add(HandmadeArchive("one", [ngram("a"), ngram("a b")])) }
        try stores[1 - index].write { _ = try $0.add(HandmadeArchive("one", "fre-2012", partitions: [[[ngram("a")]]])) }
        let everything = try ByteAutomaton(
            classes: [UInt8](repeating: 0, count: 256), next: [0], accepts: [true], start: 0)
        func search(_ corpus: CorpusSnapshot) throws {
            try StoredCorpus(corpus, name: "eng-2012").forEachSeries(
                matching: everything, order: nil, years: Observation.years
            ) { _, _ in }
        }
        try stores[index].sql("UPDATE series SET data = x'00'")
        try expectDamage(of: stores[index]) { _ = try $0.series(of: Ngram("a")) }
        try expectDamage(of: stores[index], search)
        try expectDamage(of: stores[index]) { corpus in
            var series = try NgramSeries(corpus)
            while try series.next() != nil {}
        }
        try stores[index].sql("UPDATE head SET data = x'00'")
        try expectDamage(of: stores[index], search)
    }

    private func expectDamage(of store: TestStore, _ work: (CorpusSnapshot) throws -> Void) throws {
        do {
            try read { try work($0.corpus(named: "eng-2012")) }
            Issue.record("no error")
        } catch StoreError.damaged(let path, _) {
            #expect(path == store.path)
        }
    }
}
