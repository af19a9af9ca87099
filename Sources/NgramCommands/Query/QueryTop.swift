import ArgumentParser
import NgramReports
import NgramStore

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
            try corpus.snapshot(of: snapshot).top(top.request)
        }
        var writer = try format.writer(RowColumns.top)
        for (index, total) in totals.enumerated() { try writer.write(total.cells(rank: index + 1)) }
        try writer.finish()
    }
}
