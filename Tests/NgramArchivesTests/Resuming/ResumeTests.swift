import NgramTestSupport
import Testing

@testable import NgramArchives

@Suite("Resuming an archive")
struct ResumeTests {
    private let folder: TestFolder
    private let rows: [UInt8]

    init() throws {
        folder = try TestFolder()
        var random = SeededRandom(seed: 11)
        let vocabulary = RandomNgrams.many(6, &random)
        rows = TestArchive(random: &random, edition: .y2012, vocabulary: vocabulary, runs: 10).bytes
    }

    @Test("after any partition gives the rest byte for byte", arguments: [1, 40, 150, 1000])
    func rest(size: Int) throws {
        let cut = rows.count / 3
        let paths = [
            try folder.write(rows, to: "plain"), try folder.write(gzip(rows), to: "one.gz"),
            try folder.write(gzip(Array(rows.prefix(cut))) + gzip(Array(rows.dropFirst(cut))), to: "two.gz"),
            try folder.write(HandmadeZip(deflated: rows).bytes, to: "zip.zip"),
        ]
        for path in paths {
            var done = 0
            for (bytes, partition) in try partitions(of: path, size: size) {
                done += bytes.count
                let other = partition.index.isMultiple(of: 2) ? size : 77
                let rest = try partitions(of: path, size: other, from: partition.resumePoint)
                #expect(rest.flatMap(\.bytes) == Array(rows.dropFirst(done)), "\(path), after \(partition.index)")
                #expect(rest.first?.partition.uncompressedOffset ?? Int64(done) == Int64(done))
                #expect(rest.first?.partition.index ?? 0 == 0)
            }
        }
    }

    @Test("recognizes the byte order mark that was skipped before", arguments: [1, 100])
    func byteOrderMark(size: Int) throws {
        let path = try folder.write([0xEF, 0xBB, 0xBF] + rows, to: "a")
        let first = try #require(try partitions(of: path, size: size).first)
        let reader = try PartitionReader(ArchiveReader(path: path), partitionBytes: size)
        #expect(try reader.resume(at: first.partition.resumePoint))
        #expect(reader.byteOrderMarkBytes == 3)
        let rest = try partitions(of: path, size: size, from: first.partition.resumePoint)
        #expect(first.bytes + rest.flatMap(\.bytes) == rows)
    }

    @Test("at the beginning gives the whole archive")
    func beginning() throws {
        let path = try folder.write(rows, to: "a")
        #expect(try partitions(of: path, size: 100, from: .beginning).flatMap(\.bytes) == rows)
    }

    @Test("continues in another compression of the same content, and in one that grew")
    func otherPacking() throws {
        let plain = try folder.write(rows, to: "plain")
        let compressed = try folder.write(gzip(rows + Array("new\t1\t1\t1\n".utf8)), to: "a.gz")
        let point = try partitions(of: plain, size: 300)[2].partition.resumePoint
        let rest = try partitions(of: compressed, size: 300, from: point).flatMap(\.bytes)
        #expect(rest == Array(rows.dropFirst(Int(point.offset))) + Array("new\t1\t1\t1\n".utf8))
    }

    @Test("is refused when any byte that was read has changed", arguments: [1, 40, 300])
    func changed(size: Int) throws {
        let plain = try folder.write(rows, to: "plain")
        let points = try partitions(of: plain, size: size).map(\.partition.resumePoint)
        var random = SeededRandom(seed: UInt64(size))
        for point in points {
            let flipped = rows.flipping(bit: random.int(0...8 * Int(point.checkedOffset) - 1))
            let shorter = Array(rows.prefix(Int(point.checkedOffset) - 1))
            for other in [flipped, shorter, Array(rows.dropFirst()), []] {
                let reader = try PartitionReader(
                    ArchiveReader(path: folder.write(other, to: "other")), partitionBytes: size)
                #expect(try reader.resume(at: point) == false, "at \(point)")
            }
        }
    }

    @Test("is refused at points that no reader returns")
    func absurd() throws {
        let path = try folder.write(rows, to: "plain")
        let far = Int64(PartitionReader.largestPartition) + 1
        for point in [
            ResumePoint(offset: 5, checkedOffset: 4, checksum: 0),
            ResumePoint(offset: 0, checkedOffset: far, checksum: 0),
            ResumePoint(offset: 1 << 40, checkedOffset: 1 << 40, checksum: 0),
            ResumePoint(offset: 0, checkedOffset: 0, checksum: 1),
        ] {
            let reader = try PartitionReader(ArchiveReader(path: path), partitionBytes: 100)
            #expect(try reader.resume(at: point) == false)
        }
    }
}
