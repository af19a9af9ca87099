/// An archive whose n-grams are in memory, for tests that must know what an archive contains.
public struct SampleArchive: Sendable {
    /// The edition, which decides the layout.
    public var edition: SampleEdition
    /// The path, relative to the folder of the samples.
    public var path: String
    /// The n-grams, in file order.
    public var ngrams: [SampleNgram]

    /// An archive with the given n-grams.
    public init(edition: SampleEdition, path: String, ngrams: [SampleNgram]) {
        self.edition = edition
        self.path = path
        self.ngrams = ngrams
    }

    /// Writes the archive to `sink`. Only the 2009 edition uses `zipLayout`.
    public func write(
        to sink: any SampleSink, zipLayout: ZipLayout = .plain, level: Int = 6
    ) throws -> ArchiveSummary {
        let writer = try edition.archiveWriter(to: sink, path: path, layout: zipLayout, level: level)
        let builder = ArchiveBuilder(path: path, edition: edition, writer: writer)
        for ngram in ngrams { try builder.add(ngram.bytes, ngram.years) }
        return try builder.finish()
    }
}
