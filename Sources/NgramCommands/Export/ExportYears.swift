import ArgumentParser
import NgramModel
import NgramReports
import NgramStore

/// `ngrams export years`
struct ExportYears: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "years", abstract: "Every n-gram year by year, tagged ones included.")

    @Option(help: ArgumentHelp("Only n-grams that begin so.", valueName: "text"))
    var prefix = ""

    @OptionGroup var years: YearOptions
    @OptionGroup var export: ExportOptions

    func run() throws {
        try export.write { corpus, sink in
            try sink.append { CSVReport.appendHeader(RowColumns.years, to: &$0) }
            var rows = try NgramSeries(
                corpus, prefix: Array(prefix.utf8), years: years.range ?? Observation.years)
            while let (ngram, series) = try rows.next() {
                try sink.append { CSVReport.append(series, of: ngram, to: &$0) }
            }
        }
    }
}
