import NgramModel
import Testing

@testable import NgramStore

@Suite("A reader")
struct SnapshotTests {
    @Test("sees one state even while an ingest writes, and the next read sees the new state")
    func isolation() throws {
        let store = try TestStore()
        let old = try HandmadeArchive("a", [ngram("old")])
        let new = try HandmadeArchive("a", [ngram("new")])
        let id = try store.write { try $0.add(old) }
        let reader = try StoreReader(path: store.path)
        try reader.read { snapshot in
            #expect(try names(snapshot) == ["old"])
            try store.write { _ = try $0.add(new, replacing: id) }
            #expect(try names(snapshot) == ["old"])
        }
        #expect(try reader.read(names) == ["new"])
    }

    @Test("does not block a writer, and a writer does not block a reader")
    func together() throws {
        let store = try TestStore()
        let writer = try StoreWriter(path: store.path, batchBytes: 1 << 30)
        try writer.add(HandmadeArchive("a", [ngram("a")]))
        let half = try HandmadeArchive("b", [ngram("b"), ngram("a")])
        try writer.add(half, .loading)
        #expect(try store.read(names) == ["a"])
        try writer.close()
        #expect(try store.read(names) == ["a"])
    }

    @Test("of a store without the corpus returns empty answers")
    func empty() throws {
        let store = try TestStore()
        try store.write { _ in }
        try store.read { snapshot in
            let corpus = try snapshot.corpus(named: "eng-2012")
            #expect(try snapshot.corpora().isEmpty)
            #expect(try snapshot.archives().isEmpty)
            #expect(try corpus.top(TopRequest()) == [])
            #expect(try snapshot.verify() == Verification())
        }
    }

    private func names(_ snapshot: StoreSnapshot) throws -> [String] {
        var totals = try NgramTotals(snapshot.corpus(named: "eng-2012"))
        var names: [String] = []
        while let next = try totals.next() { names.append(next.ngram.description) }
        return names
    }
}
