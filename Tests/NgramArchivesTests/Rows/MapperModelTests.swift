import NgramArchives
import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

@Suite("Random rows, mapped")
struct MapperModelTests {
    static let seeds = 1...12 as ClosedRange<UInt64>

    @Test(
        "give the sums of the model, whatever the edition and the block size",
        arguments: Edition.allCases, seeds)
    func equalsModel(edition: Edition, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let vocabulary = RandomNgrams.many(random.int(1...20), &random)
        let archive = TestArchive(random: &random, edition: edition, vocabulary: vocabulary, runs: 30)
        for blockBytes in [1, random.int(2...300), 1 << 20] {
            let mapped = map(
                archive.bytes, edition, limits: BlockLimits(headBytes: blockBytes, seriesBytes: blockBytes))
            let expected = archive.model
            #expect(mapped.firstBadRow == nil, "seed \(seed)")
            #expect(mapped.counts.decoded() == expected.dump(), "seed \(seed), blocks of \(blockBytes)")
            #expect(mapped.counts.rows == Int64(archive.rows.count), "seed \(seed)")
            #expect(mapped.counts.badRows == 0)
            #expect(mapped.counts.matchSum == expected.sums.match, "seed \(seed)")
            #expect(mapped.counts.volumeSum == expected.sums.volume, "seed \(seed)")
            #expect(!mapped.counts.overflowed, "seed \(seed)")
        }
    }

    @Test("do not need a newline after the last row", arguments: Edition.allCases)
    func noNewline(edition: Edition) {
        let archive = TestArchive(edition, [TestRow([0x61], [Observation(year: 1999, matchCount: 3, volumeCount: 2)])])
        let mapped = map(Array(archive.bytes.dropLast()), edition)
        #expect(mapped.counts.decoded() == archive.model.dump())
    }

    @Test("may be absent", arguments: Edition.allCases)
    func none(edition: Edition) {
        let mapped = map([], edition)
        #expect(mapped.firstBadRow == nil)
        #expect(mapped.counts.rows == 0)
        #expect(mapped.counts.blocks.isEmpty)
    }

    @Test("of one partition leave no trace in the builder", arguments: Edition.allCases)
    func reuse(edition: Edition) {
        var random = SeededRandom(seed: 5)
        let vocabulary = RandomNgrams.many(4, &random)
        var builder = PartialCountsBuilder(partitionBytes: 1 << 20)
        for _ in 0..<10 {
            var archive = TestArchive(random: &random, edition: edition, vocabulary: vocabulary, runs: 6)
            archive.rows = Array(archive.rows.drop { $0.observations.contains { $0.matchCount > 1 << 40 } })
            let bad = Array("bad\n".utf8)
            let partition = Partition(holding: bad + archive.bytes + bad)
            let mapped = PartitionMapper.map(partition, edition: edition, badRows: .skip, with: &builder)
            #expect(mapped.counts.decoded() == archive.model.dump())
            #expect(mapped.counts.rows == Int64(archive.rows.count))
            #expect(mapped.counts.badRows == 2)
            let failed = PartitionMapper.map(partition, edition: edition, badRows: .fail, with: &builder)
            #expect(failed.firstBadRow != nil)
        }
    }
}
