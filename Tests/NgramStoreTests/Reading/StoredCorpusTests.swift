import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("A corpus of the store, asked by the protocol of the model")
struct StoredCorpusTests {
    @Test(
        "gives the n-grams that a pattern accepts, in order, with the counts of the model",
        arguments: 1...25 as ClosedRange<UInt64>)
    func matches(seed: UInt64) throws {
        let random = try RandomStore(seed: seed, mayBeSeveral: true)
        var numbers = SeededRandom(seed: seed)
        for name in RandomStore.corpora + ["none"] {
            let model = random.model(name)
            try random.read { store in
                let corpus = try store.readableCorpus(named: name)
                for _ in 0..<12 {
                    let naive = NaiveAutomaton(
                        states: numbers.int(1...4), bytes: Array(Set(random.vocabulary.joined())), &numbers)
                    let years = random.years(&numbers)
                    let order = numbers.oneIn(3) ? numbers.int(1...3) : nil
                    var found: [DumpedNgram] = []
                    try corpus.forEachSeries(matching: naive.automaton(), order: order, years: years) {
                        found.append(DumpedNgram($0.bytes, $1))
                    }
                    let expected = model.dump(years: years).filter {
                        naive.accepts($0.ngram) && (order == nil || Ngram.order(of: $0.ngram) == order)
                    }
                    #expect(found == expected, "seed \(seed)")
                }
            }
        }
    }

    @Test("tells its edition, years, orders and totals")
    func facts() throws {
        let store = try TestStore()
        try store.write { writer in
            try writer.add(HandmadeArchive("googlebooks-eng-all-1gram-20120701-a", [ngram("a", 1950)]))
        }
        try store.read { store in
            let corpus = try store.readableCorpus(named: "eng-2012")
            #expect(corpus.name == "eng-2012")
            #expect(corpus.years == 1950...1950)
            #expect(try corpus.bookTotals(order: 1) == [])
            let none = try store.readableCorpus(named: "none")
            #expect((none.years, none.orders, none.edition) == (nil, [], nil))
        }
    }
}
