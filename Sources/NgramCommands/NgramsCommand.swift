import ArgumentParser
import NgramModel

/// The whole program: `ngrams SUBCOMMAND`.
struct NgramsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ngrams",
        abstract: "Index the Google Books Ngram archives in a SQLite store, and ask it.",
        discussion: """
            Data goes to standard output; progress, notes and errors go to standard error. A word that begins with - \
            comes after --.
            """,
        version: "0.1.0",
        subcommands: [
            IngestCommand.self, QueryCommand.self, ExportCommand.self, StatusCommand.self, RemoveCommand.self,
            VerifyCommand.self,
        ])
}
