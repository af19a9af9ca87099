import ArgumentParser

/// `ngrams query`: answers in rows on standard output.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Ask for totals, yearly counts or the largest n-grams.",
        subcommands: [QueryTotal.self, QueryYears.self, QueryTop.self])
}

/// Words to look up.
struct WordArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("N-grams, each as one argument (\"for ever\").", valueName: "word"))
    var words: [String]

    func validate() throws {
        if words.contains("") { throw ValidationError("A word is empty.") }
    }
}
