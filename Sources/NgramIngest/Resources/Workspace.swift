import NgramArchives
import NgramBlocks

/// The memory that a partition needs on its way from the reader to the store: for its rows and for its counts.
///
/// Only one task uses it at a time, through a lease, which makes `@unchecked Sendable` safe.
final class Workspace: @unchecked Sendable {
    /// Receives the rows.
    let partition: Partition
    /// Folds the rows.
    var builder: PartialCountsBuilder

    /// A workspace for partitions of `partitionBytes` bytes, or of one row that is longer, and blocks of the given
    /// sizes.
    init(partitionBytes: Int, blockLimits: BlockLimits) {
        partition = Partition(capacity: partitionBytes)
        builder = PartialCountsBuilder(
            partitionBytes: PartitionReader.largestPartition, limits: blockLimits)
    }
}
