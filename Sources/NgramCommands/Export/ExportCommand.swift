import ArgumentParser
import NgramModel
import NgramReports
import NgramStore

/// `ngrams export`: large reports for other programs.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Export all totals, all yearly counts or the top n-grams, as text or as an SQLite database.",
        discussion: """
            Rows are sorted by the bytes of their n-grams; those of top are sorted by rank. Lines end in LF. CSV \
            (RFC 4180) and TSV begin with a header row.
            """,
        subcommands: [ExportTotals.self, ExportYears.self, ExportTop.self, ExportSQLite.self])
}

/// `ngrams export totals`
struct ExportTotals: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "totals", abstract: "Total counts of all n-grams, including tagged ones.")

    @OptionGroup var ngrams: RangeOptions
    @OptionGroup var years: YearOptions
    @OptionGroup var words: OrderOptions
    @OptionGroup var export: ExportOptions

    func run() throws {
        try export.write(RowColumns.totals, within: ngrams.range, order: words.order) { corpus, writer in
            var totals = try NgramTotals(corpus, ngrams.range, years: years.range)
            while let total = try totals.next() { try writer.write(total) }
        }
    }
}

/// `ngrams export years`
struct ExportYears: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "years", abstract: "Yearly counts of all n-grams, including tagged ones.")

    @OptionGroup var ngrams: RangeOptions
    @OptionGroup var years: YearOptions
    @OptionGroup var words: OrderOptions
    @OptionGroup var export: ExportOptions

    func run() throws {
        try export.write(RowColumns.years, within: ngrams.range, order: words.order) { corpus, writer in
            var rows = try NgramSeries(
                corpus, ngrams.range, years: years.range ?? Observation.years)
            while let (ngram, series) = try rows.next() { try writer.write(series, of: ngram) }
        }
    }
}

/// `ngrams export top`
struct ExportTop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Top n-grams, optionally for some years or a prefix.")

    @OptionGroup var top: TopOptions
    @OptionGroup var export: ExportOptions

    func run() throws {
        try export.write(RowColumns.top, within: NgramRange(prefix: Array(top.prefix.utf8)), order: top.words.order) {
            corpus, writer in
            for (index, total) in try corpus.top(top.request).enumerated() {
                try writer.write(total.cells(rank: index + 1))
            }
        }
    }
}
