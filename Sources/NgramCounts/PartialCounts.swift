/// What the mapper makes of one partition of an archive: its n-grams with their folded yearly series, packed into
/// blocks that the store keeps as they are.
public struct PartialCounts: Sendable {
    /// An n-gram of the partition. One that comes back after another n-gram has an entry for each time.
    public struct Entry: Sendable {
        /// Where the n-gram's text begins in `bytes`, and how many bytes it has.
        public var textOffset: UInt32
        /// Bytes of the n-gram's text.
        public var textLength: UInt32
        /// Where the entry begins in its block.
        public var position: UInt32
        /// The first and the last year in which it occurs.
        public var firstYear: UInt16
        /// The last year in which it occurs.
        public var lastYear: UInt16
        /// The sum of its match counts.
        public var matchCount: Int64
        /// The sum of its volume counts.
        public var volumeCount: Int64
    }

    /// A stretch of `bytes` that becomes one block of the store.
    public struct Block: Sendable {
        /// The block's bytes: a range of `PartialCounts.bytes`.
        public var bytes: Range<Int>
        /// The block's n-grams: a range of `PartialCounts.entries`.
        public var entries: Range<Int>
        /// Rows of the archive that were folded into it.
        public var rows: Int64
        /// The largest match sum of an n-gram in it.
        public var largestMatchCount: Int64
        /// The largest volume sum of an n-gram in it.
        public var largestVolumeCount: Int64
        /// The smallest and the largest n-gram by bytes, as indexes of `PartialCounts.entries`; nil when it has none.
        public var extremes: (smallest: Int, largest: Int)?
        /// Encoded `CountBounds`.
        public var bounds: [UInt8]
    }

    /// The blocks' bytes one after another.
    public var bytes: [UInt8] = []
    /// Every n-gram, in the order of the partition.
    public var entries: [Entry] = []
    /// The blocks, in the order of the partition.
    public var blocks: [Block] = []
    /// Rows that counted.
    public var rows: Int64 = 0
    /// Rows that were left out as bad.
    public var badRows: Int64 = 0
    /// The sum of all match counts.
    public var matchSum: Int64 = 0
    /// The sum of all volume counts.
    public var volumeSum: Int64 = 0
    /// Set when a sum did not fit 64 bits; the counts are then not to be used.
    public var overflowed = false

    /// About how much memory it takes, in bytes.
    public var memoryBytes: Int {
        bytes.count + entries.count * MemoryLayout<Entry>.stride + blocks.count * 256
    }
}
