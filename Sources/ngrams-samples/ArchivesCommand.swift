import ArgumentParser
import Foundation
import NgramSamples

extension SampleEdition: ExpressibleByArgument {}
extension ZipLayout: ExpressibleByArgument {}
extension NgramArrangement: ExpressibleByArgument {}

/// `ngrams-samples archives`: writes generated archives.
struct ArchivesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archives",
        abstract: "Write archives of any size, similar to Google's, for benchmarks.",
        discussion: """
            Each n-gram occurs in one archive, and once unless --arrangement is repeated. Several words make phrases \
            that share words, as in real archives. \(reportHelp)
            """)

    @Argument(help: ArgumentHelp("The folder to write to. It is created if necessary.", valueName: "DIR"))
    var folder: String

    @Option(help: "The edition whose layout and file names to use. Files of 2020 go to DIR/20200217/eng.")
    var edition: SampleEdition = .v2012

    @Option(help: "The number of archives, at most 39 for the 2012 edition.")
    var count = 4

    @Option(help: "The approximate number of rows per archive (2020: years).")
    var rows = 10_000_000

    @Option(help: ArgumentHelp("The number of words of each n-gram, from 1 to 5.", valueName: "n"))
    var order = 1

    @Option(
        help: """
            The average number of years of an n-gram, from 1 to 100, with mostly small counts (default: about 65, with \
            counts like those of English 1-grams).
            """)
    var years: Int?

    @Option(
        help: """
            The order of the n-grams in an archive: ascending, in several ascending runs, at random, descending, or in \
            four ascending runs that repeat n-grams of the first with more counts.
            """)
    var arrangement: NgramArrangement = .runs

    @Option(help: "The seed of the random n-grams and counts.")
    var seed: UInt64 = 1

    @Option(help: "The number of archives to write at a time (default: the number of processors).")
    var jobs: Int?

    @Option(help: "The compression level, from 1 (fastest) to 9 (smallest).")
    var level = 6

    @Flag(help: "Also write the totals file of the corpus.")
    var totals = false

    @Flag(name: .customLong("zip64"), help: "Use zip64 records in the zip files of 2009, even in small ones.")
    var zip64 = false

    private var request: ArchiveSetRequest {
        var request = ArchiveSetRequest(edition: edition, count: count, rows: rows)
        request.n = order
        request.years = years
        request.arrangement = arrangement
        request.seed = seed
        request.level = level
        request.totals = totals
        request.zipLayout = zip64 ? .zip64 : .plain
        return request
    }

    func validate() throws {
        do {
            try request.validate()
        } catch let error as SampleError {
            throw ValidationError(error.description)
        }
        guard jobs ?? 1 > 0 else { throw ValidationError("the number of jobs must be at least 1") }
    }

    func run() async throws {
        let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        _ = try await SampleArchives.write(request, into: folder, jobs: jobs) { summary in
            report(summary)
        }
    }
}
