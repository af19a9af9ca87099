import ArgumentParser

/// `ngrams query`: answers in rows on standard output.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Query totals, yearly counts or the top n-grams.",
        subcommands: [QueryTotal.self, QueryYears.self, QueryTop.self])
}
