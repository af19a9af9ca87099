/// The result of mapping one partition of an archive: its n-grams with their folded yearly series, encoded as blocks
/// that the store keeps unchanged.
@usableFromInline
package struct PartialCounts: Sendable {
    /// An n-gram of the partition. An n-gram that recurs after another n-gram has one entry for each occurrence.
    package struct Entry: Sendable {
        /// The offset of the n-gram's text in `bytes`.
        package var textOffset: UInt32
        /// The length of the n-gram's text in bytes.
        package var textLength: UInt32
        /// The offset of the entry in its block.
        package var position: UInt32
        /// The first year in which the n-gram occurs.
        package var firstYear: UInt16
        /// The last year in which the n-gram occurs.
        package var lastYear: UInt16
        /// The sum of its match counts.
        package var matchCount: Int64
        /// The sum of its volume counts.
        package var volumeCount: Int64
    }

    /// A range of `bytes` that becomes one block of the store.
    package struct Block: Sendable {
        /// The block's bytes, as a range of `PartialCounts.bytes`.
        package var bytes: Range<Int>
        /// The block's n-grams, as a range of `PartialCounts.entries`.
        package var entries: Range<Int>
        /// The number of archive rows that were folded into the block.
        package var rows: Int64
        /// The largest match sum of an n-gram in the block.
        package var largestMatchCount: Int64
        /// The largest volume sum of an n-gram in the block.
        package var largestVolumeCount: Int64
        /// The smallest and the largest n-gram in byte order, as indexes of `PartialCounts.entries`; nil when the
        /// block has no entries.
        package var extremes: (smallest: Int, largest: Int)?
        /// Encoded `CountBounds`.
        package var bounds: [UInt8]
    }

    /// The bytes of all blocks, concatenated.
    package var bytes: [UInt8] = []
    /// The n-grams, in partition order.
    package var entries: [Entry] = []
    /// The blocks, in partition order.
    package var blocks: [Block] = []
    /// The number of rows that were counted.
    @usableFromInline
    package var rows: Int64 = 0
    /// The number of bad rows that were skipped.
    @usableFromInline
    package var badRows: Int64 = 0
    /// The number of good rows that were dropped because their n-gram contains a bare tag (`PlaceholderPolicy.drop`).
    /// They are not among `rows`.
    @usableFromInline
    package var placeholderRows: Int64 = 0
    /// The number of observations whose n-gram already had an observation of the same year, among consecutive rows of
    /// one n-gram. Their counts are added up.
    package var repeatedYears: Int64 = 0
    /// The sum of all match counts.
    package var matchSum: Int64 = 0
    /// The sum of all volume counts.
    package var volumeSum: Int64 = 0
    /// Set when a sum did not fit in 64 bits; the counts are then invalid.
    package var overflowed = false

    /// The approximate memory use in bytes.
    package var memoryBytes: Int {
        bytes.count + entries.count * MemoryLayout<Entry>.stride + blocks.count * 256
    }
}
