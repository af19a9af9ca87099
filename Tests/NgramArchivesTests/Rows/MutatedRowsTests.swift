import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

@Suite("Rows with bytes changed at random")
struct MutatedRowsTests {
    private static let interesting = Array("\t\t\n\n,,09a-+. \r_".utf8) + [0x00, 0x80, 0xC3, 0xA9, 0xFF]

    @Test(
        "are counted, refused and skipped exactly as by a slow reader",
        arguments: Edition.allCases, 1...40 as ClosedRange<UInt64>)
    func equalsNaive(edition: Edition, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let vocabulary = RandomNgrams.many(5, &random)
        var bytes = TestArchive(random: &random, edition: edition, vocabulary: vocabulary, runs: 6).bytes
        for _ in 0..<random.int(1...20) where !bytes.isEmpty {
            let index = random.int(0...bytes.count - 1)
            let byte = Self.interesting.randomElement(using: &random) ?? 0
            switch random.int(0...2) {
            case 0: bytes[index] = byte
            case 1: bytes.insert(byte, at: index)
            default: bytes.remove(at: index)
            }
        }
        let rows = NaiveRows.read(bytes, edition)
        let good = rows.compactMap { $0 }
        // If a mutation makes sums overflow, only the report of the overflow matters.
        let sum = good.flatMap(\.observations).reduce(0.0) { $0 + Double($1.matchCount) + Double($1.volumeCount) }
        let limits = BlockLimits(headBytes: random.int(1...2000), seriesBytes: random.int(1...2000))
        let skipped = map(bytes, edition, badRows: .skip, limits: limits)
        #expect(skipped.counts.rows == Int64(good.count), "seed \(seed)")
        #expect(skipped.counts.badRows == Int64(rows.count - good.count), "seed \(seed)")
        guard sum < 9e18 else { return }
        #expect(skipped.counts.decoded() == TestArchive(edition, good).model.dump(), "seed \(seed)")

        let failed = map(bytes, edition)
        if let first = rows.firstIndex(where: { $0 == nil }) {
            let failure = try #require(failed.firstBadRow, "seed \(seed)")
            #expect(failed.counts.rows == Int64(first), "seed \(seed)")
            let offset = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).prefix(first).reduce(0) {
                $0 + $1.count + 1
            }
            #expect(failure.offset == Int64(offset), "seed \(seed)")
            #expect(!failure.row.problem.hasPrefix("expected"), "no reason is given, seed \(seed)")
        } else {
            #expect(failed.firstBadRow == nil, "seed \(seed)")
        }
    }
}
