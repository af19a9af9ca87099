import NgramModel
import Testing

@testable import NgramStore

@Suite("Sums over archives that exceed 64 bits")
struct OverflowTests {
    private let store: TestStore
    private let word = Ngram("a")

    init() throws {
        store = try TestStore()
        try store.write { writer in
            try writer.add(HandmadeArchive("one", [ngram("a", 1990, .max - 5, 1), ngram("b")]))
            try writer.add(HandmadeArchive("two", [ngram("a", 1990, 6, 1), ngram("a", 1991, 7, 7)]))
        }
    }

    @Test("are an error that names the n-gram, and never wrap around")
    func refused() throws {
        let overflow = StoreError.overflow(ngram: "a")
        try store.read { store in
            let corpus = try store.corpus(named: "eng-2012")
            #expect(throws: overflow) { try corpus.total(of: word) }
            #expect(throws: overflow) { try corpus.total(of: word, years: 1990...1990) }
            #expect(throws: overflow) { try corpus.series(of: word) }
            #expect(throws: overflow) { try corpus.top(TopRequest()) }
        }
        #expect(throws: overflow) { try store.dump("eng-2012") }
        #expect(throws: overflow) {
            try store.read { store in
                var totals = try NgramTotals(store.corpus(named: "eng-2012"))
                while try totals.next() != nil {}
            }
        }
    }

    @Test("do not affect other years and other n-grams")
    func elsewhere() throws {
        try store.read { store in
            let corpus = try store.corpus(named: "eng-2012")
            #expect(try corpus.total(of: word, years: 1991...2000).matchCount == 7)
            #expect(try corpus.total(of: Ngram("b")).matchCount == 5)
        }
        #expect(try store.dump("eng-2012", prefix: [0x62]).count == 1)
    }
}
