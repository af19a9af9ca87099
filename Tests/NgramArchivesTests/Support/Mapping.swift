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

/// Maps rows with a builder that has just enough room for them.
func map(
    _ bytes: [UInt8], _ edition: Edition, badRows: BadRowPolicy = .fail, placeholders: PlaceholderPolicy = .keep,
    limits: BlockLimits = BlockLimits()
) -> MappedPartition {
    var builder = PartialCountsBuilder(partitionBytes: bytes.count, limits: limits)
    return PartitionMapper.map(
        Partition(holding: bytes), edition: edition, badRows: badRows, placeholders: placeholders, with: &builder)
}
