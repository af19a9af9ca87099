/// A set of generated archives of one corpus.
public struct ArchiveSetRequest: Sendable {
    /// How the rows are written. The counts are the same for all editions.
    public var edition: SampleEdition
    /// How many archives.
    public var count: Int
    /// About how many rows each has; of the 2020 edition, years.
    public var rows: Int
    /// Another seed makes other n-grams and counts.
    public var seed: UInt64 = 1
    /// zlib's level, from 1 (fast) to 9 (small).
    public var level = 6
    /// The records of zip files. Archives that might reach 4 GiB get zip64 records whatever this says.
    public var zipLayout = ZipLayout.plain
    /// Whether to write the totals of the corpus too.
    public var totals = false

    /// The request for `count` archives of about `rows` rows each.
    public init(edition: SampleEdition, count: Int, rows: Int) {
        self.edition = edition
        self.count = count
        self.rows = rows
    }

    /// Fewer rows than this are too few n-grams to have a shape.
    static let leastRows = 1_000

    /// Throws `SampleError.badRequest` if no such archives can be made.
    public func validate() throws {
        guard (1...edition.maximumCount).contains(count) else {
            throw SampleError.badRequest(
                reason: "the count of \(edition.rawValue) archives has to be 1 to \(edition.maximumCount), not \(count)"
            )
        }
        guard (ArchiveSetRequest.leastRows...1_000_000_000_000).contains(rows) else {
            throw SampleError.badRequest(reason: "rows have to be \(ArchiveSetRequest.leastRows) to 10^12, not \(rows)")
        }
        guard (1...9).contains(level) else {
            throw SampleError.badRequest(reason: "the level has to be 1 to 9, not \(level)")
        }
    }

    /// No row of a generated archive is as long as 80 bytes, nor does deflate make more of them.
    var effectiveZipLayout: ZipLayout {
        rows > Int(UInt32.max) / 80 ? .zip64 : zipLayout
    }
}
