import ArgumentParser
import NgramModel
import NgramQuery

extension SearchPattern.Syntax: ExpressibleByArgument {}

/// `ngrams query search`
struct QuerySearch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "The top n-grams that match a pattern.",
        discussion: """
            A pattern consists of words and of * (one word), ** (any number of words), a / b (either), "a b" (a group), \
            pre~ (a word with this prefix) and *_NOUN (a tagged word). Within a word, ? is one character, and * is any \
            number of them. A backslash takes the next character as it is. With --syntax regex, a pattern is a regular \
            expression for the whole n-gram; with --syntax fuzzy, a text that n-grams may differ from in a few \
            characters. docs/patterns.md describes them.
            """)

    @Argument(help: "The pattern.")
    var pattern: String

    @Option(
        name: [.customShort("n")], parsing: .unconditional,
        help: ArgumentHelp("Number of n-grams.", valueName: "count"))
    var limit = 10

    @Option(help: "The language of the pattern.")
    var syntax = SearchPattern.Syntax.words

    @Option(
        help: ArgumentHelp(
            "With fuzzy: how many characters may be inserted, removed or replaced, 1 or 2 (default: 1).",
            valueName: "count"))
    var edits: Int?

    @Flag(help: "Also find n-grams that differ only in case.")
    var ignoreCase = false

    @Flag(help: "With --ignore-case: add up n-grams that differ only in case, under the most frequent of them.")
    var mergeCase = false

    @OptionGroup var years: YearOptions

    @Option(help: ArgumentHelp("Rank by occurrences (match) or by distinct books (volume).", valueName: "measure"))
    var by = CountMeasure.match

    @Option(
        help: """
            Exclude n-grams with part-of-speech tags, include them, or find only them (default: include them if the \
            pattern has a tag, otherwise exclude them).
            """)
    var tags: TopRequest.Tags?

    @OptionGroup var words: OrderOptions
    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("-n \(limit) is negative.") }
        guard (1...2).contains(edits ?? 1) else { throw ValidationError("--edits \(edits ?? 1) is neither 1 nor 2.") }
        guard ignoreCase || !mergeCase else { throw ValidationError("--merge-case needs --ignore-case.") }
        guard edits == nil || syntax == .fuzzy else { throw ValidationError("--edits needs --syntax fuzzy.") }
    }

    func run() throws {
        let request = try request()
        let isFound = try QueryTop.write(request, order: request.order, corpus, store, format)
        guard isFound || limit == 0 else { throw SilentExit(status: .notFound) }
    }

    /// - Throws: `CommandFailure` when the pattern is too complex; `SilentExit` when it is wrong, which is reported.
    private func request() throws -> TopRequest {
        var request = TopRequest()
        request.limit = limit
        request.years = years.range
        request.measure = by
        request.order = words.order
        do {
            let parsed = try SearchPattern(pattern, syntax: syntax, edits: edits ?? 1, ignoringCase: ignoreCase)
            parsed.restrict(&request, tags: tags, mergingCase: mergeCase)
        } catch let error as WordPatternError {
            throw wrong("\(error)", at: error.offset)
        } catch let error as PatternError {
            throw wrong("\(error)", at: error.offset)
        } catch let error as AutomatonTooLarge {
            throw CommandFailure(status: .usage, description: "\(error)")
        }
        return request
    }

    /// Reports what is wrong with the pattern.
    private func wrong(_ description: String, at offset: Int) -> SilentExit {
        PlaceReport.write("pattern", description, at: offset, in: Array(pattern.utf8))
        return SilentExit(status: .usage)
    }
}
