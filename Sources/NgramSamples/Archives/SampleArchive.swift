/// One archive with its n-grams in memory, for tests that have to know what they read.
public struct SampleArchive: Sendable {
    /// The edition it is written as.
    public var edition: SampleEdition
    /// The path below the samples' folder.
    public var path: String
    /// The n-grams in the order of the file.
    public var ngrams: [SampleNgram]

    /// An archive of these n-grams, in this order.
    public init(edition: SampleEdition, path: String, ngrams: [SampleNgram]) {
        self.edition = edition
        self.path = path
        self.ngrams = ngrams
    }

    /// Writes the archive to `sink`; `zipLayout` matters to 2009 only.
    public func write(
        to sink: any ByteSink, zipLayout: ZipLayout = .plain, level: Int = 6
    ) throws -> ArchiveSummary {
        let writer = try edition.packedWriter(to: sink, path: path, layout: zipLayout, level: level)
        let builder = ArchiveBuilder(path: path, edition: edition, writer: writer)
        for ngram in ngrams { try builder.add(ngram.bytes, ngram.years) }
        return try builder.finish()
    }

    /// The bytes of the packed file.
    public func packed(zipLayout: ZipLayout = .plain) throws -> [UInt8] {
        let sink = MemorySink()
        _ = try write(to: sink, zipLayout: zipLayout)
        return sink.bytes
    }
}
