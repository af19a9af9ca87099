/// Adds n-grams to one archive and keeps account of them.
final class ArchiveBuilder {
    private let writer: any PackedWriter
    private let encoder: RowEncoder
    private var last: [UInt8] = []
    private var summary: ArchiveSummary

    init(path: String, edition: SampleEdition, writer: any PackedWriter) {
        self.writer = writer
        encoder = RowEncoder(edition: edition)
        summary = ArchiveSummary(path: path)
    }

    func add(_ word: [UInt8], _ years: [YearCount]) throws {
        try encoder.encode(word, years, to: writer)
        if summary.ngrams == 0 || word.lexicographicallyPrecedes(last) { summary.runs += 1 }
        last = word
        summary.ngrams += 1
        for year in years {
            summary.matchSum += year.match
            summary.volumeSum += year.volume
            summary.years.add(year)
        }
    }

    func finish() throws -> ArchiveSummary {
        try encoder.flush(to: writer)
        try writer.finish()
        summary.rows = encoder.rows
        summary.unpackedBytes = writer.unpackedBytes
        summary.packedBytes = writer.packedBytes
        return summary
    }
}

extension SampleEdition {
    /// Starts an archive as this edition packs it; `path` names the member of a zip file.
    func packedWriter(to sink: any ByteSink, path: String, layout: ZipLayout, level: Int) throws -> any PackedWriter {
        guard self == .v2009 else { return try GzipWriter(sink: sink, level: level) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let member = name.hasSuffix(".zip") ? String(name.dropLast(4)) : name
        return try ZipWriter(sink: sink, member: member, layout: layout, level: level)
    }

    /// The rows of n-grams as this edition lays them out, not packed.
    public func rows(of ngrams: [SampleNgram]) throws -> [UInt8] {
        let plain = PlainWriter()
        let encoder = RowEncoder(edition: self)
        for ngram in ngrams { try encoder.encode(ngram.bytes, ngram.years, to: plain) }
        try encoder.flush(to: plain)
        return plain.bytes
    }
}

/// Packs nothing.
private final class PlainWriter: PackedWriter {
    private(set) var bytes: [UInt8] = []
    var unpackedBytes: UInt64 { UInt64(bytes.count) }
    var packedBytes: UInt64 { UInt64(bytes.count) }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        self.bytes.append(contentsOf: bytes)
    }

    func finish() throws {}
}
