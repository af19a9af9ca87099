import ArgumentParser
import NgramReports
import NgramStore

/// The options of all exports: which store to read, where to write, and in which format.
struct ExportOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            """
            Output file. It appears only when it is complete, and is compressed with gzip if its name ends in .gz \
            (default: -, standard output).
            """,
            valueName: "file"))
    var output: String?

    @Option(
        help: """
            Output format. tsv writes tabs, line feeds, carriage returns and backslashes as \\t, \\n, \\r and \\\\.
            """)
    var format = ExportFormat.csv

    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard let output else { return }
        if output.isEmpty { throw ValidationError("--output needs a file name.") }
        if let ending = ExportOutput.otherCompression(of: output) {
            throw ValidationError(
                "--output \(output): \(ending) compression is not supported. A file whose name ends in "
                    + "\(ExportOutput.compressedEnding) is compressed with gzip; other files are not compressed.")
        }
    }

    /// Creates the output and calls `body` to write its rows, all from one snapshot of the store.
    ///
    /// - Parameters:
    ///   - range: the n-grams to read.
    ///   - order: the number of words of the n-grams to read; nil for all.
    func write(
        _ columns: [Column], within range: NgramRange, order: Int?,
        _ body: (CorpusSnapshot, inout RowWriter) throws -> Void
    ) throws {
        let path = output == "-" ? nil : output
        let stores = try store.readingSet
        if let path { try Self.checkIsNotStore(path, stores: stores.paths) }
        try StoreReader(stores, defers: true).read { snapshot in
            let choice = try corpus.choice(of: snapshot, order: order)
            let missing = try MissingArchives(reporting: [choice.name], in: snapshot)
            try ExportOutput.write(to: path) { sink in
                var writer = try RowWriter(format, columns: columns, field: missing.field, to: sink)
                try choice.snapshot.withAllStores(within: range) { try body($0, &writer) }
                try writer.finish()
            }
        }
    }

    /// - Throws: `CommandFailure` if an output is one of the files of a store.
    static func checkIsNotStore(_ output: String, stores: [String]) throws {
        guard stores.contains(where: { StorePaths(path: $0).contain(output) }) else { return }
        throw CommandFailure(
            status: .usage, description: "--output \(output) is the store itself or a file that belongs to it")
    }
}
