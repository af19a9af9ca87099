/// How often one n-gram occurs in the books of one year.
public struct YearCount: Sendable, Hashable {
    /// The year, 1500 to 2019.
    public var year: Int
    /// Occurrences, at least 1.
    public var match: Int
    /// Pages it occurs on, between `volume` and `match`. Only 2009 archives tell it.
    public var page: Int
    /// Books it occurs in, between 1 and `match`.
    public var volume: Int

    /// The counts of one year.
    public init(year: Int, match: Int, page: Int, volume: Int) {
        self.year = year
        self.match = match
        self.page = page
        self.volume = volume
    }
}

/// An n-gram with its years, ascending.
public struct SampleNgram: Sendable, Hashable {
    /// The n-gram's UTF-8 bytes.
    public var bytes: [UInt8]
    /// Its years, each once, ascending.
    public var years: [YearCount]

    /// The n-gram that `text` spells, with its years.
    public init(_ text: String, _ years: [YearCount]) {
        bytes = Array(text.utf8)
        self.years = years
    }

    /// The n-gram as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
    /// Occurrences in all years.
    public var matchSum: Int { years.reduce(0) { $0 + $1.match } }
    /// Books of all years; a book has one year, so this is a number of books.
    public var volumeSum: Int { years.reduce(0) { $0 + $1.volume } }
}
