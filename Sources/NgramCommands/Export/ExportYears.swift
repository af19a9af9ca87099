import ArgumentParser
import NgramModel
import NgramReports
import NgramStore

/// `ngrams export years`
struct ExportYears: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "years", abstract: "Every n-gram year by year, tagged ones included.")

    @Option(help: ArgumentHelp("Only n-grams with this prefix.", valueName: "text"))
    var prefix = ""

    @OptionGroup var years: YearOptions
    @OptionGroup var export: ExportOptions

    func run() throws {
        try export.write(RowColumns.years) { corpus, writer in
            var rows = try NgramSeries(
                corpus, prefix: Array(prefix.utf8), years: years.range ?? Observation.years)
            while let (ngram, series) = try rows.next() { try writer.write(series, of: ngram) }
        }
    }
}
