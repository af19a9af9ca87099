import ArgumentParser
import Foundation
import NgramArchives
import NgramCounts

/// A stage of the way from archive to store.
enum Stage: String, CaseIterable, ExpressibleByArgument {
    /// Nothing: what preparing costs, to be subtracted.
    case none
    /// Reading and unpacking.
    case inflate
    /// Reading, unpacking and cutting into partitions.
    case cut
    /// Parsing and folding partitions that are in memory.
    case map
    /// Decoding the series of all blocks.
    case decode

    func run(_ input: StageInput) throws {
        switch self {
        case .none: break
        case .inflate: try input.inflate()
        case .cut: try input.cut()
        case .map: input.map()
        case .decode: try input.decode()
        }
    }
}

/// An archive, cut and mapped once beforehand.
final class StageInput {
    static let partitionBytes = 1 << 20

    let path: String
    private(set) var unpackedBytes: Int64 = 0
    private let edition: Edition
    private var partitions: [Partition] = []
    private var blocks: [[UInt8]] = []
    private var builder = PartialCountsBuilder(
        partitionBytes: PartitionReader.largestPartition, blockTarget: 20_200)

    init(archive path: String) throws {
        self.path = path
        edition = try Edition(sniffing: path) ?? .y2012
        let reader = try PartitionReader(ArchiveReader(path: path), partitionBytes: Self.partitionBytes)
        while true {
            let partition = Partition(capacity: Self.partitionBytes)
            guard try reader.next(partition) else { break }
            partitions.append(partition)
            unpackedBytes = partition.resumePoint.offset
            let mapped = PartitionMapper.map(partition, edition: edition, badRows: .fail, with: &builder)
            blocks.append(mapped.counts.bytes)
        }
    }

    func inflate() throws {
        let reader = try ArchiveReader(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.partitionBytes, alignment: 64)
        defer { buffer.deallocate() }
        while try reader.read(into: buffer) == buffer.count {}
    }

    func cut() throws {
        let reader = try PartitionReader(ArchiveReader(path: path), partitionBytes: Self.partitionBytes)
        let partition = Partition(capacity: Self.partitionBytes)
        while try reader.next(partition) {}
    }

    func map() {
        for partition in partitions {
            _ = PartitionMapper.map(partition, edition: edition, badRows: .fail, with: &builder)
        }
    }

    func decode() throws {
        for block in blocks {
            try block.withUnsafeBytes { bytes in
                var reader = BlockReader(bytes)
                while var item = try reader.next() {
                    try item.series.skipToEnd()
                    reader.skip(past: item.series)
                }
            }
        }
    }
}
