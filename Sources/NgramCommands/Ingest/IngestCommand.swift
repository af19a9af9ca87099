import ArgumentParser
import Foundation
import NgramIngest
import NgramModel
import NgramReports
import NgramSystem

/// `ngrams ingest`: reads archives into the store.
struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Read archives and totals files into the store.",
        discussion: """
            A path is an archive of any edition (.gz, .csv.zip or uncompressed), a totals file, a folder, or the http:// or \
            https:// address of an archive or totals file, which is read as it comes and not stored. From a folder, \
            every file that is named like an archive or a totals file is read. Archives that the store \
            already has are skipped. Nothing is lost if an ingest is interrupted, by whatever means: run the same \
            command again to continue.
            """)

    @Argument(help: ArgumentHelp("Archives, totals files, folders of them, or addresses.", valueName: "path"))
    var paths: [String]

    @Option(
        help: ArgumentHelp(
            "Number of archives to read at the same time (default: one per processor).", valueName: "count"))
    var jobs: Int?

    @Flag(help: "Also read the subfolders of folders.")
    var recursive = false

    @Flag(help: "Replace archives in the store whose files have changed since they were read.")
    var replace = false

    @Option(
        help: ArgumentHelp(
            "Fail an archive at its first bad row, or skip bad rows and count them.", valueName: "policy"))
    var badRows = BadRowPolicy.fail

    @Option(
        help: ArgumentHelp(
            """
            Keep n-grams of two words or more that contain a bare tag, for example "the _NOUN_", or drop them and count \
            their rows.
            """,
            valueName: "policy"))
    var placeholders = PlaceholderPolicy.keep

    @Option(
        help: ArgumentHelp(
            """
            Show progress as bars on a terminal and as lines elsewhere (auto), always as lines (plain), or only \
            failures (none).
            """,
            valueName: "mode"))
    var progress = ProgressMode.auto

    @Option(
        help: ArgumentHelp(
            "Corpus of the files whose names do not indicate it, for example eng-2012.", valueName: "name"))
    var corpus: String?

    @Flag(help: "Read files into --corpus even if their names indicate another corpus.")
    var forceCorpus = false

    @Flag(
        help: """
            List the files that would be read, with their corpora and actions, without changing anything. Actions: new, \
            unchanged, changed (size or time differs from that in the store), interrupted (would be resumed), failed \
            (would be read again), refused.
            """)
    var dryRun = false

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs) is less than 1.") }
        if let corpus, CorpusName(corpus) == nil {
            throw ValidationError(
                "--corpus \"\(TerminalText.escape(corpus))\" is not a name of at most 100 letters, digits, hyphens, "
                    + "underscores and dots.")
        }
        if forceCorpus, corpus == nil { throw ValidationError("--force-corpus needs --corpus.") }
    }

    func run() async throws {
        let options = try makeOptions()
        let plan = IngestPlan(options)
        for failure in plan.failures { Diagnostics.error(Advice.message(failure)) }
        if dryRun {
            if !plan.passedOver.isEmpty { Diagnostics.note(Advice.passedOver(plan.passedOver)) }
            try DryRun(plan: plan, options: options, format: format).write()
            try Self.exit(plan.failures)
            return
        }
        let reporter = progress.makeReporter()
        if !plan.passedOver.isEmpty { reporter.handle(.note(Advice.passedOver(plan.passedOver))) }
        let work = Task {
            try await Ingest.run(plan, options) { reporter.handle(Self.withNoteText($0)) }
        }
        let signals = TerminationSignals { work.cancel() }
        let result = await work.result
        reporter.finish()
        signals.stop()
        let summary = try result.get()
        if let status = signals.received.flatMap(ExitStatus.init(signal:)), summary.isInterrupted {
            throw SilentExit(status: status)
        }
        try Self.exit(summary.failures)
    }

    private func makeOptions() throws -> IngestOptions {
        var options = IngestOptions(
            store: try store.path, paths: paths, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
        options.corpus = corpus.flatMap(CorpusName.init)
        options.isCorpusForced = forceCorpus
        options.isRecursive = recursive
        options.replace = replace
        options.badRows = badRows
        options.placeholders = placeholders
        options.failureText = Advice.message
        return options
    }

    /// The event, with notes about copies replaced by their text.
    private static func withNoteText(_ event: IngestEvent) -> IngestEvent {
        guard case .copied(let path, let name, let corpus, let other) = event else { return event }
        return .note(Advice.copied(path: path, name: name, corpus: corpus, other: other))
    }

    /// - Throws: `SilentExit` with the largest exit code of the failures, which have already been reported.
    private static func exit(_ failures: [IngestFailure]) throws {
        let statuses = failures.map { ExitStatus($0.kind) }
        if let worst = statuses.max(by: { $0.rawValue < $1.rawValue }) { throw SilentExit(status: worst) }
    }
}

extension BadRowPolicy: ExpressibleByArgument {}
extension PlaceholderPolicy: ExpressibleByArgument {}
