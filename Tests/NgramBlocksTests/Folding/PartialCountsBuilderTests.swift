import NgramBlocks
import NgramTestSupport
import Testing

@Suite("Partial counts")
struct PartialCountsBuilderTests {
    @Test("have an entry for each occurrence of an n-gram, with its sums and years")
    func entries() {
        let counts = partialCounts([
            (ngram: [0x62], [(1900, 5, 2), (1905, 30, 7)]), (ngram: [0x61], [(2000, 1, 1)]),
            (ngram: [0x62], [(1800, 1, 1)]),
        ])
        #expect(counts.entries.map(\.matchCount) == [35, 1, 1])
        #expect(counts.entries.map(\.volumeCount) == [9, 1, 1])
        #expect(counts.entries.map(\.firstYear) == [1900, 2000, 1800])
        #expect(counts.entries.map(\.lastYear) == [1905, 2000, 1800])
        #expect(counts.rows == 4)
        #expect(counts.matchSum == 37)
        #expect(counts.volumeSum == 11)
        let block = counts.blocks[0]
        #expect(block.largestMatchCount == 35)
        #expect(block.largestVolumeCount == 9)
        #expect(block.extremes?.smallest == 1)
        #expect(counts.entries[block.extremes?.largest ?? 1].textLength == 1)
        #expect(!counts.overflowed)
    }

    @Test("drop n-grams that have no count, and count their rows")
    func zeros() {
        let counts = partialCounts([
            (ngram: [0x61], [(1900, 0, 0)]), (ngram: [0x62], [(1900, 0, 0), (1901, 2, 1), (1902, 0, 0)]),
            (ngram: [0x63], []), (ngram: [0x64], [(2000, 0, 0)]),
        ])
        #expect(decodeBlock(counts.bytes).ngrams.map(\.description) == ["b 1901:2/1"])
        #expect(counts.entries.count == 1)
        #expect(counts.rows == 5)
        #expect(counts.blocks.reduce(0) { $0 + $1.rows } == 5)
    }

    @Test("sort years and add up repeated ones")
    func disorder() {
        let counts = partialCounts([
            (ngram: [0x61], [(1900, 5, 2), (1900, 5, 2), (1850, 1, 1), (2000, 3, 3), (1850, 20, 9)])
        ])
        #expect(decodeBlock(counts.bytes).ngrams.map(\.description) == ["a 1850:21/10 1900:10/4 2000:3/3"])
        #expect(counts.repeatedYears == 2)
    }

    @Test("count the observations of repeated years, but not years that only descend")
    func repeatedYears() {
        var random = SeededRandom(seed: 17)
        for _ in 0..<200 {
            let groups = (0..<random.int(1...5)).map { index in
                (
                    ngram: [UInt8(0x61 + index)],
                    series: (0..<random.int(1...12)).map { _ in
                        (year: random.int(1900...1908), match: Int64(random.int(0...3)), volume: Int64(0))
                    }
                )
            }
            // An observation whose counts are zero is not a repetition.
            let expected = groups.reduce(0) { sum, group in
                let years = group.series.filter { $0.match > 0 }.map(\.year)
                return sum + years.count - Set(years).count
            }
            #expect(partialCounts(groups).repeatedYears == Int64(expected))
        }
    }

    @Test("report the overflow of a sum over an n-gram, a year or all n-grams")
    func overflow() {
        let half = Int64.max / 2 + 1
        #expect(partialCounts([([0x61], [(1900, half, 1), (1901, half, 1)])]).overflowed)
        #expect(partialCounts([([0x61], [(1900, half, 1), (1900, half, 1)])]).overflowed)
        #expect(partialCounts([([0x61], [(1900, 1, half), (1899, 1, half)])]).overflowed)
        #expect(partialCounts([([0x61], [(1900, half, 1)]), ([0x62], [(1900, half, 1)])]).overflowed)
        let most = partialCounts([([0x61], [(1900, .max, 0), (1901, 0, .max)])])
        #expect(!most.overflowed)
        #expect(most.matchSum == .max)
        #expect(most.volumeSum == .max)
    }

    @Test("do not change when a row is rolled back, and the builder can be reused after it has finished")
    func rollBack() {
        var builder = PartialCountsBuilder(partitionBytes: 4096, blockTarget: 4096)
        for undone in [[(1990, 7)], [(1990, 7), (1980, 9)], [(1900, 1)], [(1, 1), (1, 2)], []] {
            for kept in [[], [(1950, 3)], [(1950, 3), (1940, 2)]] as [[(Int, Int64)]] {
                builder.begin(copying: [0x61])
                for (year, count) in kept { builder.add(year: year, matchCount: count, volumeCount: 1) }
                let mark = builder.mark()
                for (year, count) in undone { builder.add(year: year, matchCount: Int64(count), volumeCount: 1) }
                builder.rollBack(to: mark)
                builder.skipRow()
                builder.add(year: 1960, matchCount: 4, volumeCount: 4)
                builder.endRow()
                let counts = builder.finish()
                var model = CountsModel()
                for (year, count) in kept + [(1960, 4)] {
                    model.add([0x61], year: year, match: count, volume: year == 1960 ? 4 : 1)
                }
                #expect(decodeBlock(counts.bytes).ngrams == model.dump(), "\(kept) \(undone)")
                #expect(counts.matchSum == model.sums.match)
                #expect(counts.badRows == 1)
                #expect(counts.rows == 1)
            }
        }
    }

    @Test("do not keep the overflow of a row that is rolled back")
    func rolledBackOverflow() {
        var builder = PartialCountsBuilder(partitionBytes: 4096, blockTarget: 4096)
        builder.begin(copying: [0x61])
        builder.add(year: 1900, matchCount: .max, volumeCount: 1)
        let mark = builder.mark()
        builder.add(year: 1901, matchCount: .max, volumeCount: 1)
        builder.rollBack(to: mark)
        let counts = builder.finish()
        #expect(!counts.overflowed)
        #expect(counts.matchSum == .max)
    }
}
