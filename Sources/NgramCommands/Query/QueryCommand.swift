import ArgumentParser
import NgramModel
import NgramQuery
import NgramReports
import NgramStore

/// `ngrams query`: queries whose results are rows on standard output.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Query totals, yearly counts, frequencies or the top n-grams, or search for a pattern.",
        subcommands: [
            QueryTotal.self, QueryYears.self, QueryTop.self, QuerySearch.self, QueryFrequency.self,
        ])
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
        let column = CorpusColumn(isShown: corpus.isSeveral)
        try StoreReader(store.readingSet, defers: true).read { snapshot in
            let corpora = try corpus.choices(of: snapshot)
            let missing = try MissingArchives(reporting: corpora.map(\.name), in: snapshot)
            var writer = try format.writer(column.columns(RowColumns.totals), missing)
            try words.answerEach(to: &writer) { word, writer in
                var isFound = false
                for corpus in corpora {
                    let total = try corpus.snapshot.total(of: word, years: years.range)
                    if column.isShown {
                        try writer.write(column.cells(corpus.name, total.cells))
                    } else {
                        try writer.write(total)
                    }
                    isFound = isFound || total.isFound
                }
                if !isFound {
                    try NormalizationHint.report(for: word) { form in
                        try corpora.contains { try $0.snapshot.total(of: form, years: years.range).isFound }
                    }
                }
                return isFound
            }
        }
    }
}

/// `ngrams query years`
struct QueryYears: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "years", abstract: "Counts of words by year, ascending, for years in which they occur.")

    @OptionGroup var words: WordArguments
    @OptionGroup var years: YearOptions

    @Flag(help: "Also list the years in which a word does not occur, with zeros.")
    var fill = false

    @Option(help: ArgumentHelp("Sum this many years, named by the first of them.", valueName: "years"))
    var bin = 1

    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (1...1000).contains(bin) else { throw ValidationError("--bin \(bin) is not between 1 and 1000.") }
    }

    func run() throws {
        let range = years.range ?? Observation.years
        let column = CorpusColumn(isShown: corpus.isSeveral)
        try StoreReader(store.readingSet, defers: true).read { snapshot in
            let corpora = try corpus.choices(of: snapshot).map { ($0, try yearBins(of: $0.name, in: snapshot)) }
            let missing = try MissingArchives(reporting: corpora.map(\.0.name), in: snapshot)
            var writer = try format.writer(column.columns(RowColumns.years), missing)
            try words.answerEach(to: &writer) { word, writer in
                var isFound = false
                for (corpus, bins) in corpora {
                    let series = try corpus.snapshot.series(of: word, years: range)
                    isFound = isFound || !series.isEmpty
                    let rows = try bins.map { try $0.sums(of: series) } ?? series
                    guard column.isShown else {
                        try writer.write(rows, of: word.bytes)
                        continue
                    }
                    for row in rows { try writer.write([.string(corpus.name), .text(word)] + row.cells) }
                }
                if !isFound {
                    try NormalizationHint.report(for: word) { form in
                        try corpora.contains { try !$0.0.snapshot.series(of: form, years: range).isEmpty }
                    }
                }
                return isFound
            }
        }
    }

    /// The bins of a corpus's answers; nil if they are single years without those in between.
    private func yearBins(of corpus: String, in snapshot: StoreSnapshot) throws -> YearBins? {
        guard fill || bin > 1 else { return nil }
        guard fill else { return YearBins(width: bin) }
        let known = try snapshot.readableCorpus(named: corpus).years
        let (first, last) = (years.from ?? known?.lowerBound, years.to ?? known?.upperBound)
        guard let first, let last, first <= last else { return YearBins(width: bin) }
        return YearBins(width: bin, filling: first...last)
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
        try Self.write(top.request, order: top.words.order, corpus, store, format)
    }

    /// Writes the top n-grams of each corpus, the rows of all of them only when all have been answered.
    ///
    /// - Returns: whether there are any.
    @discardableResult
    static func write(
        _ request: TopRequest, order: Int?, _ corpus: CorpusOptions, _ store: StoreOptions, _ format: FormatOptions
    ) throws -> Bool {
        let column = CorpusColumn(isShown: corpus.isSeveral)
        let (answers, missing) = try StoreReader(store.readingSet, defers: true).read { snapshot in
            let corpora = try corpus.choices(of: snapshot, order: order)
            let missing = try MissingArchives(reporting: corpora.map(\.name), in: snapshot)
            return (try corpora.map { ($0.name, try $0.snapshot.top(request)) }, missing)
        }
        var writer = try format.writer(column.columns(RowColumns.top), missing)
        for (name, totals) in answers {
            for (index, total) in totals.enumerated() {
                try writer.write(column.cells(name, total.cells(rank: index + 1)))
            }
        }
        try writer.finish()
        return answers.contains { !$0.1.isEmpty }
    }
}
