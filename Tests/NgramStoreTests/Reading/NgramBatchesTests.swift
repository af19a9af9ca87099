import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("Batches of n-grams")
struct NgramBatchesTests {
    @Test("have the n-grams of the model, in batches of any size", arguments: RandomStoreTests.seeds)
    func random(seed: UInt64) throws {
        let random = try RandomStore(seed: seed, mayBeSeveral: true)
        var numbers = SeededRandom(seed: seed)
        for corpus in RandomStore.corpora {
            let model = random.model(corpus)
            for _ in 0..<8 {
                let prefix = numbers.oneIn(2) ? [] : random.prefix(&numbers)
                let years = numbers.oneIn(2) ? nil : random.years(&numbers)
                let limit = numbers.oneIn(3) ? 4 << 20 : numbers.int(1...20_000)
                let expected = model.dump(prefix: prefix, years: years ?? Observation.years)
                let (totals, series) = try random.read { store in
                    let (corpus, range) = (try store.corpus(named: corpus), NgramRange(prefix: prefix))
                    return (
                        try Self.totals(
                            NgramBatches(corpus, .totals, range, years: years, largestRowBytes: limit), limit),
                        try Self.series(
                            NgramBatches(corpus, .series, range, years: years, largestRowBytes: limit), limit)
                    )
                }
                let place = "seed \(seed), \(prefix), \(String(describing: years)), \(limit)"
                #expect(series == expected, "\(place)")
                #expect(totals == expected.map { total(model, $0.ngram, years) }, "\(place)")
            }
        }
    }

    @Test("end with a sum that exceeds 64 bits, which names the n-gram")
    func overflow() throws {
        let store = try TestStore()
        try store.write { writer in
            try writer.add(HandmadeArchive("one", [ngram("a"), ngram("b", 1990, .max - 5, 1)]))
            try writer.add(HandmadeArchive("two", [ngram("b", 1990, 6, 1)]))
        }
        try store.read { store in
            let corpus = try store.corpus(named: "eng-2012")
            for contents in [NgramBatches.Contents.totals, .series] {
                #expect(throws: StoreError.overflow(ngram: "b")) {
                    var batches = NgramBatches(corpus, contents)
                    let batch = NgramBatch()
                    while try batches.next(into: batch) { try batch.forEachSeries { _, _ in } }
                }
            }
        }
    }

    static func totals(_ batches: NgramBatches, _ limit: Int = .max) throws -> [NgramTotal] {
        var found: [NgramTotal] = []
        try forEach(batches, limit) { batch in
            var count = 0
            batch.forEachTotal { row in
                var total = NgramTotal(Ngram(bytes: Array(row.ngram)))
                (total.matchCount, total.volumeCount, total.years) = (row.matchCount, row.volumeCount, row.years)
                found.append(total)
                count += 1
            }
            return count
        }
        return found
    }

    static func series(_ batches: NgramBatches, _ limit: Int = .max) throws -> [DumpedNgram] {
        var found: [DumpedNgram] = []
        try forEach(batches, limit) { batch in
            var count = 0
            try batch.forEachSeries { ngram, series in
                found.append(DumpedNgram(Array(ngram), Array(series)))
                count += 1
            }
            return count
        }
        return found
    }

    private static func forEach(
        _ batches: NgramBatches, _ limit: Int, _ count: (NgramBatch) throws -> Int
    ) throws {
        var batches = batches
        let batch = NgramBatch()
        while try batches.next(into: batch) {
            let count = try count(batch)
            #expect(batch.rowBytes <= limit || count <= 1)
        }
    }
}
