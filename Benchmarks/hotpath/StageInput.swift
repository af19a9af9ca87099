import Foundation
import NgramArchives
import NgramBlocks
import NgramIngest
import NgramModel
import NgramStore

/// An archive that is cut and mapped once before the measurement.
final class StageInput {
    /// The settings that an ingest has by default, so that the stages do here what they do there.
    private let settings: IngestOptions

    /// The archive's file.
    let path: String
    /// The uncompressed size of the archive.
    private(set) var uncompressedBytes: Int64 = 0
    private let edition: Edition
    private var partitions: [Partition] = []
    private var mapped: [PartialCounts] = []
    private lazy var series = Self.decoded(mapped)
    private var heads: [[UInt8]] = []
    private var builder: PartialCountsBuilder
    /// A new store. Creating it is no part of a stage, and gets more expensive with every migration.
    private let writer: StoreWriter
    private let store = NSTemporaryDirectory() + "hotpath-\(getpid()).sqlite"
    private var merges = 0

    /// Reads, cuts and maps an archive.
    init(archive path: String) throws {
        self.path = path
        settings = IngestOptions(store: "", paths: [path], jobs: 1)
        builder = PartialCountsBuilder(
            partitionBytes: PartitionReader.largestPartition, limits: settings.blockLimits)
        edition = try Edition(sniffing: path) ?? .y2012
        writer = try StoreWriter(path: store, batchBytes: settings.batchBytes)
        let reader = try PartitionReader(ArchiveReader(path: path), partitionBytes: settings.partitionBytes)
        while true {
            let partition = Partition(capacity: settings.partitionBytes)
            guard try reader.next(partition) else { break }
            partitions.append(partition)
            uncompressedBytes = partition.resumePoint.offset
            mapped.append(
                PartitionMapper.map(partition, edition: edition, badRows: .fail, with: &builder).counts)
        }
    }

    func prepareSeries() {
        _ = series
    }

    func prepareHeads() throws {
        let ngrams = Set(series.joined().map { $0.0 })
        heads = Self.heads(of: ngrams.sorted { $0.lexicographicallyPrecedes($1) })
    }

    func search() throws {
        _ = try Self.search(heads, passes: 50)
    }

    func inflate() throws {
        let reader = try ArchiveReader(path: path)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: settings.partitionBytes, alignment: 64)
        defer { buffer.deallocate() }
        while try reader.read(into: buffer) == buffer.count {}
    }

    func cut() throws {
        let reader = try PartitionReader(ArchiveReader(path: path), partitionBytes: settings.partitionBytes)
        let partition = Partition(capacity: settings.partitionBytes)
        while try reader.next(partition) {}
    }

    func map() {
        for partition in partitions {
            _ = PartitionMapper.map(partition, edition: edition, badRows: .fail, with: &builder)
        }
    }

    func decode() throws {
        for block in mapped.lazy.flatMap(\.blocks) {
            try block.series.withUnsafeBytes { bytes in
                try Self.forEachNgram(of: block) { _, range in
                    var decoder = SeriesDecoder(UnsafeRawBufferPointer(rebasing: bytes[range]))
                    _ = try decoder.sum(years: Observation.years)
                }
            }
        }
    }

    func encode() throws {
        for partition in series {
            for (ngram, observations) in partition {
                ngram.withUnsafeBufferPointer { builder.begin($0.baseAddress!, length: $0.count) }
                for observation in observations {
                    builder.add(
                        year: observation.year, matchCount: observation.matchCount,
                        volumeCount: observation.volumeCount)
                }
            }
            _ = builder.finish()
        }
    }

    func merge() throws {
        merges += 1
        guard let corpus = CorpusName("benchmark-\(merges)") else { return }
        let id = try writer.begin(
            ArchiveSource(
                name: "archive", corpus: corpus, isTotals: false, edition: edition, order: 1, size: 0, modified: 0))
        for counts in mapped { try writer.append(counts.blocks, to: id, progress: StoreWriter.Progress()) }
        try writer.complete(id, digest: "", replacing: nil)
    }

    /// Closes the store and removes it.
    func close() throws {
        try writer.close()
        try FileManager.default.removeItem(atPath: store)
    }

    private static func decoded(_ mapped: [PartialCounts]) -> [[([UInt8], [Observation])]] {
        mapped.map { counts in
            var all: [([UInt8], [Observation])] = []
            for block in counts.blocks {
                block.series.withUnsafeBytes { bytes in
                    try? forEachNgram(of: block) { text, range in
                        var observations: [Observation] = []
                        var decoder = SeriesDecoder(UnsafeRawBufferPointer(rebasing: bytes[range]))
                        while let observation = try decoder.next() { observations.append(observation) }
                        all.append((Array(text), observations))
                    }
                }
            }
            return all
        }
    }

    private static func forEachNgram(
        of block: EncodedBlock, _ body: (_ text: UnsafeRawBufferPointer, _ series: Range<Int>) throws -> Void
    ) throws {
        try block.head.withUnsafeBytes { head in
            let reader = try HeadReader(head)
            let texts = reader.makeTexts()
            var entries = reader.makeEntries(seriesBytes: block.series.count)
            while try texts.next(), let entry = try entries.next() { try body(texts.text, entry.series) }
        }
    }
}
