/// How often one n-gram occurs in the books of one year.
public struct YearCount: Sendable, Hashable {
    /// The year, 1500 to 2019.
    public var year: Int
    /// Occurrences, at least 1.
    public var match: Int
    /// Pages on which it occurs, between `volume` and `match`. Only 2009 archives record it.
    public var page: Int
    /// Books in which it occurs, between 1 and `match`.
    public var volume: Int

    /// The counts of one year.
    public init(year: Int, match: Int, page: Int, volume: Int) {
        self.year = year
        self.match = match
        self.page = page
        self.volume = volume
    }
}

/// An n-gram with its counts.
public struct SampleNgram: Sendable, Hashable {
    /// The UTF-8 bytes of the n-gram.
    public var bytes: [UInt8]
    /// The counts per year, in ascending order. No year repeats.
    public var years: [YearCount]

    /// The n-gram with the given text and counts.
    public init(_ text: String, _ years: [YearCount]) {
        bytes = Array(text.utf8)
        self.years = years
    }

    /// The n-gram as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
    /// Occurrences in all years.
    public var matchSum: Int { years.reduce(0) { $0 + $1.match } }
    /// Books in all years. Each book belongs to one year, so no book is counted twice.
    public var volumeSum: Int { years.reduce(0) { $0 + $1.volume } }
}

/// The counts of all rows of one or more archives, per year.
public struct YearSums: Sendable, Equatable {
    private var years: [YearCount]

    /// Sums without any rows.
    public init() {
        years = (CorpusGrowth.firstYear...CorpusGrowth.lastYear).map {
            YearCount(year: $0, match: 0, page: 0, volume: 0)
        }
    }

    /// The years with matches, in ascending order.
    ///
    /// `page` and `volume` are maximums over the rows, not sums, because different n-grams share pages and books.
    public var occurring: [YearCount] { years.filter { $0.match > 0 } }

    /// Adds one row.
    mutating func add(_ row: YearCount) {
        let index = CorpusGrowth.index(row.year)
        years[index].match += row.match
        years[index].page = max(years[index].page, row.page)
        years[index].volume = max(years[index].volume, row.volume)
    }

    /// Adds the sums of another archive of the same corpus.
    public mutating func add(_ other: YearSums) {
        for row in other.years { add(row) }
    }
}
