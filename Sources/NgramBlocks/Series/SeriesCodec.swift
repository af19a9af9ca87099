/// The encoding of a yearly series, version 1: about 1.7 bytes a year on the real files.
///
/// A series is a run of *tokens*, years ascending, closed by an end token. A token is one byte:
///
/// | token | meaning |
/// | --- | --- |
/// | 0–209 | a year with small counts: the index of (match, volume) in the triangle 1 ≤ volume ≤ match ≤ 20, which is match × (match − 1) / 2 + volume − 1 |
/// | 210 | a year with any counts: match, then volume, as varints |
/// | 211 | the end |
/// | 212 | the next year lies as many years after the one before it as the following varint says: 2 or more |
/// | 213–255 | the same, token − 211 years (2 to 44) |
///
/// Without a token that says otherwise a year is the one after its predecessor; the first counts from the year 0.
/// A varint is little-endian base 128, the high bit set on every byte but the last (as in Protocol Buffers).
///
/// Why so: in the real 2012 files 82 % of the rows lie within the triangle and 71 % a year after the row before, so
/// most years are a single byte.
@usableFromInline
package enum SeriesCodec {
    /// The number kept in the store beside every block; a reader refuses one it does not know.
    @usableFromInline
    package static let version = 1

    @usableFromInline static let largestSmallCount: Int64 = 20
    @usableFromInline static let anyCounts: UInt8 = 210
    @usableFromInline static let end: UInt8 = 211
    @usableFromInline static let anyGap: UInt8 = 212
    @usableFromInline static let gapBias = 211
    @usableFromInline static let largestSmallGap = 255 - gapBias

    /// The most bytes one observation takes: a gap (3), the token and two varints of 63 bits (9 each).
    @usableFromInline
    package static let largestObservation = 3 + 1 + 9 + 9

    /// (match, volume) of each token below 210, as match × 256 + volume.
    @usableFromInline static let smallCounts: [UInt16] = (1...20).flatMap { match in
        (1...match).map { volume in UInt16(match << 8 | volume) }
    }
}

/// A series or a block of them is not what this program writes.
@usableFromInline
package struct CorruptSeries: Error, Equatable, CustomStringConvertible {
    /// The byte within the block where reading failed.
    @usableFromInline
    package let position: Int

    /// Reading failed at that byte.
    @usableFromInline
    package init(position: Int) {
        self.position = position
    }

    /// What is wrong, for a person.
    @usableFromInline
    package var description: String {
        "the counts are damaged at byte \(position) of their block"
    }
}
