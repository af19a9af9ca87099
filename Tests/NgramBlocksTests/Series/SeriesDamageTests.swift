import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

@Suite("Damaged series never crash, and never read outside their memory")
struct SeriesDamageTests {
    @Test(
        "random bytes are decoded according to the documented table or refused",
        arguments: 1...20 as ClosedRange<UInt64>)
    func randomBytes(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            var bytes = random.bytes(random.int(0...40))
            // Adds tokens that are not small counts, which exercise more of the decoder.
            for index in bytes.indices where random.oneIn(3) { bytes[index] = UInt8(random.int(205...255)) }
            let (expected, end) = NaiveSeries.decode(bytes)
            let read = decode(bytes)
            #expect(read.observations == expected, "seed \(seed), bytes \(bytes)")
            #expect(read.end == end, "seed \(seed), bytes \(bytes)")
        }
    }

    @Test("every truncation is refused, and no flipped bit causes a crash")
    func truncationsAndFlips() {
        let series: [Observation] = [
            Observation(year: 1, matchCount: 1, volumeCount: 1),
            Observation(year: 2, matchCount: 21, volumeCount: 300),
            Observation(year: 40, matchCount: .max, volumeCount: 0),
            Observation(year: 900, matchCount: 20, volumeCount: 20),
            Observation(year: 9999, matchCount: 128, volumeCount: 127),
        ]
        let bytes = NaiveSeries.encode(series)
        for count in 0..<bytes.count {
            let read = decode(Array(bytes.prefix(count)))
            #expect(read.end == nil, "cut at \(count)")
            #expect(series.starts(with: read.observations), "cut at \(count)")
        }
        for bit in 0..<8 * bytes.count {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            let (expected, end) = NaiveSeries.decode(flipped)
            let read = decode(flipped)
            #expect(read.observations == expected, "bit \(bit)")
            #expect(read.end == end, "bit \(bit)")
        }
    }

    @Test("no truncated block and no block with a flipped bit is read outside its memory")
    func blocks() {
        var random = SeededRandom(seed: 3)
        var block: [UInt8] = []
        for ngram in RandomNgrams.many(6, &random) {
            block += NaiveSeries.encode(
                ngram: ngram, [Observation(year: random.int(1...2000), matchCount: 400, volumeCount: 7)])
        }
        let whole = decodeBlock(block).ngrams
        #expect(whole.count == 6)
        for count in 0..<block.count {
            #expect(whole.starts(with: decodeBlock(Array(block.prefix(count))).ngrams), "cut at \(count)")
        }
        for bit in 0..<8 * block.count {
            var flipped = block
            flipped[bit / 8] ^= 1 << (bit % 8)
            _ = decodeBlock(flipped)
        }
        for seed in 1...300 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed)
            _ = decodeBlock(random.bytes(60))
        }
    }

    @Test("positions outside a block are refused", arguments: [-1, 6, 7, Int.max, Int.min])
    func positions(_ position: Int) throws {
        let block = NaiveSeries.encode(ngram: [0x61], [Observation(year: 1, matchCount: 1, volumeCount: 1)])
        try withGuardedBytes(block + [0]) { memory in
            var reader = BlockReader(memory, at: position)
            #expect(throws: CorruptSeries.self) { try reader.next() }
        }
    }
}
