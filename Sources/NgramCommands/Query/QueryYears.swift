import ArgumentParser
import NgramModel
import NgramReports
import NgramStore

/// `ngrams query years`
struct QueryYears: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "years", abstract: "How often words occur year by year.")

    @OptionGroup var words: WordArguments
    @OptionGroup var years: YearOptions
    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
        let answers = try StoreReader(path: store.path).read { snapshot in
            let corpus = try corpus.snapshot(of: snapshot)
            return try words.words.map { word in
                (Ngram(word), try corpus.series(of: Ngram(word), years: years.range ?? Observation.years))
            }
        }
        var writer = try format.writer(RowColumns.years)
        for (ngram, series) in answers { try writer.write(series, of: ngram.bytes) }
        try writer.finish()
        guard answers.contains(where: { !$0.1.isEmpty }) else { throw SilentExit(status: .notFound) }
    }
}
