/// What the mapper makes of one partition of an archive: its n-grams with their folded yearly series, packed into
/// blocks that the store keeps as they are.
@usableFromInline
package struct PartialCounts: Sendable {
    /// An n-gram of the partition. One that comes back after another n-gram has an entry for each time.
    @usableFromInline
    package struct Entry: Sendable {
        /// Where the n-gram's text begins in `bytes`, and how many bytes it has.
        @usableFromInline
        package var textOffset: UInt32
        /// Bytes of the n-gram's text.
        @usableFromInline
        package var textLength: UInt32
        /// Where the entry begins in its block.
        @usableFromInline
        package var position: UInt32
        /// The first and the last year in which it occurs.
        @usableFromInline
        package var firstYear: UInt16
        /// The last year in which it occurs.
        @usableFromInline
        package var lastYear: UInt16
        /// The sum of its match counts.
        @usableFromInline
        package var matchCount: Int64
        /// The sum of its volume counts.
        @usableFromInline
        package var volumeCount: Int64
    }

    /// A stretch of `bytes` that becomes one block of the store.
    @usableFromInline
    package struct Block: Sendable {
        /// The block's bytes: a range of `PartialCounts.bytes`.
        @usableFromInline
        package var bytes: Range<Int>
        /// The block's n-grams: a range of `PartialCounts.entries`.
        @usableFromInline
        package var entries: Range<Int>
        /// Rows of the archive that were folded into it.
        @usableFromInline
        package var rows: Int64
        /// The largest match sum of an n-gram in it.
        @usableFromInline
        package var largestMatchCount: Int64
        /// The largest volume sum of an n-gram in it.
        @usableFromInline
        package var largestVolumeCount: Int64
        /// The smallest and the largest n-gram by bytes, as indexes of `PartialCounts.entries`; nil when it has none.
        @usableFromInline
        package var extremes: (smallest: Int, largest: Int)?
        /// Encoded `CountBounds`.
        @usableFromInline
        package var bounds: [UInt8]
    }

    /// The blocks' bytes one after another.
    @usableFromInline
    package var bytes: [UInt8] = []
    /// Every n-gram, in the order of the partition.
    @usableFromInline
    package var entries: [Entry] = []
    /// The blocks, in the order of the partition.
    @usableFromInline
    package var blocks: [Block] = []
    /// Rows that counted.
    @usableFromInline
    package var rows: Int64 = 0
    /// Rows that were left out as bad.
    @usableFromInline
    package var badRows: Int64 = 0
    /// The sum of all match counts.
    @usableFromInline
    package var matchSum: Int64 = 0
    /// The sum of all volume counts.
    @usableFromInline
    package var volumeSum: Int64 = 0
    /// Set when a sum did not fit 64 bits; the counts are then not to be used.
    @usableFromInline
    package var overflowed = false

    /// About how much memory it takes, in bytes.
    @usableFromInline
    package var memoryBytes: Int {
        bytes.count + entries.count * MemoryLayout<Entry>.stride + blocks.count * 256
    }
}
