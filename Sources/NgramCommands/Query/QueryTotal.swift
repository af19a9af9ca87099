import ArgumentParser
import NgramModel
import NgramReports
import NgramStore

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
                    let hint = try NormalizationHint.hint(for: word) {
                        try corpus.total(of: $0, years: years.range).isFound
                    }
                    if let hint { Diagnostics.note(hint) }
                }
                return total.isFound
            }
        }
    }
}
