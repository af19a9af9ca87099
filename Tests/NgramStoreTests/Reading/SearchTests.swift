import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("The top n-grams that an automaton accepts")
struct SearchTests {
    /// An automaton for texts that contain a byte, and the same by a loop.
    private static func containing(_ byte: UInt8) throws -> ByteAutomaton {
        var classes = [UInt8](repeating: 0, count: 256)
        classes[Int(byte)] = 1
        // State 0 has not seen the byte, state 1 has.
        return try ByteAutomaton(classes: classes, next: [0, 1, 1, 1], accepts: [false, true], start: 0)
    }

    /// An automaton for texts that begin with a byte.
    private static func beginning(_ byte: UInt8) throws -> ByteAutomaton {
        var classes = [UInt8](repeating: 0, count: 256)
        classes[Int(byte)] = 1
        return try ByteAutomaton(classes: classes, next: [nil, 1, 1, 1], accepts: [false, true], start: 0)
    }

    /// An automaton for a single text.
    private static func exactly(_ text: [UInt8]) throws -> ByteAutomaton {
        let bytes = Set(text).sorted()
        let classes = (UInt8.min...UInt8.max).map { byte in UInt8((bytes.firstIndex(of: byte) ?? -1) + 1) }
        var next: [Int?] = []
        for state in 0...text.count {
            for column in 0...bytes.count {
                let leads = state < text.count && column > 0 && bytes[column - 1] == text[state]
                next.append(leads ? state + 1 : nil)
            }
        }
        return try ByteAutomaton(
            classes: classes, next: next, accepts: (0...text.count).map { $0 == text.count }, start: 0)
    }

    @Test("of one text are found, whatever was looked up before", arguments: 1...25 as ClosedRange<UInt64>)
    func oneText(seed: UInt64) throws {
        try RandomStore.forEachCorpus(seed: seed) { random, snapshot, model, numbers in
            for _ in 0..<100 {
                // Most are not there, so that gaps are found.
                var text = random.vocabulary.randomElement(using: &numbers) ?? [0x61]
                switch numbers.int(0...3) {
                case 0: text.append(UInt8(numbers.int(0x21...0x7E)))
                case 1: text[0] = UInt8(numbers.int(0x21...0x7E))
                default: break
                }
                var request = TopRequest()
                request.tags = .include
                request.matchesOneText = true
                request.pattern = try Self.exactly(text)
                let expected = model.top(request) { $0 == text }
                #expect(try snapshot.top(request) == expected, "seed \(seed), \(text)")
                let total = try snapshot.total(of: Ngram(bytes: text))
                #expect([total].filter(\.isFound) == expected, "seed \(seed), \(text)")
            }
        }
    }

    @Test("of random stores equal those of the model", arguments: 1...25 as ClosedRange<UInt64>)
    func random(seed: UInt64) throws {
        try RandomStore.forEachCorpus(seed: seed) { random, snapshot, model, numbers in
            for _ in 0..<20 {
                let byte = random.vocabulary.randomElement(using: &numbers)?.randomElement(using: &numbers) ?? 0x61
                let isAtStart = numbers.oneIn(2)
                var request = TopRequest()
                request.limit = [1, 3, 1000].randomElement(using: &numbers) ?? 10
                request.years = numbers.oneIn(2) ? nil : random.years(&numbers)
                request.measure = numbers.oneIn(2) ? .match : .volume
                request.tags = TopRequest.Tags.allCases.randomElement(using: &numbers) ?? .exclude
                request.order = numbers.oneIn(3) ? numbers.int(1...3) : nil
                request.pattern = try isAtStart ? Self.beginning(byte) : Self.containing(byte)
                // Only advises how to search.
                request.matchesOneText = numbers.oneIn(3)
                let expected = model.top(request) { ngram in
                    (isAtStart ? ngram.first == byte : ngram.contains(byte))
                        && (request.order.map { $0 == ngram.count { $0 == 0x20 } + 1 } ?? true)
                }
                for limits in [TopLimits(), TopLimits(candidates: numbers.int(1...4), orderedBlocks: 1)] {
                    var work = TopWork()
                    let found = try snapshot.top(request, limits: limits, work: &work)
                    #expect(found == expected, "seed \(seed), \(byte), \(request.limit), \(limits)")
                }
            }
        }
    }

    @Test(
        "merged by a key equal the sums of the model's, whatever the memory", arguments: 1...25 as ClosedRange<UInt64>)
    func merged(seed: UInt64) throws {
        try RandomStore.forEachCorpus(seed: seed) { random, snapshot, model, numbers in
            for _ in 0..<20 {
                let keys = numbers.int(1...20)
                let key: TopRequest.MergeKey = { [UInt8($0.reduce(0) { ($0 + Int($1)) % keys })] }
                var request = TopRequest()
                request.limit = [1, 3, 1000].randomElement(using: &numbers) ?? 10
                request.years = numbers.oneIn(2) ? nil : random.years(&numbers)
                request.measure = numbers.oneIn(2) ? .match : .volume
                request.tags = .include
                let byte = random.vocabulary.randomElement(using: &numbers)?.first ?? 0x61
                request.pattern = numbers.oneIn(3) ? nil : try Self.containing(byte)
                request.matchesOneText = request.pattern != nil && numbers.oneIn(2)
                var everything = request
                everything.limit = .max
                let all = model.top(everything) { request.pattern?.accepts($0) ?? true }
                let expected = try merged(all, key, request)
                for limits in [
                    MergeLimits(), MergeLimits(groups: numbers.int(1...5), bounds: numbers.int(1...30)),
                ] {
                    let found = try snapshot.topMerged(request, key, limits: limits)
                    #expect(found == expected, "seed \(seed), \(limits)")
                }
            }
        }
    }

    /// Groups of totals, the largest first.
    private func merged(_ all: [NgramTotal], _ key: TopRequest.MergeKey, _ request: TopRequest) throws -> [NgramTotal] {
        func count(_ total: NgramTotal) -> Int64 { request.measure == .match ? total.matchCount : total.volumeCount }
        func isBefore(_ one: NgramTotal, _ other: NgramTotal) -> Bool {
            count(one) == count(other) ? one.ngram < other.ngram : count(one) > count(other)
        }
        let groups = try Dictionary(grouping: all) { key($0.ngram.bytes) }.values.map { group in
            var sum = NgramTotal(group.min(by: isBefore)?.ngram ?? Ngram(bytes: []))
            for total in group {
                let years = try #require(total.years)
                try sum.add(
                    matchCount: total.matchCount, volumeCount: total.volumeCount, firstYear: years.lowerBound,
                    lastYear: years.upperBound)
            }
            return sum
        }
        return Array(groups.sorted(by: isBefore).prefix(request.limit))
    }

    @Test("of many blocks are found by several threads", arguments: [1, 10, 5000])
    func parallel(limit: Int) throws {
        let counts: [Int64] = (0..<4000).map { Int64($0 * 7919 % 997) }
        func name(_ index: Int) -> String { "w\(10_000 + index)" }
        let ngrams = counts.indices.map { ngram(name($0), 1990, counts[$0], 1) }
        let blocks = (0..<400).map { Array(ngrams[10 * $0..<10 * $0 + 10]) }
        let store = try TestStore()
        try store.write { _ = try $0.add(HandmadeArchive("one", "eng-2012", partitions: [blocks])) }
        // Sorting is stable, and the names ascend.
        let matching = counts.indices.filter { name($0).contains("7") }
        let expected = matching.sorted { counts[$0] > counts[$1] }.prefix(limit)
        try store.read { store in
            var request = TopRequest()
            request.limit = limit
            request.pattern = try Self.containing(0x37)
            let found = try store.corpus(named: "eng-2012").top(request)
            #expect(found.map(\.ngram.description) == expected.map(name))
            #expect(found.map(\.matchCount) == expected.map { counts[$0] })
        }
    }

    @Test("are found without reading blocks of small counts, whatever the order of the blocks")
    func unordered() throws {
        let store = try TestStore()
        let blocks = (0..<100).map { block in
            (0..<10).map { ngram("w\(10 * block + $0 + 1000)", 1990, Int64(1000 - block), 1) }
        }
        try store.write { _ = try $0.add(HandmadeArchive("one", "eng-2012", partitions: [blocks])) }
        try store.read { store in
            let corpus = try store.corpus(named: "eng-2012")
            for pattern in [nil, try Self.beginning(0x77)] {
                var request = TopRequest()
                request.limit = 95
                request.pattern = pattern
                var work = TopWork()
                let found = try corpus.top(request, limits: TopLimits(orderedBlocks: 5), work: &work)
                #expect(found.map(\.ngram.description) == (0..<95).map { "w\($0 + 1000)" })
                #expect(work.blocks < 35)
            }
        }
    }

    @Test("are found without reading blocks in which nothing can match")
    func skipped() throws {
        let store = try TestStore()
        let blocks = (0..<26).map { letter in
            (0..<10).map { ngram("\(UnicodeScalar(UInt8(0x61 + letter)))\($0)", 1990, Int64(1 + letter), 1) }
        }
        try store.write { _ = try $0.add(HandmadeArchive("one", "eng-2012", partitions: [blocks])) }
        try store.read { store in
            var request = TopRequest()
            request.pattern = try Self.beginning(0x63)
            var work = TopWork()
            let found = try store.corpus(named: "eng-2012").top(request, limits: TopLimits(), work: &work)
            #expect(found.map(\.ngram.description) == (0..<10).map { "c\($0)" })
            #expect(work.blocks == 1)
        }
    }

    @Test("of an order leave out archives of another, and read those of an unknown one")
    func orders() throws {
        let store = try TestStore()
        try store.write { writer in
            try writer.add(HandmadeArchive("ones", [ngram("a"), ngram("b")]))
            try writer.add(HandmadeArchive("twos", [ngram("a b"), ngram("c d e")]))
        }
        try store.sql("UPDATE archive SET n = NULL WHERE name = 'twos'")
        try store.read { store in
            for (order, names) in [(1, ["a", "b"]), (2, ["a b"]), (3, ["c d e"]), (4, [])] {
                let corpus = try store.corpus(named: "eng-2012", order: order)
                #expect(corpus.runs.count == (order == 1 ? 2 : 1))
                var totals = try NgramTotals(corpus)
                var found: [String] = []
                while let total = try totals.next() { found.append(total.ngram.description) }
                #expect(found == names)
                var request = TopRequest()
                request.order = order
                #expect(try corpus.top(request).map(\.ngram.description) == names)
            }
        }
    }
}
