import ArgumentParser
import NgramModel
import NgramQuery
import NgramReports
import NgramStore
import NgramSystem

/// `ngrams query frequency`
struct QueryFrequency: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frequency", abstract: "Relative frequencies, in the language of the Ngram Viewer.",
        discussion: """
            A query consists of terms separated by commas. Terms are n-grams, combined with + - / and with * before a \
            number; parentheses group. A minus needs blanks around it, and [and/or] is taken as it is. * is any word, \
            *_NOUN any noun, book_INF any form of a word (see --forms), and apple:eng_2009 the word in another corpus. \
            docs/query.md describes the language.
            """)

    /// What frequencies are multiplied by.
    enum Unit: String, CaseIterable, ExpressibleByArgument {
        case fraction, percent, million

        var factor: Double {
            switch self {
            case .fraction: 1
            case .percent: 100
            case .million: 1_000_000
            }
        }
    }

    @Argument(help: "The query; - reads queries from standard input, one per line.")
    var query: String

    @OptionGroup var frequency: FrequencyOptions

    @Option(help: ArgumentHelp("Average over this many years before and after each year.", valueName: "years"))
    var smoothing = 0

    @Option(help: "The unit of frequencies: fraction, percent, or million for occurrences per million.")
    var unit = Unit.fraction

    @Flag(help: "One row per year, with a column for each series.")
    var wide = false

    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard (0...9999).contains(smoothing) else {
            throw ValidationError("--smoothing \(smoothing) is not between 0 and 9999.")
        }
        guard !wide || query != "-" else {
            throw ValidationError("--wide needs one query: its columns depend on it.")
        }
    }

    func run() throws {
        try StoreReader(store.readingSet, defers: true).read { snapshot in
            let names = try FrequencyOptions.corpora(of: query, corpus, in: snapshot)
            let evaluator = try frequency.evaluator(names, in: snapshot, smoothing: smoothing)
            let missing = try MissingArchives(reporting: names, in: snapshot)
            if wide { return try writeWide(FrequencyOptions.answer(query, evaluator), missing) }
            let column = CorpusColumn(isShown: corpus.isSeveral)
            var writer = try format.writer(column.columns(RowColumns.frequencies), missing)
            var foundAny = false
            do {
                try forEachQuery(before: { try writer.flush() }) { text in
                    let answer = try FrequencyOptions.answer(text, evaluator)
                    foundAny = foundAny || !answer.series.isEmpty
                    try FrequencyRows.write(answer, unit.factor, column, to: &writer)
                }
            } catch {
                // The rows of the queries before the wrong one are still written.
                try writer.finish()
                throw error
            }
            try writer.finish()
            guard foundAny else { throw SilentExit(status: .notFound) }
        }
    }

    /// - Parameter before: called before waiting for a line.
    private func forEachQuery(before: () throws -> Void, _ body: (String) throws -> Void) throws {
        guard query == "-" else { return try body(query) }
        var input = LineInput(descriptor: 0)
        while true {
            if !input.hasLine { try before() }
            guard let line = try StandardInput.nextLine(&input) else { return }
            if !line.isEmpty { try body(String(decoding: line, as: UTF8.self)) }
        }
    }

    private func writeWide(_ answer: FrequencyAnswer, _ missing: MissingArchives) throws {
        let names = answer.series.map { corpus.isSeveral ? "\($0.name) (\($0.corpus))" : $0.name }
        let columns = [Column.number("year")] + SQLCommand.unique(names).map { Column.number($0) }
        var writer = try format.writer(columns, missing)
        for (index, year) in answer.years.enumerated() {
            try writer.write(
                [.integer(Int64(year))] + answer.series.map { .real($0.values[index] * unit.factor) })
        }
        try writer.finish()
        guard !answer.series.isEmpty else { throw SilentExit(status: .notFound) }
    }
}
