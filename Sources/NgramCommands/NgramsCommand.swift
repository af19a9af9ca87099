import ArgumentParser
import NgramModel

/// The root of the command tree: `ngrams SUBCOMMAND`.
struct NgramsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ngrams",
        abstract: "Index Google Books Ngram archives in an SQLite store, and query it.",
        discussion: """
            Data goes to standard output; progress, notes and errors go to standard error. Put -- before words that \
            begin with a hyphen.
            """,
        version: "0.1.0",
        subcommands: [
            IngestCommand.self, QueryCommand.self, PlotCommand.self, ServeCommand.self, SQLCommand.self,
            ExportCommand.self, StatusCommand.self, RemoveCommand.self, MergeCommand.self, VerifyCommand.self,
            CatalogCommand.self,
        ])

    /// The names of the commands.
    static var names: [String] { configuration.subcommands.map { $0._commandName } + ["help"] }
}
