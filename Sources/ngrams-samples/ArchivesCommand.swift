import ArgumentParser
import Foundation
import NgramSamples

extension SampleEdition: ExpressibleByArgument {}
extension ZipLayout: ExpressibleByArgument {}

/// `ngrams-samples archives`
struct ArchivesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archives",
        abstract: "Write archives of any size, shaped like the real ones, for benchmarks.",
        discussion: """
            An n-gram is in one file only, once. \(reportHelp)
            """)

    @Argument(help: ArgumentHelp("The folder to write into; made if it is not there.", valueName: "DIR"))
    var folder: String

    @Option(help: "The edition whose layout and names to use; 2020's go to DIR/20200217/eng.")
    var edition: SampleEdition = .v2012

    @Option(help: "How many archives. 2012 has names for 39.")
    var count = 4

    @Option(help: "About how many rows an archive has (2020: years of its rows).")
    var rows = 10_000_000

    @Option(help: "Another seed makes other n-grams and counts.")
    var seed: UInt64 = 1

    @Option(help: "How many archives to write at the same time (default: the processors).")
    var jobs: Int?

    @Option(help: "How hard to pack, from 1 (fast) to 9 (small).")
    var level = 6

    @Flag(help: "Write the totals of the corpus too.")
    var totals = false

    @Flag(name: .customLong("zip64"), help: "Write zip64 records into 2009's zip files even if they are small.")
    var zip64 = false

    private var request: ArchiveSetRequest {
        var request = ArchiveSetRequest(edition: edition, count: count, rows: rows)
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
        guard jobs ?? 1 > 0 else { throw ValidationError("the jobs have to be at least 1") }
    }

    func run() async throws {
        let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
        _ = try await SampleArchives.write(request, into: folder, jobs: jobs) { summary in
            report(summary)
        }
    }
}
