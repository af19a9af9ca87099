import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("The top n-grams")
struct TopTests {
    @Test("of random stores equal those of the model for any request", arguments: 1...40 as ClosedRange<UInt64>)
    func random(seed: UInt64) throws {
        try RandomStore.forEachCorpus(seed: seed) { random, snapshot, model, numbers in
            for _ in 0..<40 {
                var request = TopRequest()
                request.limit = [0, 1, 2, 3, 5, 10, 1000].randomElement(using: &numbers) ?? 10
                request.years = numbers.oneIn(2) ? nil : random.years(&numbers)
                request.prefix = numbers.oneIn(2) ? [] : random.prefix(&numbers)
                request.measure = numbers.oneIn(2) ? .match : .volume
                request.tags = TopRequest.Tags.allCases.randomElement(using: &numbers) ?? .exclude
                let expected = model.top(request)
                #expect(try snapshot.top(request) == expected, "seed \(seed), \(request)")
                // With these limits, the search uses bounds and few blocks at a time, as for a prefix with many
                // n-grams.
                for limits in [
                    TopLimits(prefixRows: 0), TopLimits(prefixRows: 0, candidates: 1),
                    TopLimits(prefixRows: numbers.int(0...20), candidates: numbers.int(1...4), orderedBlocks: 1),
                ] {
                    var work = TopWork()
                    let found = try snapshot.top(request, limits: limits, work: &work)
                    #expect(found == expected, "seed \(seed), \(request), \(limits)")
                    #expect(work.candidates <= limits.candidates)
                }
            }
        }
    }

    @Test("of equal counts are ordered by bytes")
    func ties() throws {
        let store = try TestStore()
        let names = ["b", "a", "é", "Z", "aa", "😀", "~", "c"]
        try store.write { writer in
            try writer.add(HandmadeArchive("one", names.map { ngram($0) }))
            try writer.add(HandmadeArchive("two", [ngram("c", 1991, 1, 1), ngram("B", 1990, 6, 4)]))
        }
        var request = TopRequest()
        request.limit = 6
        let top = try store.read { try $0.corpus(named: "eng-2012").top(request) }
        #expect(top.map(\.ngram.description) == ["B", "c", "Z", "a", "aa", "b"])
    }

    @Test("include n-grams that rank only by the sum over several archives")
    func spread() throws {
        let store = try TestStore()
        try store.write { writer in
            for number in 0..<5 {
                try writer.add(
                    HandmadeArchive(
                        "a\(number)", [ngram("shared", 1990 + number, 30, 1), ngram("x\(number)", 1990, 100, 1)]))
            }
        }
        var request = TopRequest()
        request.limit = 1
        #expect(try store.read { try $0.corpus(named: "eng-2012").top(request) }.map(\.matchCount) == [150])
        request.years = 1990...1990
        #expect(try store.read { try $0.corpus(named: "eng-2012").top(request) }.map(\.matchCount) == [100])
    }

    /// Blocks of ten n-grams each, `a000` to `a999`, in ascending order of counts. Only the last block has the year
    /// 1800.
    private func rareYear() throws -> TestStore {
        let store = try TestStore()
        let blocks = (0..<100).map { block in
            (0..<10).map { number in
                let text = "a\(String(1000 + block * 10 + number).dropFirst())"
                let year = block == 99 && number == 5 ? 1800 : 1990
                return ngram(text, year, Int64(1 + block * 10 + number), 1)
            }
        }
        try store.write { writer in
            try writer.add(HandmadeArchive("one", "eng-2012", partitions: [blocks]))
        }
        return store
    }

    @Test("with a prefix and a rare year are found by reading few rows and decoding few blocks")
    func boundedWork() throws {
        try rareYear().read { store in
            let corpus = try store.corpus(named: "eng-2012")
            var request = TopRequest()
            request.prefix = Array("a".utf8)
            request.years = 1800...1800
            var work = TopWork()
            let top = try corpus.top(request, limits: TopLimits(prefixRows: 50, candidates: 8), work: &work)
            #expect(top.map(\.ngram.description) == ["a995"])
            #expect(work == TopWork(rows: 50, blocks: 1, lookups: 0, candidates: 1))
            request.years = 1990...1990
            request.limit = 5
            work = TopWork()
            let common = try corpus.top(request, limits: TopLimits(prefixRows: 50, candidates: 8), work: &work)
            #expect(common.map(\.ngram.description) == ["a999", "a998", "a997", "a996", "a994"])
            #expect(work.rows == 50)
            #expect(work.blocks < 10)
            #expect(work.candidates == 8)
        }
    }

    @Test("of some years look up an n-gram with several rows only if its counts of all years could rank")
    func boundedLookups() throws {
        let store = try TestStore()
        let names = (100..<400).map { "s\($0)" }
        try store.write { writer in
            try writer.add(
                HandmadeArchive("one", names.enumerated().map { ngram($1, 1990, Int64(1000 - $0), 1) }))
            try writer.add(HandmadeArchive("two", names.map { ngram($0, 1991, 1, 1) }))
        }
        var request = TopRequest()
        request.limit = 3
        request.years = 1990...1990
        try store.read { store in
            var work = TopWork()
            let corpus = try store.corpus(named: "eng-2012")
            let top = try corpus.top(request, limits: TopLimits(), work: &work)
            #expect(top.map(\.ngram.description) == ["s100", "s101", "s102"])
            #expect(work.lookups < 10)
        }
    }
}
