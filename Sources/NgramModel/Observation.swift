/// How often an n-gram occurs in the books of one year: one row of a 2009 or 2012 archive, one tuple of a 2020 row.
public struct Observation: Hashable, Sendable {
    /// The year of publication, 1 to 9999.
    public var year: Int

    /// Occurrences in that year's books, 0 to `Int64.max`.
    public var matchCount: Int64

    /// Distinct books of that year in which it occurs, 0 to `Int64.max`.
    public var volumeCount: Int64

    /// An observation of the given year and counts.
    public init(year: Int, matchCount: Int64, volumeCount: Int64) {
        self.year = year
        self.matchCount = matchCount
        self.volumeCount = volumeCount
    }

    /// The years that an archive may name.
    public static let years = 1...9999
}
