import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

@Suite("Random series")
struct SeriesRoundTripTests {
    @Test("are encoded as documented and decoded again", arguments: 1...40 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            let series = series(&random)
            let bytes = encodedSeries(series.map { ($0.year, $0.matchCount, $0.volumeCount) })
            #expect(bytes == NaiveSeries.encode(series), "seed \(seed)")
            let read = decode(bytes)
            #expect(read.isWhole, "seed \(seed)")
            #expect(read.observations == series, "seed \(seed)")
        }
    }

    @Test("keep every year, including the first and the last")
    func everyYear() {
        let series = (1...9999).map { Observation(year: $0, matchCount: Int64($0), volumeCount: Int64($0 % 7)) }
        let counts = partialCounts([([0x61], series.map { ($0.year, $0.matchCount, $0.volumeCount) })])
        #expect(counts.decoded() == [DumpedNgram([0x61], series)])
        #expect(counts.firstYear == 1)
        #expect(counts.lastYear == 9999)
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
