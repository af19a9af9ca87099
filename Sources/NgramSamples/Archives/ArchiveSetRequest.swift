/// Describes a set of archives to generate, all of one corpus.
public struct ArchiveSetRequest: Sendable {
    /// The edition, which decides the layout of the rows. The counts are the same for every edition.
    public var edition: SampleEdition
    /// The number of archives.
    public var count: Int
    /// The approximate number of rows per archive. For the 2020 edition, the number of years.
    public var rows: Int
    /// The number of words of each n-gram, 1 to 5.
    public var n = 1
    /// The average number of years of an occurrence of an n-gram, 1 to 100. If nil, the n-grams have about 65 years, and
    /// counts like those of the 1-grams of English 2012.
    public var years: Int?
    /// The order of the n-grams in an archive.
    public var arrangement = NgramArrangement.runs
    /// The seed of the n-grams and counts.
    public var seed: UInt64 = 1
    /// The compression level of zlib, from 1 (fastest) to 9 (smallest).
    public var level = 6
    /// How zip files record the size of their member. Archives that could reach 4 GiB always use zip64 records.
    public var zipLayout = ZipLayout.plain
    /// Whether to also write the totals file of the corpus.
    public var totals = false

    /// A request for `count` archives of about `rows` rows each.
    public init(edition: SampleEdition, count: Int, rows: Int) {
        self.edition = edition
        self.count = count
        self.rows = rows
    }

    /// The minimum number of rows. Fewer rows hold too few n-grams to resemble a real archive.
    static let minimumRows = 1_000

    /// Throws `SampleError.badRequest` if a value is out of range.
    public func validate() throws {
        guard (1...edition.maximumCount).contains(count) else {
            throw SampleError.badRequest(
                reason: "the count of \(edition.rawValue) archives must be 1 to \(edition.maximumCount), not \(count)"
            )
        }
        guard (ArchiveSetRequest.minimumRows...1_000_000_000_000).contains(rows) else {
            throw SampleError.badRequest(
                reason: "the rows must be \(ArchiveSetRequest.minimumRows) to 10^12, not \(rows)")
        }
        guard (1...5).contains(n) else {
            throw SampleError.badRequest(reason: "the n-grams must have 1 to 5 words, not \(n)")
        }
        if let years, !SteadyHistorySampler.averages.contains(years) {
            let averages = SteadyHistorySampler.averages
            throw SampleError.badRequest(
                reason: "the years per n-gram must be \(averages.lowerBound) to \(averages.upperBound), not \(years)")
        }
        guard (1...9).contains(level) else {
            throw SampleError.badRequest(reason: "the level must be 1 to 9, not \(level)")
        }
    }

    /// The approximate number of distinct n-grams in an archive.
    var ngrams: Int {
        let rowsPerNgram = years.map(Double.init) ?? HistoryCatalog.rowsPerNgram
        return Int(Double(rows) / rowsPerNgram / arrangement.averageOccurrences)
    }

    /// The zip layout to use: zip64 if the archive could reach 4 GiB. A generated row of a 1-gram is shorter than 80
    /// bytes, and its compressed form is no longer.
    var effectiveZipLayout: ZipLayout {
        let largestRow = 80 + (n - 1) * (WordTable.largestWordBytes + 1)
        return rows > Int(UInt32.max) / largestRow ? .zip64 : zipLayout
    }

    /// The n-grams of archive `index`.
    func sortedNgrams(index: Int) -> any SortedNgrams {
        n == 1
            ? Vocabulary(seed: seed, index: index, ngrams: ngrams)
            : Phrases(n: n, seed: seed, index: index, ngrams: ngrams)
    }
}
