import Foundation
import NgramModel
import NgramTestSupport
import Testing

@testable import NgramArchives

@Suite("Resuming an archive from a state")
struct StateResumeTests {
    private let folder: TestFolder
    private let rows: [UInt8]
    private let containers: [RandomContainer]

    init() throws {
        folder = try TestFolder()
        var random = SeededRandom(seed: 12)
        let vocabulary = RandomNgrams.many(60, &random)
        rows = TestArchive(random: &random, edition: .y2012, vocabulary: vocabulary, runs: 150).bytes
        containers = try RandomContainer.all(rows, &random)
    }

    @Test("after any partition gives the rest byte for byte", arguments: [40, 1000, 5000])
    func rest(size: Int) throws {
        for container in containers {
            let path = try folder.write(container.bytes, to: container.name)
            var random = SeededRandom(seed: UInt64(size))
            for (bytes, partition) in try read(path, size: size, interval: 500).all.shuffled(using: &random).prefix(15)
            {
                guard let state = partition.inflateState else { continue }
                #expect(state.uncompressedOffset <= partition.resumePoint.offset)
                let resumed = try read(path, size: 300, from: partition.resumePoint, state.serialized)
                let done = Int(partition.uncompressedOffset) + bytes.count
                #expect(resumed.all.flatMap(\.bytes) == Array(rows.dropFirst(done)), "\(container), after \(done)")
                #expect(resumed.all.first?.partition.uncompressedOffset ?? Int64(done) == Int64(done))
                #expect(resumed.reader.checksum == NaiveChecksum.of(rows))
                #expect(resumed.reader.uncompressedOffset == Int64(rows.count))
            }
        }
    }

    @Test("gives states for the partitions after it at once")
    func again() throws {
        for container in containers {
            let path = try folder.write(container.bytes, to: container.name)
            let all = try read(path, size: 300, interval: 2000).all
            guard let last = try found(all.last { $0.partition.inflateState != nil }?.partition) else { continue }
            let resumed = try read(path, size: 300, from: last.resumePoint, last.inflateState?.serialized ?? [])
            #expect(resumed.all.allSatisfy { $0.partition.inflateState == last.inflateState }, "\(container)")
        }
    }

    @Test("does not read the archive from its beginning")
    func front() throws {
        var random = SeededRandom(seed: 13)
        let rows = TestArchive(
            .y2012,
            (0..<40_000).map { _ in
                TestRow(
                    random.bytes(4).map { 0x61 + $0 % 26 }, [Observation(year: 1990, matchCount: 5, volumeCount: 3)])
            }
        ).bytes
        for container in try RandomContainer.all(rows, &random) {
            let path = try folder.write(container.bytes, to: container.name)
            let all = try read(path, size: 10_000, interval: 10_000).all
            let last = try #require(all.dropLast(3).last?.partition, "\(container)")
            let state = try #require(last.inflateState)
            // Change everything before the part in front of the position that is checked, but not size and time. The
            // directory of the zip files is at the end; the header of their member must remain.
            let changed = 100..<Int(state.compressedOffset) - InflateState.tailBytes
            try #require(changed.count > 1000, "\(container)")
            try overwrite(path, changed)
            let resumed = try read(path, size: 10_000, from: last.resumePoint, state.serialized)
            #expect(resumed.all.flatMap(\.bytes) == Array(rows.dropFirst(Int(last.resumePoint.offset))), "\(container)")
            // Without the state, the change is found.
            let whole = try? read(path, size: 10_000, from: last.resumePoint)
            #expect(whole == nil, "\(container)")
        }
    }

    @Test("ignores a state that is damaged, and reads everything before the point instead")
    func damaged() throws {
        var random = SeededRandom(seed: 14)
        for container in containers {
            let path = try folder.write(container.bytes, to: container.name)
            let all = try read(path, size: 2000, interval: 2000).all
            guard let partition = try found(all.last { $0.partition.inflateState != nil }?.partition) else { continue }
            let point = partition.resumePoint
            let bytes = partition.inflateState?.serialized ?? []
            for index in Array(bytes.indices.prefix(76)) + (0..<30).map({ _ in random.int(0...bytes.count - 1) }) {
                var other = bytes
                other[index] ^= UInt8(random.int(1...255))
                for state in [other, Array(bytes.prefix(index))] {
                    let resumed = try read(path, size: 2000, from: point, state)
                    #expect(resumed.all.flatMap(\.bytes) == Array(rows.dropFirst(Int(point.offset))), "\(container)")
                }
            }
        }
    }

    @Test("never gives other content for a state that was changed on purpose", arguments: 1...3 as ClosedRange<UInt64>)
    func forged(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for container in containers {
            let path = try folder.write(container.bytes, to: container.name)
            let all = try read(path, size: 1500, interval: 1000).all.filter { $0.partition.inflateState != nil }
            for _ in 0..<60 {
                guard let partition = try found(all.randomElement(using: &random)?.partition) else { break }
                var bytes = partition.inflateState?.serialized ?? []
                // The fields are in the first 72 bytes; the checksum at the end is corrected.
                for _ in 0..<random.int(1...3) {
                    let index = random.oneIn(3) ? random.int(0...bytes.count - 5) : random.int(0...71)
                    bytes[index] = random.oneIn(3) ? [0, 1, 0x7F, 0x80, 0xFF][random.int(0...4)] : bytes[index] &+ 1
                }
                bytes = bytes.dropLast(4) + littleEndian(NaiveChecksum.of(bytes.dropLast(4)))
                let point = partition.resumePoint
                guard let resumed = try? read(path, size: 2000, from: point, bytes) else {
                    // Only the end of the archive, which its own checksum covers, may find that a state was wrong.
                    #expect(container.isChecked)
                    continue
                }
                #expect(resumed.all.flatMap(\.bytes) == Array(rows.dropFirst(Int(point.offset))), "\(container)")
                #expect(resumed.reader.checksum == NaiveChecksum.of(rows), "\(container)")
            }
        }
    }

    @Test("does not use a state after the time, the size or the bytes in front of it changed")
    func changed() throws {
        for container in containers {
            let path = try folder.write(container.bytes, to: container.name)
            let all = try read(path, size: 2000, interval: 2000).all
            guard let partition = try found(all.last { $0.partition.inflateState != nil }?.partition) else { continue }
            let state = try #require(partition.inflateState)
            // The same content at another time: the point is found without the state.
            let time = Date(timeIntervalSince1970: 1_000_000)
            try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
            #expect(try ArchiveReader(path: path).resume(from: state) == false, "\(container)")
            let rest = try read(path, size: 2000, from: partition.resumePoint, state.serialized).all
            #expect(rest.flatMap(\.bytes) == Array(rows.dropFirst(Int(partition.resumePoint.offset))), "\(container)")
            // A shorter file.
            try folder.write(Array(container.bytes.dropLast()), to: container.name)
            #expect((try? ArchiveReader(path: path).resume(from: state)) != true, "\(container)")
            // Another byte in front of the position, with the same size and time.
            try folder.write(container.bytes, to: container.name)
            let (_, partition2) = try #require(
                try read(path, size: 2000, interval: 2000).all.last { $0.partition.inflateState != nil })
            let state2 = try #require(partition2.inflateState)
            let position = Int(state2.compressedOffset)
            try overwrite(path, position - 1..<position)
            #expect(try ArchiveReader(path: path).resume(from: state2) == false, "\(container)")
            let resumed = try? read(path, size: 2000, from: partition2.resumePoint, state2.serialized)
            #expect(resumed == nil, "\(container)")
        }
    }

    @Test("is refused for a state of another archive, or one past the point")
    func other() throws {
        let states = try containers.map { container in
            let path = try folder.write(container.bytes, to: container.name)
            return try found(read(path, size: 2000, interval: 2000).all.last { $0.partition.inflateState != nil })?
                .partition
        }
        for (index, container) in containers.enumerated() {
            let path = folder.file(container.name)
            for (other, partition) in states.enumerated() where other != index {
                guard let partition else { continue }
                let reader = try ArchiveReader(path: path)
                if let state = partition.inflateState { #expect((try? reader.resume(from: state)) != true) }
                let rest = try read(
                    path, size: 500, from: partition.resumePoint, partition.inflateState?.serialized ?? [])
                #expect(rest.all.flatMap(\.bytes) == Array(rows.dropFirst(Int(partition.resumePoint.offset))))
            }
            let early = try #require(try partitions(of: path, size: 50).first?.partition.resumePoint)
            let rest = try read(path, size: 500, from: early, states[index]?.inflateState?.serialized ?? [])
            #expect(rest.all.flatMap(\.bytes) == Array(rows.dropFirst(Int(early.offset))), "\(container)")
        }
    }

    @Test("knows the byte order mark that was skipped at the beginning")
    func byteOrderMark() throws {
        let path = try folder.write(gzip([0xEF, 0xBB, 0xBF] + rows) + gzip(rows), to: "mark.gz")
        let all = try read(path, size: 100, interval: 100).all
        let last = try #require(all.last?.partition)
        let state = try #require(last.inflateState)
        #expect(state.uncompressedOffset > 3)
        let reader = try PartitionReader(ArchiveReader(path: path), partitionBytes: 100)
        #expect(try reader.resume(at: last.resumePoint, state: state.serialized))
        #expect(reader.byteOrderMarkBytes == 3)
    }

    /// Reads all partitions, copied, after a resume point if there is one. Throws when it is refused.
    private func read(
        _ path: String, size: Int, interval: Int64? = nil, from point: ResumePoint? = nil, _ state: [UInt8] = []
    ) throws -> (all: [(bytes: [UInt8], partition: Partition)], reader: ArchiveReader) {
        let archive = try ArchiveReader(path: path, stateInterval: interval)
        let reader = PartitionReader(archive, partitionBytes: size)
        if let point, try !reader.resume(at: point, state: state) { throw Refused() }
        var all: [(bytes: [UInt8], partition: Partition)] = []
        while true {
            let partition = Partition(capacity: size)
            guard try reader.next(partition) else { return (all, archive) }
            all.append((Array(partition.bytes), partition))
        }
    }

    /// The value, which must exist unless ISA-L inflates: it passes over the short blocks of these archives.
    private func found<Value>(_ value: Value?) throws -> Value? {
        #if !ISAL
            if value == nil { throw NoState() }
        #endif
        return value
    }

    private struct NoState: Error {}
    private struct Refused: Error {}

    /// Changes every byte of a range of a file and keeps its modification time.
    private func overwrite(_ path: String, _ range: Range<Int>) throws {
        var status = stat()
        #expect(stat(path, &status) == 0)
        let bytes = try TestFolder.bytes(of: path)[range].map { $0 ^ 0x55 }
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.seek(toOffset: UInt64(range.lowerBound))
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
        #expect(utimensat(AT_FDCWD, path, [status.st_atim, status.st_mtim], 0) == 0)
    }
}
