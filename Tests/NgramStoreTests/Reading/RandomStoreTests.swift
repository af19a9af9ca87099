import Foundation
import GRDB
import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("Answers of random stores equal those of the model")
struct RandomStoreTests {
    static let seeds = 1...25 as ClosedRange<UInt64>

    @Test("totals and series of single n-grams", arguments: seeds)
    func single(seed: UInt64) throws {
        let random = try RandomStore(seed: seed, mayBeSeveral: true)
        var numbers = SeededRandom(seed: seed)
        for corpus in RandomStore.corpora + ["none"] {
            let model = random.model(corpus)
            try random.read { store in
                let snapshot = try store.corpus(named: corpus)
                for bytes in random.vocabulary + [Array("never there".utf8), [0x61, 0], []] {
                    let ngram = Ngram(bytes: bytes)
                    #expect(try snapshot.series(of: ngram) == model.series(bytes), "seed \(seed)")
                    #expect(try snapshot.total(of: ngram) == total(model, bytes, nil), "seed \(seed)")
                    for _ in 0..<5 {
                        let years = random.years(&numbers)
                        let series = model.series(bytes, years: years)
                        #expect(try snapshot.series(of: ngram, years: years) == series, "seed \(seed), \(years)")
                        #expect(
                            try snapshot.total(of: ngram, years: years) == total(model, bytes, years),
                            "seed \(seed), \(years)")
                    }
                }
            }
        }
    }

    @Test("all n-grams in order, with a prefix and for some years", arguments: seeds)
    func iterations(seed: UInt64) throws {
        let random = try RandomStore(seed: seed)
        var numbers = SeededRandom(seed: seed)
        for corpus in RandomStore.corpora + ["none"] {
            let model = random.model(corpus)
            #expect(try random.store.dump(corpus) == model.dump(), "seed \(seed)")
            #expect(try totals(random.store, corpus, [], nil) == model.dump().map { total(model, $0.ngram, nil) })
            for _ in 0..<12 {
                let (prefix, years) = (random.prefix(&numbers), random.years(&numbers))
                let expected = model.dump(prefix: prefix, years: years)
                #expect(
                    try random.store.dump(corpus, prefix: prefix, years: years) == expected,
                    "seed \(seed), \(prefix), \(years)")
                #expect(
                    try totals(random.store, corpus, prefix, years)
                        == expected.map { total(model, $0.ngram, years) },
                    "seed \(seed), \(prefix), \(years)")
            }
        }
    }

    @Test("the statistics of each corpus", arguments: seeds)
    func status(seed: UInt64) throws {
        let random = try RandomStore(seed: seed)
        let statuses = try random.store.read { try $0.corpusStatuses() }
        for status in statuses {
            let archives = random.complete.filter { $0.corpus.description == status.name }
            let model = random.model(status.name)
            let years = model.ngrams.values.flatMap(\.keys)
            #expect(status.archives == Int64(archives.count), "seed \(seed)")
            #expect(status.rows == archives.reduce(0) { $0 + $1.rows }, "seed \(seed)")
            #expect(status.ngrams == Int64(model.ngrams.count), "seed \(seed)")
            #expect(status.years?.lowerBound == years.min(), "seed \(seed)")
            #expect(status.years?.upperBound == years.max(), "seed \(seed)")
        }
        let corpora = Set(random.complete.map(\.corpus.description)).sorted()
        #expect(try random.store.read { try $0.corpora() } == corpora, "seed \(seed)")
        #expect(Set(statuses.map(\.name)).isSuperset(of: corpora))
        try random.store.checkConsistency()
    }

    @Test("do not change when discarded archives are removed", arguments: seeds)
    func removal(seed: UInt64) throws {
        let random = try RandomStore(seed: seed)
        try random.store.write { _ in }
        #expect(try random.store.sql("SELECT * FROM archive WHERE state = 'discarded'").isEmpty)
        try random.store.checkConsistency()
        for corpus in RandomStore.corpora {
            #expect(try random.store.dump(corpus) == random.model(corpus).dump(), "seed \(seed)")
        }
    }

    private func totals(
        _ store: TestStore, _ corpus: String, _ prefix: [UInt8], _ years: ClosedRange<Int>?
    ) throws -> [NgramTotal] {
        try store.read { store in
            var totals = try NgramTotals(store.corpus(named: corpus), NgramRange(prefix: prefix), years: years)
            var all: [NgramTotal] = []
            while let next = try totals.next() { all.append(next) }
            return all
        }
    }
}

/// The sums of an n-gram by the model.
func total(_ model: CountsModel, _ ngram: [UInt8], _ years: ClosedRange<Int>?) -> NgramTotal {
    let series = DumpedNgram(ngram, model.series(ngram, years: years ?? 1...9999))
    var total = NgramTotal(Ngram(bytes: ngram))
    total.matchCount = series.matchSum
    total.volumeCount = series.volumeSum
    if let first = series.series.first, let last = series.series.last { total.years = first.year...last.year }
    return total
}
