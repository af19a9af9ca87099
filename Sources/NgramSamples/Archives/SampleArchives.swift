import Foundation

/// Generates archives of any size.
public enum SampleArchives {
    /// Writes the archives of `request` into `folder`, at most `jobs` at the same time, and reports each when done.
    ///
    /// The same request makes the same bytes, whatever `jobs` is. Memory is a few MB for each job. Folders are made
    /// as needed, and each file appears under its name only when it is whole.
    ///
    /// - Returns: The archives in the order of their names' indexes.
    public static func write(
        _ request: ArchiveSetRequest, into folder: String, jobs: Int,
        whenDone: @Sendable (ArchiveSummary) -> Void = { _ in }
    ) async throws -> [ArchiveSummary] {
        try request.validate()
        try makeFolder(for: request.edition, in: folder)
        var summaries: [Int: ArchiveSummary] = [:]
        try await withThrowingTaskGroup(of: (Int, ArchiveSummary).self) { group in
            for index in 0..<request.count {
                if index >= max(1, jobs), let (index, summary) = try await group.next() {
                    whenDone(summary)
                    summaries[index] = summary
                }
                group.addTask { (index, try write(request, index: index, into: folder)) }
            }
            for try await (index, summary) in group {
                whenDone(summary)
                summaries[index] = summary
            }
        }
        let ordered = (0..<request.count).compactMap { summaries[$0] }
        if request.totals {
            try TotalsFile(edition: request.edition, sums: ordered.map(\.years)).write(into: folder)
        }
        return ordered
    }

    static func makeFolder(for edition: SampleEdition, in folder: String) throws {
        let path = edition == .v2020 ? folder + "/20200217/eng" : folder
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw SampleError.cannotWrite(path: path, reason: error.localizedDescription)
        }
    }

    private static func write(_ request: ArchiveSetRequest, index: Int, into folder: String) throws -> ArchiveSummary {
        let path = request.edition.archivePath(index: index, count: request.count)
        let sink = try FileSink(path: folder + "/" + path)
        let summary = try generate(request, index: index, path: path, to: sink)
        try sink.commit()
        return summary
    }

    /// Generates archive `index` of a request into `sink`.
    static func generate(
        _ request: ArchiveSetRequest, index: Int, path: String, to sink: any ByteSink
    ) throws -> ArchiveSummary {
        let writer = try request.edition.packedWriter(
            to: sink, path: path, layout: request.effectiveZipLayout, level: request.level)
        let builder = ArchiveBuilder(path: path, edition: request.edition, writer: writer)
        let ngrams = Int(Double(request.rows) / HistoryCatalog.rowsPerNgram)
        let vocabulary = Vocabulary(seed: request.seed, index: index, ngrams: ngrams)
        let catalog = HistoryCatalog(seed: request.seed, index: index)
        let painter = HistoryPainter(growth: CorpusGrowth())
        var years: [YearCount] = []
        try vocabulary.visitNgrams { word, number in
            var random = catalog.random(for: number)
            let history = catalog.history(for: number, random: &random)
            // 2008 for every edition, so that all of them have the same counts.
            painter.paint(history, through: CorpusGrowth.fullYear, random: &random, into: &years)
            try builder.add(word, years)
        }
        return try builder.finish()
    }
}
