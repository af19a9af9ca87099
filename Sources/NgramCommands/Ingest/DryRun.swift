import NgramArchives
import NgramIngest
import NgramReports

/// The rows of `ngrams ingest --dry-run`: one for each archive that an ingest would check, then one for each path that
/// it would refuse. The reasons for refusals go to standard error, as in an ingest.
struct DryRun {
    let plan: IngestPlan
    let options: IngestOptions
    let format: FormatOptions

    private static let columns: [Column] = [
        .text("action"), .text("archive"), .text("corpus"), .text("contents"), .count("bytes"), .text("path"),
    ]

    /// Writes the rows to standard output.
    /// - Throws: `StoreError` when there is a store but it cannot be read.
    func write() throws {
        let archives = try plan.preview(options)
        var writer = try format.writer(Self.columns)
        for (archive, action) in archives {
            try writer.write([
                .string(action.rawValue), .string(archive.name.name), .string(archive.corpus.description),
                .string(archive.name.contents.rawValue), archive.identity.map { .integer($0.size) } ?? .empty,
                .string(archive.path),
            ])
        }
        for failure in plan.failures { try writer.write(refused(failure)) }
        try writer.finish()
    }

    private func refused(_ failure: IngestFailure) -> [Cell] {
        let path = failure.path
        if case .noArchives = failure { return [.string("refused"), .empty, .empty, .empty, .empty, .string(path)] }
        let name = ArchiveName(
            path: WebAddress.isAddress(path) ? WebAddress.path(of: path) : ArchiveFinder.absolute(path))
        let size = WebAddress.isAddress(path) ? nil : (try? FileIdentity(path: path))?.size
        return [
            .string("refused"), .string(name.name), name.corpus.map { .string($0.description) } ?? .empty,
            .string(name.contents.rawValue), size.map { .integer($0) } ?? .empty, .string(path),
        ]
    }
}
