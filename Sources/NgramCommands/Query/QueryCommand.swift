import ArgumentParser
import NgramModel
import NgramReports
import NgramStore

/// `ngrams query`: queries whose results are rows on standard output.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Query totals, yearly counts or the top n-grams, or search for a pattern.",
        subcommands: [QueryTotal.self, QueryYears.self, QueryTop.self, QuerySearch.self])
}

/// `ngrams query total`
struct QueryTotal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "total", abstract: "Total counts of words, with the first and last year of each.")

    @OptionGroup var words: WordArguments
    @OptionGroup var years: YearOptions
    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        try StoreReader(path: store.path).read { snapshot in
            let corpus = try corpus.snapshot(of: snapshot)
            var writer = try format.writer(RowColumns.totals)
            try words.answerEach(to: &writer) { word, writer in
                let total = try corpus.total(of: word, years: years.range)
                try writer.write(total)
                if !total.isFound {
                    try NormalizationHint.report(for: word) { try corpus.total(of: $0, years: years.range).isFound }
                }
                return total.isFound
            }
        }
    }
}

/// `ngrams query years`
struct QueryYears: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "years", abstract: "Yearly counts of words.")

    @OptionGroup var words: WordArguments
    @OptionGroup var years: YearOptions
    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let range = years.range ?? Observation.years
        try StoreReader(path: store.path).read { snapshot in
            let corpus = try corpus.snapshot(of: snapshot)
            var writer = try format.writer(RowColumns.years)
            try words.answerEach(to: &writer) { word, writer in
                let series = try corpus.series(of: word, years: range)
                try writer.write(series, of: word.bytes)
                if series.isEmpty {
                    try NormalizationHint.report(for: word) { try !corpus.series(of: $0, years: range).isEmpty }
                }
                return !series.isEmpty
            }
        }
    }
}

/// `ngrams query top`
struct QueryTop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Top n-grams, optionally for some years or a prefix.")

    @OptionGroup var top: TopOptions
    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let totals = try StoreReader(path: store.path).read { snapshot in
            try corpus.snapshot(of: snapshot, order: top.words.order).top(top.request)
        }
        var writer = try format.writer(RowColumns.top)
        for (index, total) in totals.enumerated() { try writer.write(total.cells(rank: index + 1)) }
        try writer.finish()
    }
}
