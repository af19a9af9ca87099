/// Writes n-grams to one archive and counts what it writes.
final class ArchiveBuilder {
    private let writer: any ArchiveWriter
    private let encoder: SampleRowEncoder
    private var last: [UInt8] = []
    private var summary: ArchiveSummary

    init(path: String, edition: SampleEdition, writer: any ArchiveWriter) {
        self.writer = writer
        encoder = SampleRowEncoder(edition: edition)
        summary = ArchiveSummary(path: path)
    }

    /// Writes one n-gram with its rows. With `isRepeated`, the n-gram was written before and is not counted again.
    func add(_ word: [UInt8], _ years: [YearCount], isRepeated: Bool = false) throws {
        try encoder.encode(word, years, to: writer)
        if summary.ngrams == 0 || word.lexicographicallyPrecedes(last) { summary.runs += 1 }
        last = word
        if !isRepeated { summary.ngrams += 1 }
        for year in years {
            summary.matchSum += year.match
            summary.volumeSum += year.volume
            summary.years.add(year)
        }
    }

    /// Ends the archive and returns its summary. The builder must not be used afterward.
    func finish() throws -> ArchiveSummary {
        try encoder.flush(to: writer)
        try writer.finish()
        summary.rows = encoder.rows
        summary.uncompressedBytes = writer.uncompressedBytes
        summary.compressedBytes = writer.compressedBytes
        return summary
    }
}

extension SampleEdition {
    /// A writer for an archive of this edition. The member of a zip file has the file name in `path`, without `.zip`.
    func archiveWriter(to sink: any SampleSink, path: String, layout: ZipLayout, level: Int) throws -> any ArchiveWriter
    {
        guard self == .v2009 else { return try GzipWriter(sink: sink, level: level) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let member = name.hasSuffix(".zip") ? String(name.dropLast(4)) : name
        return try ZipWriter(sink: sink, member: member, layout: layout, level: level)
    }
}

/// What an archive contains, counted while it was written.
public struct ArchiveSummary: Sendable, Equatable {
    /// The path, relative to the folder of the samples.
    public var path: String
    /// Rows. For the 2020 edition, the years of all rows.
    public var rows = 0
    /// Distinct n-grams.
    public var ngrams = 0
    /// Runs of n-grams in byte order, one after another.
    public var runs = 0
    /// Occurrences of all n-grams in all years.
    public var matchSum = 0
    /// Books of all n-grams in all years.
    public var volumeSum = 0
    /// Size of all rows in bytes.
    public var uncompressedBytes: UInt64 = 0
    /// Size of the file in bytes.
    public var compressedBytes: UInt64 = 0
    /// The counts of all rows, per year.
    public var years = YearSums()

    /// The summary of an archive without rows.
    public init(path: String) {
        self.path = path
    }
}
