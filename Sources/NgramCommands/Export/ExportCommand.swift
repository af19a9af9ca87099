import ArgumentParser
import NgramReports
import NgramStore
import NgramSystem

/// `ngrams export`: reports as CSV.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write all totals, all yearly counts or the largest n-grams as CSV.",
        discussion: "CSV as in RFC 4180, with a header row, lines ending in LF, in the byte order of the n-grams.",
        subcommands: [ExportTotals.self, ExportYears.self, ExportTop.self])
}

/// Where an export goes, and from where it comes.
struct ExportOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The file to write, which appears whole or not at all; packed when it ends in .gz. Else standard output.",
            valueName: "file"))
    var output: String?

    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if output?.isEmpty == true { throw ValidationError("--output needs the name of a file.") }
    }

    /// Writes what `body` writes, from one state of the store.
    func write(_ body: (CorpusSnapshot, ByteSink) throws -> Void) throws {
        try StoreReader(path: store.path).read { snapshot in
            let corpus = try corpus.snapshot(of: snapshot)
            try ExportOutput.write(to: output) { try body(corpus, $0) }
        }
    }
}
