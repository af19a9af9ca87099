import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

/// Random n-grams in byte order with what a head says of them.
private func randomEntries(_ count: Int, _ random: inout SeededRandom) -> [NaiveHead.Entry] {
    let texts = RandomNgrams.many(count, &random).sorted { $0.lexicographicallyPrecedes($1) }
    return texts.map { text in
        let first = random.int(1...9999)
        let last = random.oneIn(2) ? first : random.int(first...9999)
        return NaiveHead.Entry(
            text: text, match: random.count(), volume: random.oneIn(50) ? .max : random.count(), years: first...last,
            seriesBytes: random.int(1...300))
    }
}

/// Encodes entries with the encoder under test; nil where one is refused.
private func encode(_ entries: [NaiveHead.Entry], with encoder: inout HeadEncoder) -> [UInt8]? {
    for entry in entries {
        let isAdded = entry.text.withUnsafeBytes { text in
            encoder.add(
                text, matchCount: entry.match, volumeCount: entry.volume, firstYear: entry.years.lowerBound,
                lastYear: entry.years.upperBound, seriesBytes: entry.seriesBytes)
        }
        guard isAdded else { return nil }
    }
    var head: [UInt8] = []
    encoder.finish(into: &head)
    return head
}

/// Reads all of a head from memory after which nothing can be read.
private func decode(_ head: [UInt8], seriesBytes: Int) throws -> [NaiveHead.Entry] {
    try withGuardedBytes(head) { memory in
        let reader = try HeadReader(memory)
        let texts = reader.makeTexts()
        var entries = reader.makeEntries(seriesBytes: seriesBytes)
        var decoded: [NaiveHead.Entry] = []
        var position = 0
        while true {
            let hasText = try texts.next()
            let entry = try entries.next()
            #expect(hasText == (entry != nil))
            guard hasText, let entry else { return decoded }
            #expect(entry.series.lowerBound == position)
            position = entry.series.upperBound
            decoded.append(
                NaiveHead.Entry(
                    text: Array(texts.text), match: entry.matchCount, volume: entry.volumeCount,
                    years: entry.firstYear...entry.lastYear, seriesBytes: entry.series.count))
        }
    }
}

/// An n-gram, its beginning and its continuations.
private func nearMisses(of text: [UInt8]) -> [[UInt8]] {
    [text, Array(text.dropLast()), text + [0], text + [0xFF]]
}

@Suite struct HeadTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a head is what its documentation says, and is read back`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var encoder = HeadEncoder()
        // One encoder for several blocks: nothing of one is left in the next.
        for _ in 0..<3 {
            let entries = randomEntries(random.int(1...300), &random)
            let head = encode(entries, with: &encoder)
            #expect(head == NaiveHead.encode(entries))
            let decoded = try decode(head ?? [], seriesBytes: entries.reduce(0) { $0 + $1.seriesBytes })
            #expect(decoded == entries)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `an n-gram is found at its place, and one that is not there is not found`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let all = randomEntries(200, &random)
        let entries = all.filter { _ in random.oneIn(2) }
        let places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.text, $0) })
        try withGuardedBytes(NaiveHead.encode(entries)) { memory in
            let reader = try HeadReader(memory)
            for text in all.flatMap({ nearMisses(of: $0.text) }) where !text.isEmpty {
                var next: [UInt8]? = [0]
                let found = try text.withUnsafeBytes { try reader.place(of: $0, next: &next) }
                #expect(found == places[text])
                let following = entries.first { text.lexicographicallyPrecedes($0.text) }?.text
                #expect(next == (found == nil ? following : nil))
            }
        }
    }

    @Test func `n-grams that do not ascend are refused`() {
        func entry(_ text: String) -> NaiveHead.Entry {
            NaiveHead.Entry(text: Array(text.utf8), match: 1, volume: 1, years: 1...1, seriesBytes: 1)
        }
        for pair in [("b", "a"), ("a", "a"), ("ab", "a"), ("a\u{80}", "az")] {
            var encoder = HeadEncoder()
            #expect(encode([entry(pair.0), entry(pair.1)], with: &encoder) == nil)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func `any damaged byte is an error or another head, never a crash`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let entries = randomEntries(30, &random)
        let seriesBytes = entries.reduce(0) { $0 + $1.seriesBytes }
        let head = NaiveHead.encode(entries)
        var refused = 0
        for position in head.indices {
            var damaged = head
            damaged[position] ^= UInt8(1 << random.int(0...7))
            do {
                _ = try decode(damaged, seriesBytes: seriesBytes)
            } catch is CorruptBlock {
                refused += 1
            }
        }
        for length in head.indices {
            #expect(throws: CorruptBlock.self) { try decode([UInt8](head.prefix(length)), seriesBytes: seriesBytes) }
        }
        #expect(refused > 0)
    }

    @Test func `a head that claims more than it holds is refused before anything is allocated`() throws {
        let claims: [[UInt8]] = [
            [], [0], [0, 0, 0, 0, 1, 1], [1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F, 0, 0, 1, 1],
            [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1, 1, 1, 1, 1], [1, 2, 2, 2, 2, 1, 0xF1],
        ]
        for claim in claims {
            #expect(throws: CorruptBlock.self) { try decode(claim, seriesBytes: 10) }
        }
    }
}
