/// What was written as one archive.
public struct ArchiveSummary: Sendable, Equatable {
    /// The path below the samples' folder.
    public var path: String
    /// Rows; of the 2020 edition, years of all its rows.
    public var rows = 0
    /// N-grams, each of which is there once.
    public var ngrams = 0
    /// Stretches in byte order, one after another.
    public var runs = 0
    /// Occurrences of all n-grams in all years.
    public var matchSum = 0
    /// Books of all n-grams in all years.
    public var volumeSum = 0
    /// Bytes of all rows.
    public var unpackedBytes: UInt64 = 0
    /// Bytes of the file.
    public var packedBytes: UInt64 = 0
    /// What the rows of each year come to.
    public var years = YearSums()

    /// The summary of an archive without rows.
    public init(path: String) {
        self.path = path
    }
}
