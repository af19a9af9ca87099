/// A totals file: the tokens, pages and books of a corpus in each year.
public struct SampleTotals: Sendable {
    private let edition: SampleEdition
    private let n: Int
    /// The years in ascending order. `match` is the number of tokens.
    public let years: [YearCount]

    /// Plausible totals for archives with the given sums: no total is smaller than what the archives contain.
    public init(edition: SampleEdition, n: Int = 1, sums: [YearSums]) {
        self.edition = edition
        self.n = n
        var all = YearSums()
        for sum in sums { all.add(sum) }
        let growth = CorpusGrowth()
        years = all.occurring.map { held in
            let size = growth.sizes[CorpusGrowth.index(held.year)]
            let tokens = max(size.tokens, held.match + held.match / 8)
            let books = max(size.books, held.volume)
            return YearCount(
                year: held.year, match: tokens, page: max(size.pages, held.page, books), volume: books)
        }
    }

    /// The bytes of the file in the layout of the edition.
    public var bytes: [UInt8] {
        var text = ""
        if edition == .v2009 {
            text = "Total counts of 1grams for the eng-all corpus. 2009/07/15. The fields, separated by tabs, "
            text += "correspond to the year, the number of 1grams, the number of pages, the number of books.\n"
            for year in years { text += "\(year.year)\t\(year.match)\t\(year.page)\t\(year.volume)\n" }
        } else {
            text = " "
            for year in years { text += "\t\(year.year),\(year.match),\(year.page),\(year.volume)" }
            text += "\t"
        }
        return Array(text.utf8)
    }

    /// Writes the file below `folder`, under the name that the edition gives it.
    func write(into folder: String) throws {
        try FileSink.write(bytes, to: folder + "/" + edition.totalsPath(n: n))
    }
}
