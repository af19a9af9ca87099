import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

/// Cursors over many runs park readers when these hold too much memory. Random limits park all, some or none of them.
@Suite("Cursors read the same whatever the memory")
struct NgramCursorTests {
    private static let seeds = 1...25 as ClosedRange<UInt64>
    private static let limits = [0, 100, 400, 2_000, ReaderLimits.memory]

    @Test("all n-grams and their series", arguments: seeds)
    func all(seed: UInt64) throws {
        try RandomStore.forEachCorpus(seed: seed) { random, snapshot, model, numbers in
            for limit in Self.limits {
                let prefix = numbers.oneIn(2) ? [] : random.prefix(&numbers)
                let (first, end) = (numbers.oneIn(2) ? [] : random.prefix(&numbers), random.prefix(&numbers))
                let isBounded = numbers.oneIn(2)
                let readsSeries = numbers.oneIn(2)
                let range = NgramRange(prefix: prefix).intersection(
                    NgramRange(first: first, end: isBounded ? end : nil))
                let cursor = NgramCursor(snapshot.located, range, memoryLimit: limit)
                var found: [(ngram: [UInt8], series: [Observation])] = []
                while try cursor.next() {
                    let series = readsSeries ? try sum(cursor.parts) { try $0.series() } : []
                    found.append((Array(cursor.text), series))
                }
                let expected = model.dump(prefix: prefix).filter {
                    !$0.ngram.lexicographicallyPrecedes(first)
                        && (!isBounded || $0.ngram.lexicographicallyPrecedes(end))
                }
                #expect(found.map(\.ngram) == expected.map(\.ngram), "seed \(seed), \(limit)")
                if readsSeries {
                    #expect(found.map(\.series) == expected.map(\.series), "seed \(seed), \(limit)")
                }
            }
        }
    }

    @Test("matches of an automaton and their series", arguments: seeds)
    func matches(seed: UInt64) throws {
        try RandomStore.forEachCorpus(seed: seed) { random, snapshot, model, numbers in
            for limit in Self.limits {
                let byte = random.vocabulary.randomElement(using: &numbers)?.randomElement(using: &numbers) ?? 0x61
                var classes = [UInt8](repeating: 0, count: 256)
                classes[Int(byte)] = 1
                let pattern = try ByteAutomaton(
                    classes: classes, next: [0, 1, 1, 1], accepts: [false, true], start: 0)
                var found: [(ngram: [UInt8], series: [Observation])] = []
                try snapshot.forEachMatch(pattern, order: nil, memoryLimit: limit) { text, parts in
                    found.append((Array(text), try sum(parts) { try $0.series() }))
                }
                let expected = model.dump().filter { $0.ngram.contains(byte) }
                #expect(found.map(\.ngram) == expected.map(\.ngram), "seed \(seed), \(limit), \(byte)")
                #expect(found.map(\.series) == expected.map(\.series), "seed \(seed), \(limit), \(byte)")
            }
        }
    }

    @Test("n-grams that several runs have", arguments: seeds)
    func shared(seed: UInt64) throws {
        let random = try RandomStore(seed: seed)
        for corpus in RandomStore.corpora {
            try random.read { store in
                let snapshot = try store.corpus(named: corpus)
                var runs: [[UInt8]: Set<Int64>] = [:]
                let all = NgramCursor(snapshot.located)
                while try all.next() { runs[Array(all.text)] = Set(all.parts.map(\.run.id)) }
                let expected = runs.filter { $0.value.count > 1 }
                for limit in Self.limits {
                    let cursor = SharedNgramCursor(snapshot.runs, snapshot.blocks, memoryLimit: limit) { false }
                    var found: [[UInt8]: Set<Int64>] = [:]
                    while try cursor.next() { found[Array(cursor.text)] = Set(cursor.parts.map(\.run.id)) }
                    #expect(found == expected, "seed \(seed), \(limit)")
                }
            }
        }
    }

    /// The sum of the series of readers.
    private func sum<Reader>(
        _ readers: [Reader], _ series: (Reader) throws -> UnsafeRawBufferPointer
    ) throws -> [Observation] {
        var sum = SeriesSum()
        for reader in readers {
            var decoder = SeriesDecoder(try series(reader))
            try sum.add(&decoder, years: Observation.years)
        }
        return try sum.finish()
    }
}
