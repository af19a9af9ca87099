import ArgumentParser
import NgramReports
import NgramStore
import NgramSystem

/// `ngrams export sqlite`
struct ExportSQLite: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sqlite",
        abstract: "An SQLite database of plain tables, for programs that can load no extension.",
        discussion: """
            The tables are ngram (ngram, match_count, volume_count, first_year, last_year), ngram_year (ngram, year, \
            match_count, volume_count) and corpus_totals. The views ngram_totals and ngram_years have the columns of \
            the tables of ngrams sql. N-grams include tagged ones. docs/sql.md describes the tables.
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Output file. It appears only when it is complete.", valueName: "file"))
    var output: String

    @OptionGroup var ngrams: RangeOptions
    @OptionGroup var years: YearOptions
    @OptionGroup var corpus: CorpusOptions
    @OptionGroup var store: StoreOptions

    func validate() throws {
        if output.isEmpty { throw ValidationError("--output needs a file name.") }
        if output == "-" { throw ValidationError("An SQLite database cannot be written to standard output.") }
        if ExportOutput.isCompressed(output) || ExportOutput.otherCompression(of: output) != nil {
            throw ValidationError("--output \(output): an SQLite database is not compressed.")
        }
    }

    func run() throws {
        let stores = try store.readingSet
        try ExportOptions.checkIsNotStore(output, stores: stores.paths)
        let reader = try StoreReader(stores, defers: true)
        // A file with a name, unlike one without, would be left in the folder if a signal ended the process.
        let signals = TerminationSignals(onFirst: {})
        defer { signals.stop() }
        try reader.read { snapshot in
            let choice = try corpus.choice(of: snapshot)
            _ = try MissingArchives(reporting: [choice.name], in: snapshot)
            let target = try OutputTarget(path: output, isNamed: true)
            guard let path = target.unfinishedPath else {
                throw OutputFailure(name: output, reason: "an SQLite database must be a file")
            }
            try checkHasNoJournal()
            try choice.snapshot.withAllStores(within: ngrams.range) { corpus in
                try corpus.writeTables(
                    to: path, named: output, corpus: choice.name, range: ngrams.range, years: years.range
                ) {
                    guard let signal = signals.received else { return }
                    throw SilentExit(status: ExitStatus(signal: signal) ?? .interrupted)
                }
            }
            try target.commit()
        }
    }

    /// SQLite would take the journal or the write-ahead log of a replaced database for one of the new file.
    private func checkHasNoJournal() throws {
        let path = (try? OutputTarget.destination(of: output)) ?? output
        for file in ["\(path)-wal", "\(path)-journal"] where (try? FileStatus(path: file))?.size ?? 0 > 0 {
            throw OutputFailure(
                name: output, reason: "it is a database in use, or one whose last change did not finish (\(file))")
        }
    }
}
