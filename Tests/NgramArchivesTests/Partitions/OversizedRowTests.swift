import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

@testable import NgramArchives

@Suite("Rows longer than the limit")
struct OversizedRowTests {
    private let good = Array("a\t1990\t5\t3\n".utf8)
    private let longest = PartitionReader.longestRow

    @Test("are skipped with bounded memory, and the following rows are read", arguments: [1, 5000, 1 << 20])
    func followed(size: Int) throws {
        let long = [UInt8](repeating: 0x78, count: 2 * longest + 77)
        let folder = try TestFolder()
        let path = try folder.write(gzip(good + long + [0x0A] + good + good), to: "a.gz")
        let all = try partitions(of: path, size: size)
        let oversized = try #require(all.first { $0.partition.isOversizedRow })
        #expect(all.filter { !$0.partition.isOversizedRow }.flatMap(\.bytes) == good + good + good)
        #expect(oversized.partition.uncompressedOffset == Int64(good.count))
        #expect(all.last?.partition.resumePoint.offset == Int64(3 * good.count + long.count + 1))
        for (_, partition) in all { #expect(partition.capacity <= PartitionReader.largestPartition) }

        for (bytes, partition) in all {
            let rest = try partitions(of: path, size: 4096, from: partition.resumePoint)
            let read = (all.prefix(partition.index).map(\.bytes) + [bytes] + rest.map(\.bytes)).flatMap { $0 }
            #expect(read.filter { $0 != 0x78 } == good + good + good, "resumed after partition \(partition.index)")
        }
    }

    @Test("may be the whole archive, with a newline or without", arguments: [0, 1, 300_000])
    func alone(more: Int) throws {
        let folder = try TestFolder()
        for ending in [[], [0x0A]] as [[UInt8]] {
            let row = [UInt8](repeating: 0x78, count: longest + 1 + more)
            let all = try partitions(of: folder.write(row + ending, to: "a"), size: 100)
            #expect(all.map(\.partition.isOversizedRow) == [true])
            #expect(all.first?.partition.resumePoint.offset == Int64(row.count + ending.count))
        }
    }

    @Test("are those longer than the longest row that is accepted")
    func longestRow() throws {
        let folder = try TestFolder()
        let columns = Array("\t1990\t5\t3".utf8)
        let row = [UInt8](repeating: 0x78, count: longest - columns.count) + columns
        for bytes in [row, row + [0x0A], good + row + [0x0A] + good] {
            let all = try partitions(of: folder.write(bytes, to: "a"), size: 300)
            #expect(all.flatMap(\.bytes) == bytes)
            #expect(!all.contains { $0.partition.isOversizedRow })
            for (bytes, _) in all { #expect(map(bytes, .y2012).firstBadRow == nil) }
        }
    }

    @Test("are bad rows", arguments: Edition.allCases)
    func bad(edition: Edition) throws {
        let folder = try TestFolder()
        let path = try folder.write([UInt8](repeating: 0x78, count: longest + 2), to: "a")
        let partition = try #require(try partitions(of: path, size: 100).first).partition
        var builder = PartialCountsBuilder(partitionBytes: PartitionReader.largestPartition)
        let failed = PartitionMapper.map(partition, edition: edition, badRows: .fail, with: &builder)
        #expect(failed.firstBadRow?.row.problem.contains("1048576 bytes") ?? false)
        #expect(failed.firstBadRow?.row.excerpt.count ?? 0 <= 90)
        let skipped = PartitionMapper.map(partition, edition: edition, badRows: .skip, with: &builder)
        #expect(skipped.firstBadRow == failed.firstBadRow)
        #expect(skipped.counts.badRows == 1)
    }
}
