/// What all rows of an archive, or of several, come to in each year.
public struct YearSums: Sendable, Equatable {
    private var years: [YearCount]

    /// Nothing counted yet.
    public init() {
        years = (CorpusGrowth.firstYear...CorpusGrowth.lastYear).map {
            YearCount(year: $0, match: 0, page: 0, volume: 0)
        }
    }

    /// The years with matches, ascending. `page` and `volume` are those of the row that has most, since books and
    /// pages of several n-grams are the same ones.
    public var occurring: [YearCount] { years.filter { $0.match > 0 } }

    mutating func add(_ row: YearCount) {
        let index = CorpusGrowth.index(row.year)
        years[index].match += row.match
        years[index].page = max(years[index].page, row.page)
        years[index].volume = max(years[index].volume, row.volume)
    }

    /// Adds what another archive of the corpus has.
    public mutating func add(_ other: YearSums) {
        for row in other.years { add(row) }
    }
}
