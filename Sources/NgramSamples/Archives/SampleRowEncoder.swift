/// Encodes the rows of n-grams in the layout of an edition. A buffer collects the rows and goes to the archive when
/// full.
///
/// An archive has tens of millions of rows, so encoding a row allocates nothing.
final class SampleRowEncoder {
    private static let capacity = 512 * 1024
    /// The largest size of a row without its n-gram: four numbers of at most 19 digits, each with a separator, and 8
    /// bytes to spare.
    private static let rowOverhead = 4 * 20 + 8

    private let edition: SampleEdition
    private var buffer: UnsafeMutableBufferPointer<UInt8>
    private var used = 0
    /// Rows written so far. For the 2020 edition, years.
    private(set) var rows = 0

    init(edition: SampleEdition) {
        self.edition = edition
        buffer = .allocate(capacity: SampleRowEncoder.capacity)
    }

    deinit {
        buffer.deallocate()
    }

    /// Encodes the rows of one n-gram. If the buffer has too little room, its content goes to `writer` first.
    func encode(_ word: [UInt8], _ years: [YearCount], to writer: any ArchiveWriter) throws {
        let needed = (years.count + 1) * (word.count + SampleRowEncoder.rowOverhead)
        try makeRoom(for: needed, writer: writer)
        rows += years.count
        // The buffer now has `needed` free bytes after `used`, and the rows take at most that many: see `rowOverhead`.
        word.withUnsafeBufferPointer { word in
            guard let base = buffer.baseAddress, let letters = word.baseAddress else { return }
            var cursor = RowCursor(base + used)
            switch edition {
            case .v2009:
                for year in years { cursor.appendFiveColumns(letters, word.count, year) }
            case .v2012:
                for year in years { cursor.appendFourColumns(letters, word.count, year) }
            case .v2020:
                cursor.append(letters, word.count)
                for year in years { cursor.appendTuple(year) }
                cursor.append(UInt8(ascii: "\n"))
            }
            used = cursor.position - base
        }
    }

    /// Writes the content of the buffer to `writer`.
    func flush(to writer: any ArchiveWriter) throws {
        try writer.write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<used]))
        used = 0
    }

    private func makeRoom(for needed: Int, writer: any ArchiveWriter) throws {
        guard used + needed > buffer.count else { return }
        try flush(to: writer)
        guard needed > buffer.count else { return }
        buffer.deallocate()
        buffer = .allocate(capacity: needed)
    }
}

extension SampleEdition {
    /// The rows of n-grams in the layout of this edition, uncompressed.
    public func rows(of ngrams: [SampleNgram]) throws -> [UInt8] {
        let writer = PlainWriter()
        let encoder = SampleRowEncoder(edition: self)
        for ngram in ngrams { try encoder.encode(ngram.bytes, ngram.years, to: writer) }
        try encoder.flush(to: writer)
        return writer.bytes
    }
}

/// Keeps the rows in memory, uncompressed.
private final class PlainWriter: ArchiveWriter {
    private(set) var bytes: [UInt8] = []
    var uncompressedBytes: UInt64 { UInt64(bytes.count) }
    var compressedBytes: UInt64 { UInt64(bytes.count) }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        self.bytes.append(contentsOf: bytes)
    }

    func finish() throws {}
}
