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
        try export.write(RowColumns.totals, of: .totals, within: ngrams.range, years: years.range, order: words.order) {
            batch, writer in
            try batch.forEachTotal { try writer.write($0) }
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
        try export.write(RowColumns.years, of: .series, within: ngrams.range, years: years.range, order: words.order) {
            batch, writer in
            try batch.forEachSeries { ngram, series in try writer.write(series, of: ngram) }
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
        try export.write(within: NgramRange(prefix: Array(top.prefix.utf8)), order: top.words.order) {
            corpus, sink, field in
            var writer = try RowWriter(export.format, columns: RowColumns.top, field: field, to: sink)
            for (index, total) in try corpus.top(top.request).enumerated() {
                try writer.write(total.cells(rank: index + 1))
            }
            try writer.finish()
        }
    }
}
