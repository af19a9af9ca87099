import ArgumentParser
import NgramModel
import NgramReports
import NgramStore

/// `ngrams query years`
struct QueryYears: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "years", abstract: "Yearly counts of words.")

    @OptionGroup var words: WordArguments
    @OptionGroup var years: YearOptions
    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let range = years.range ?? Observation.years
        try StoreReader(path: store.path).read { snapshot in
            let corpus = try corpus.snapshot(of: snapshot)
            var writer = try format.writer(RowColumns.years)
            try words.answerEach(to: &writer) { word, writer in
                let series = try corpus.series(of: word, years: range)
                try writer.write(series, of: word.bytes)
                if series.isEmpty {
                    let hint = try NormalizationHint.hint(for: word) {
                        try !corpus.series(of: $0, years: range).isEmpty
                    }
                    if let hint { Diagnostics.note(hint) }
                }
                return !series.isEmpty
            }
        }
    }
}
