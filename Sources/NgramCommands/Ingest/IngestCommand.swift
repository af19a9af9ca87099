import ArgumentParser
import Foundation
import NgramArchives
import NgramIngest
import NgramModel
import NgramReports
import NgramSystem

/// `ngrams ingest`: brings archives into the store.
struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Read archives and totals files into the store.",
        discussion: """
            A path is an archive of any edition (.gz, .csv.zip or unpacked), a totals file, or a folder, which stands \
            for every file in it that is named like one of those. Archives that the store has already are skipped. \
            However the process ends, nothing is lost: run the same command again and it carries on.
            """)

    @Argument(help: ArgumentHelp("Archives, totals files, or folders of them.", valueName: "path"))
    var paths: [String]

    @Option(help: ArgumentHelp("Archives read at the same time (default: the processors).", valueName: "count"))
    var jobs: Int?

    @Flag(help: "Let an archive whose content has changed take the place of the old content.")
    var replace = false

    @Option(help: "Fail an archive at its first bad row, or leave bad rows out and count them.")
    var badRows = BadRowPolicy.fail

    @Option(help: "Show progress as bars on a terminal and lines elsewhere, as lines, or not at all.")
    var progress = ProgressMode.auto

    @Option(
        help: ArgumentHelp("The corpus, where names do not say it or say it wrong (eng-2012).", valueName: "name"))
    var corpus: String?

    @OptionGroup var store: StoreOptions

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs \(jobs) is less than 1.") }
        if let corpus, CorpusName(corpus) == nil {
            throw ValidationError(
                "--corpus \"\(TerminalText.escape(corpus))\" is not a name of up to 100 letters, digits, - _ and .")
        }
    }

    func run() async throws {
        var options = IngestOptions(
            store: store.path, paths: paths, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
        options.corpus = corpus.flatMap(CorpusName.init)
        options.replace = replace
        options.badRows = badRows
        let plan = IngestPlan(options)
        for failure in plan.failures { Diagnostics.error(failure.message) }

        let reporter = progress.makeReporter()
        let work = Task { [options] in
            try await Ingest.run(plan, options) { reporter.handle($0) }
        }
        let signals = TerminationSignals { work.cancel() }
        let result = await work.result
        reporter.finish()
        signals.stop()
        let summary = try result.get()
        if let status = signals.received.flatMap(ExitStatus.init(signal:)), summary.isInterrupted {
            throw SilentExit(status: status)
        }
        let statuses = summary.failures.map { ExitStatus($0.kind) }
        if let worst = statuses.max(by: { $0.rawValue < $1.rawValue }) { throw SilentExit(status: worst) }
    }
}

extension BadRowPolicy: ExpressibleByArgument {}
