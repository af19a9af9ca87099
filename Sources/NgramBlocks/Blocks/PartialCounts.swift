/// The result of mapping one partition of an archive: its n-grams with their folded yearly series, each n-gram once and
/// in ascending byte order, encoded as blocks that the store keeps unchanged.
@usableFromInline
package struct PartialCounts: Sendable {
    /// The blocks, in ascending order of their n-grams.
    package var blocks: [EncodedBlock] = []
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
    /// The number of pairs of an n-gram and a year.
    package var observations: Int64 = 0
    /// The sum of all match counts.
    package var matchSum: Int64 = 0
    /// The sum of all volume counts.
    package var volumeSum: Int64 = 0
    /// The first and the last year with counts; 0 when there is none.
    package var firstYear = 0
    /// See `firstYear`.
    package var lastYear = 0
    /// Set when a sum did not fit in 64 bits; the counts are then invalid.
    package var overflowed = false
    /// The first n-gram in the order of the partition; empty when there is none.
    package var firstRead: [UInt8] = []
    /// The last n-gram in the order of the partition; empty when there is none.
    package var lastRead: [UInt8] = []
    /// The number of n-grams that do not come after the previous one in byte order; 0 for a sorted partition.
    package var descents = 0

    /// Counts of nothing.
    package init() {}

    /// The smallest n-gram; empty when there is none.
    package var first: [UInt8] { blocks.first?.first ?? [] }
    /// The largest n-gram; empty when there is none.
    package var last: [UInt8] { blocks.last?.last ?? [] }

    /// The approximate memory use in bytes.
    package var memoryBytes: Int {
        blocks.reduce(256) { $0 + $1.count + 256 }
    }
}
