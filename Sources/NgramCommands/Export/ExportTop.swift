import ArgumentParser
import NgramReports

/// `ngrams export top`
struct ExportTop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "The largest n-grams, by rank.")

    @OptionGroup var top: TopOptions
    @OptionGroup var export: ExportOptions

    func run() throws {
        try export.write(RowColumns.top) { corpus, writer in
            for (index, total) in try corpus.top(top.request).enumerated() {
                try writer.write(total.cells(rank: index + 1))
            }
        }
    }
}
