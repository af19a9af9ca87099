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
            let (expected, isWhole) = NaiveSeries.decode(bytes)
            let read = decode(bytes)
            #expect(read.observations == expected, "seed \(seed), bytes \(bytes)")
            #expect(read.isWhole == isWhole, "seed \(seed), bytes \(bytes)")
        }
    }

    @Test("truncations and flipped bits are decoded according to the documented table or refused")
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
            let (expected, isWhole) = NaiveSeries.decode(Array(bytes.prefix(count)))
            let read = decode(Array(bytes.prefix(count)))
            #expect(read.observations == expected, "cut at \(count)")
            #expect(read.isWhole == isWhole, "cut at \(count)")
            #expect(series.starts(with: read.observations), "cut at \(count)")
        }
        for bit in 0..<8 * bytes.count {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            let (expected, isWhole) = NaiveSeries.decode(flipped)
            let read = decode(flipped)
            #expect(read.observations == expected, "bit \(bit)")
            #expect(read.isWhole == isWhole, "bit \(bit)")
        }
    }
}
