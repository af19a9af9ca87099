import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

@testable import NgramArchives

extension Partition {
    /// A partition that holds the given rows. The spare bytes after them may be read. They are digits, so a
    /// number that included them would be wrong.
    convenience init(holding bytes: [UInt8]) {
        self.init(capacity: bytes.count)
        memory.initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "9"))
        memory.copyBytes(from: bytes)
        count = bytes.count
    }
}

/// Maps rows with a builder that has just enough room for them, and checks that its output fits that room.
func map(
    _ bytes: [UInt8], _ edition: Edition, badRows: BadRowPolicy = .fail, placeholders: PlaceholderPolicy = .keep,
    blockTarget: Int = 7900
) -> MappedPartition {
    var builder = PartialCountsBuilder(partitionBytes: bytes.count, blockTarget: blockTarget)
    let mapped = PartitionMapper.map(
        Partition(holding: bytes), edition: edition, badRows: badRows, placeholders: placeholders, with: &builder)
    #expect(mapped.counts.bytes.count <= PartialCountsBuilder.outputCapacity(for: bytes.count))
    return mapped
}

/// The content of partial counts, decoded by the naive decoder; nil when they contradict themselves.
func model(_ counts: PartialCounts) -> CountsModel? {
    var model = CountsModel()
    return model.add(counts) ? model : nil
}
