import ArgumentParser
import NgramModel
import NgramQuery

/// The languages of patterns.
enum PatternSyntax: String, CaseIterable, ExpressibleByArgument {
    /// Words with wildcards; see `WordPattern`.
    case words
}

/// `ngrams query search`
struct QuerySearch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "The top n-grams that match a pattern.",
        discussion: """
            A pattern consists of words and of * (one word), ** (any number of words), a / b (either), "a b" (a group), \
            pre~ (a word with this prefix) and *_NOUN (a tagged word). Within a word, ? is one character, and * is any \
            number of them. A backslash takes the next character as it is.
            """)

    @Argument(help: "The pattern.")
    var pattern: String

    @Option(
        name: [.customShort("n")], parsing: .unconditional,
        help: ArgumentHelp("Number of n-grams.", valueName: "count"))
    var limit = 10

    @Option(help: "The language of the pattern.")
    var syntax = PatternSyntax.words

    @Flag(help: "Also find n-grams that differ only in case.")
    var ignoreCase = false

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
    }

    func run() throws {
        let request = try request()
        let isFound = try QueryTop.write(request, order: request.order, corpus, store, format)
        guard isFound || limit == 0 else { throw SilentExit(status: .notFound) }
    }

    /// - Throws: `CommandFailure` when the pattern is too complex; `SilentExit` when it is wrong, which is reported.
    private func request() throws -> TopRequest {
        let parsed: WordPattern
        do {
            parsed = try WordPattern(pattern)
        } catch {
            PlaceReport.write("pattern", "\(error)", at: error.offset, in: Array(pattern.utf8))
            throw SilentExit(status: .usage)
        }
        var request = TopRequest()
        do {
            request.pattern = try parsed.automaton(ignoringCase: ignoreCase)
        } catch {
            throw CommandFailure(status: .usage, description: "\(error)")
        }
        request.limit = limit
        request.years = years.range
        request.measure = by
        request.tags = tags ?? (parsed.asksForTags ? .include : .exclude)
        let (least, most) = parsed.wordCounts
        // Archives of another n are not read.
        request.order = words.order ?? (least == most ? least : nil)
        return request
    }
}
