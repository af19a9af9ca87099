import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

@Suite("Random series")
struct SeriesRoundTripTests {
    @Test("are encoded as documented and decoded again", arguments: 1...40 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let ngrams = RandomNgrams.many(20, &random).map { ($0, series(&random)) }
        let counts = partialCounts(ngrams.map { ($0.0, $0.1.map { ($0.year, $0.matchCount, $0.volumeCount) }) })
        let expected = ngrams.flatMap { NaiveSeries.encode(ngram: $0.0, $0.1) }
        #expect(counts.bytes == expected, "seed \(seed)")
        let read = decodeBlock(expected)
        #expect(read.isWhole, "seed \(seed)")
        #expect(read.ngrams == ngrams.map { DumpedNgram($0.0, $0.1) }, "seed \(seed)")
    }

    @Test("keep every year, including the first and the last")
    func everyYear() {
        let series = (1...9999).map { Observation(year: $0, matchCount: Int64($0), volumeCount: Int64($0 % 7)) }
        let counts = partialCounts([([0x61], series.map { ($0.year, $0.matchCount, $0.volumeCount) })])
        #expect(decodeBlock(counts.bytes).ngrams == [DumpedNgram([0x61], series)])
        #expect(counts.entries.map(\.firstYear) == [1])
        #expect(counts.entries.map(\.lastYear) == [9999])
    }

    @Test("can be read from the position of any n-gram")
    func positions() throws {
        var random = SeededRandom(seed: 7)
        let ngrams = RandomNgrams.many(30, &random).map { ($0, series(&random)) }
        let counts = partialCounts(
            ngrams.map { ($0.0, $0.1.map { ($0.year, $0.matchCount, $0.volumeCount) }) }, blockTarget: 200)
        #expect(counts.blocks.count > 3)
        for block in counts.blocks {
            let bytes = Array(counts.bytes[block.bytes])
            for index in block.entries {
                try withGuardedBytes(bytes) { memory in
                    var reader = BlockReader(memory, at: Int(counts.entries[index].position))
                    var item = try #require(try reader.next())
                    #expect(Array(item.ngram) == ngrams[index].0)
                    #expect(try item.series.next() == ngrams[index].1.first)
                }
            }
        }
    }

    /// Ascending years with counts whose sums fit.
    private func series(_ random: inout SeededRandom) -> [Observation] {
        var year = 0
        var series: [Observation] = []
        for _ in 0..<random.int(1...60) {
            year += random.oneIn(9) ? random.int(1...2000) : random.int(1...50)
            guard year <= 9999 else { break }
            series.append(
                Observation(year: year, matchCount: max(1, random.count()), volumeCount: random.count()))
        }
        return series
    }
}
