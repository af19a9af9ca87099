import NgramModel
import NgramTestSupport
import Testing

@testable import NgramArchives

/// Reads all partitions of an archive, copied.
func partitions(
    of path: String, size: Int, from point: ResumePoint? = nil
) throws -> [(bytes: [UInt8], partition: Partition)] {
    let reader = try PartitionReader(ArchiveReader(path: path), partitionBytes: size)
    if let point { try #require(try reader.resume(at: point), "the same archive is taken for another") }
    var all: [(bytes: [UInt8], partition: Partition)] = []
    while true {
        let partition = Partition(capacity: size)
        guard try reader.next(partition) else { break }
        all.append((Array(partition.bytes), partition))
    }
    return all
}

@Suite("Partitions")
struct PartitionReaderTests {
    @Test("are the archive cut at ends of rows, for any partition size", arguments: Edition.allCases)
    func cut(edition: Edition) throws {
        var random = SeededRandom(seed: UInt64(edition.rawValue))
        let vocabulary = RandomNgrams.many(8, &random).filter { !$0.contains(0x0D) }
        let archive = TestArchive(random: &random, edition: edition, vocabulary: vocabulary, runs: 12)
        let folder = try TestFolder()
        for bytes in [archive.bytes, Array(archive.bytes.dropLast())] {
            let plain = try folder.write(bytes, to: "plain")
            let compressed = try folder.write(gzip(bytes), to: "compressed.gz")
            let checksums = NaiveChecksum.ofPrefixes(bytes)
            for size in Array(1...60) + [64, 99, 100, 101, 255, 300, 511, 1 << 14, 1 << 20, 1 << 30] {
                try check(
                    partitions(of: size.isMultiple(of: 3) ? compressed : plain, size: size), bytes, checksums, size)
            }
        }
    }

    @Test("do not include a byte order mark at the very beginning", arguments: [1, 2, 3, 4, 100])
    func byteOrderMark(size: Int) throws {
        let mark = [0xEF, 0xBB, 0xBF] as [UInt8]
        let rows = Array("a\t1990\t5\t3\nb\t1990\t5\t3\n".utf8)
        let folder = try TestFolder()
        for (bytes, skipped) in [(rows, 0), (mark + rows, 3), (mark, 3), ([0xEF, 0xBB], 0), (mark + mark + rows, 3)] {
            let path = try folder.write(gzip(bytes), to: "a.gz")
            let reader = try PartitionReader(ArchiveReader(path: path), partitionBytes: size)
            let partition = Partition(capacity: size)
            var read: [UInt8] = []
            var offset = Int64(skipped)
            while try reader.next(partition) {
                #expect(partition.uncompressedOffset == offset)
                offset = partition.resumePoint.offset
                read += partition.bytes
            }
            #expect(read == Array(bytes.dropFirst(skipped)))
            #expect(offset == Int64(bytes.count))
            #expect(reader.byteOrderMarkBytes == Int64(skipped))
        }
    }

    private func check(
        _ all: [(bytes: [UInt8], partition: Partition)], _ archive: [UInt8], _ checksums: [UInt32], _ size: Int
    ) throws {
        #expect(all.flatMap(\.bytes) == archive, "size \(size)")
        var offset: Int64 = 0
        for (index, (bytes, partition)) in all.enumerated() {
            #expect(partition.index == index)
            #expect(partition.uncompressedOffset == offset, "size \(size)")
            #expect(!partition.isOversizedRow)
            offset += Int64(bytes.count)
            #expect(bytes.last == 0x0A || index == all.count - 1, "size \(size), partition \(index)")
            let point = partition.resumePoint
            #expect(point.offset == offset)
            #expect(point.checkedOffset >= offset)
            #expect(point.checksum == checksums[Int(point.checkedOffset)])
        }
        for (partition, next) in zip(all, all.dropFirst()) {
            let ngrams = partition.bytes.split(separator: 0x0A).map { $0.prefix { $0 != 0x09 } }
            guard Set(ngrams).count > 1 else { continue }
            #expect(
                !next.bytes.starts(with: (ngrams.last ?? []) + [0x09]),
                "a series is cut though its partition holds another n-gram, size \(size)")
        }
    }

    @Test("of an empty archive do not exist", arguments: [1, 100, 1 << 20])
    func none(size: Int) throws {
        let folder = try TestFolder()
        #expect(try partitions(of: folder.write([], to: "a"), size: size).isEmpty)
        #expect(try partitions(of: folder.write(gzip([]), to: "a.gz"), size: size).isEmpty)
    }

    @Test("of text that has no rows are also cut at newlines", arguments: [1, 2, 3, 5, 64])
    func prose(size: Int) throws {
        let folder = try TestFolder()
        for text in ["\n", "\n\n\n", "a", "a\n", "\na", "a\nb\n\n\nc", "a\t\n\t\na\t", "\t", "a\tb\na\tc\na\td\nb\te"] {
            let all = try partitions(of: folder.write(Array(text.utf8), to: "a"), size: size)
            #expect(all.flatMap(\.bytes) == Array(text.utf8), "\(text)")
            for (bytes, _) in all.dropLast() { #expect(bytes.last == 0x0A, "\(text)") }
        }
    }

    @Test("of a truncated archive end with an error", arguments: [1, 30, 1 << 20])
    func truncated(size: Int) throws {
        let folder = try TestFolder()
        let rows = TestArchive(
            .y2012, (1...50).map { TestRow([0x61], [Observation(year: $0, matchCount: 1, volumeCount: 1)]) }
        ).bytes
        let path = try folder.write(Array(gzip(rows).dropLast()), to: "a.gz")
        #expect(throws: ArchiveError.self) { try partitions(of: path, size: size) }
    }
}
