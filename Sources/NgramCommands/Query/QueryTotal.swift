import ArgumentParser
import NgramModel
import NgramReports
import NgramStore

/// `ngrams query total`
struct QueryTotal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "total", abstract: "How often words occur in all, and from when to when.")

    @OptionGroup var words: WordArguments
    @OptionGroup var years: YearOptions
    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let totals = try StoreReader(path: store.path).read { snapshot in
            let corpus = try corpus.snapshot(of: snapshot)
            return try words.words.map { try corpus.total(of: Ngram($0), years: years.range) }
        }
        var writer = try format.writer(RowColumns.totals)
        for total in totals { try writer.write(total) }
        try writer.finish()
        guard totals.contains(where: \.isFound) else { throw SilentExit(status: .notFound) }
    }
}
