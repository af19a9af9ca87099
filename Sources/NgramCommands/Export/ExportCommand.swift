import ArgumentParser
import NgramReports
import NgramStore

/// `ngrams export`: reports for other programs.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write all totals, all yearly counts or the largest n-grams as CSV, TSV or JSON Lines.",
        discussion: """
            Rows are in the byte order of the n-grams, top's by rank; lines end in LF. CSV (RFC 4180) and TSV begin with \
            a header row.
            """,
        subcommands: [ExportTotals.self, ExportYears.self, ExportTop.self])
}

/// Which store an export reads, and where and how it writes.
struct ExportOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            """
            The file to write, whole or not at all; compressed with gzip if it ends in .gz. Standard output for - or \
            without this option.
            """,
            valueName: "file"))
    var output: String?

    @Option(
        help: """
            How to write rows. In tsv, a tab, a line feed, a carriage return and a backslash are \\t, \\n, \\r and \\\\.
            """)
    var format = ExportFormat.csv

    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard let output else { return }
        if output.isEmpty { throw ValidationError("--output needs the name of a file.") }
        if let ending = ExportOutput.otherCompression(of: output) {
            throw ValidationError(
                "--output \(output): \(ending) is not written. A name that ends in "
                    + "\(ExportOutput.compressedEnding) is compressed with gzip; other names are not compressed.")
        }
    }

    /// Writes the rows that `body` writes, from one state of the store.
    func write(_ columns: [Column], _ body: (CorpusSnapshot, inout RowWriter) throws -> Void) throws {
        let path = output == "-" ? nil : output
        if let path, StorePaths(path: store.path).contain(path) {
            throw CommandFailure(
                status: .usage, description: "--output \(path) is the store itself, or a file that belongs to it")
        }
        try StoreReader(path: store.path).read { snapshot in
            let corpus = try corpus.snapshot(of: snapshot)
            try ExportOutput.write(to: path) { sink in
                var writer = try RowWriter(format, columns: columns, to: sink)
                try body(corpus, &writer)
                try writer.finish()
            }
        }
    }
}
