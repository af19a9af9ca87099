import ArgumentParser
import NgramReports
import NgramStore

/// `ngrams export totals`
struct ExportTotals: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "totals", abstract: "Every n-gram with its totals, tagged ones included.")

    @Option(help: ArgumentHelp("Only n-grams with this prefix.", valueName: "text"))
    var prefix = ""

    @OptionGroup var years: YearOptions
    @OptionGroup var export: ExportOptions

    func run() throws {
        try export.write(RowColumns.totals) { corpus, writer in
            var totals = try NgramTotals(corpus, prefix: Array(prefix.utf8), years: years.range)
            while let total = try totals.next() { try writer.write(total) }
        }
    }
}
