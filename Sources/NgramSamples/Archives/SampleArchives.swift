import Foundation

/// Generates sets of archives of any size.
public enum SampleArchives {
    /// Writes the archives of `request` to `folder`, at most `jobs` at a time, and calls `whenDone` after each one.
    ///
    /// The same request produces the same bytes for every value of `jobs`. Each job uses a few MB of memory. Missing
    /// folders are created. A file appears under its name only when it is complete.
    ///
    /// - Returns: The summaries, ordered by the index of the archive.
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
            try SampleTotals(edition: request.edition, n: request.n, sums: ordered.map(\.years)).write(into: folder)
        }
        return ordered
    }

    /// Creates the folder that holds the files of `edition`, if it does not exist.
    static func makeFolder(for edition: SampleEdition, in folder: String) throws {
        let path = edition == .v2020 ? folder + "/20200217/eng" : folder
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw SampleError.cannotWrite(path: path, reason: error.localizedDescription)
        }
    }

    private static func write(_ request: ArchiveSetRequest, index: Int, into folder: String) throws -> ArchiveSummary {
        let path = request.edition.archivePath(n: request.n, index: index, count: request.count)
        let sink = try FileSink(path: folder + "/" + path)
        let summary = try generate(request, index: index, path: path, to: sink)
        try sink.commit()
        return summary
    }

    /// Generates archive `index` of a request and writes it to `sink`.
    static func generate(
        _ request: ArchiveSetRequest, index: Int, path: String, to sink: any SampleSink
    ) throws -> ArchiveSummary {
        let writer = try request.edition.archiveWriter(
            to: sink, path: path, layout: request.effectiveZipLayout, level: request.level)
        let builder = ArchiveBuilder(path: path, edition: request.edition, writer: writer)
        let counts = CountSource(request, index: index)
        let seed = SplitMix64.mix(request.seed, UInt64(index), 5)
        var years: [YearCount] = []
        try request.sortedNgrams(index: index).visit(request.arrangement, seed: seed) { ngram, number, occurrence in
            // Every edition ends in 2008 here, so that all of them have the same counts.
            counts.sample(number, occurrence: occurrence, through: CorpusGrowth.fullYear, into: &years)
            try builder.add(ngram, years, isRepeated: occurrence > 0)
        }
        return try builder.finish()
    }
}
