import NgramBlocks
import NgramTestSupport
import Testing

@Suite("Partial counts")
struct PartialCountsBuilderTests {
    @Test("have each n-gram once and in ascending order, with its sums and years")
    func entries() {
        let counts = partialCounts([
            (ngram: [0x62], [(1900, 5, 2), (1905, 30, 7)]), (ngram: [0x61], [(2000, 1, 1)]),
            (ngram: [0x62], [(1800, 1, 1), (1900, 2, 1)]),
        ])
        #expect(counts.decoded()?.map(\.description) == ["a 2000:1/1", "b 1800:1/1 1900:7/3 1905:30/7"])
        #expect(counts.rows == 5)
        #expect(counts.descents == 1)
        #expect(counts.firstRead == [0x62])
        #expect(counts.lastRead == [0x62])
        #expect(counts.first == [0x61])
        #expect(counts.last == [0x62])
        #expect(!counts.overflowed)
    }

    @Test("of random n-grams in any order equal the model", arguments: 1...30 as ClosedRange<UInt64>)
    func random(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let vocabulary = RandomNgrams.many(random.int(1...40), &random)
        var model = CountsModel()
        var ngrams: [(ngram: [UInt8], series: [(year: Int, match: Int64, volume: Int64)])] = []
        for _ in 0..<random.int(1...80) {
            guard let ngram = vocabulary.randomElement(using: &random), ngram != ngrams.last?.ngram else { continue }
            let series = (0..<random.int(1...6)).map { _ in
                (year: random.int(1990...2000), match: Int64(random.int(0...5)), volume: Int64(random.int(0...5)))
            }
            ngrams.append((ngram, series))
            for (year, match, volume) in series where match + volume > 0 {
                model.add(ngram, year: year, match: match, volume: volume)
            }
        }
        if random.oneIn(2) {
            ngrams.sort { $0.ngram.lexicographicallyPrecedes($1.ngram) }
        }
        let limits = BlockLimits(headBytes: random.int(1...200), seriesBytes: random.int(1...100))
        let counts = partialCounts(ngrams, limits: limits)
        #expect(counts.decoded() == model.dump())
        let kept = ngrams.filter { $0.series.contains { $0.match + $0.volume > 0 } }.map(\.ngram)
        let descents = zip(kept, kept.dropFirst()).filter { !$0.lexicographicallyPrecedes($1) }.count
        #expect(counts.descents == descents)
        #expect(counts.firstRead == kept.first ?? [])
        #expect(counts.lastRead == kept.last ?? [])
    }

    @Test("end blocks at both limits")
    func limits() {
        let ngrams = (0..<500).map { index in
            (ngram: Array("word\(1000 + index)".utf8), series: [(year: 1900, match: Int64(1), volume: Int64(1))])
        }
        let byHead = partialCounts(ngrams, limits: BlockLimits(headBytes: 200, seriesBytes: 1 << 20)).blocks
        #expect(byHead.dropLast().allSatisfy { (195...260).contains($0.head.count) })
        let bySeries = partialCounts(ngrams, limits: BlockLimits(headBytes: 1 << 20, seriesBytes: 100)).blocks
        #expect(bySeries.dropLast().allSatisfy { (100...110).contains($0.series.count) })
    }

    @Test("drop n-grams that have no count, and count their rows")
    func zeros() {
        let counts = partialCounts([
            (ngram: [0x61], [(1900, 0, 0)]), (ngram: [0x62], [(1900, 0, 0), (1901, 2, 1), (1902, 0, 0)]),
            (ngram: [0x63], []), (ngram: [0x64], [(2000, 0, 0)]),
        ])
        #expect(counts.decoded()?.map(\.description) == ["b 1901:2/1"])
        #expect(counts.rows == 5)
    }

    @Test("sort years and add up repeated ones")
    func disorder() {
        let counts = partialCounts([
            (ngram: [0x61], [(1900, 5, 2), (1900, 5, 2), (1850, 1, 1), (2000, 3, 3), (1850, 20, 9)])
        ])
        #expect(counts.decoded()?.map(\.description) == ["a 1850:21/10 1900:10/4 2000:3/3"])
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
        let apart = [0x62, 0x61, 0x62].map { ([UInt8($0)], [(1900, half, Int64(1))]) }
        #expect(partialCounts(apart).overflowed)
        let most = partialCounts([([0x61], [(1900, .max, 0), (1901, 0, .max)])])
        #expect(!most.overflowed)
        #expect(most.matchSum == .max)
        #expect(most.volumeSum == .max)
    }

    @Test("do not change when a row is rolled back, and the builder can be reused after it has finished")
    func rollBack() {
        var builder = PartialCountsBuilder(partitionBytes: 4096)
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
                #expect(counts.decoded() == model.dump(), "\(kept) \(undone)")
                #expect(counts.matchSum == model.sums.match)
                #expect(counts.badRows == 1)
                #expect(counts.rows == 1)
            }
        }
    }

    @Test("do not keep the overflow of a row that is rolled back")
    func rolledBackOverflow() {
        var builder = PartialCountsBuilder(partitionBytes: 4096)
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
