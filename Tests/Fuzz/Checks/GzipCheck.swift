import NgramTestSupport

@testable import NgramArchives

/// Gzip files.
///
/// Settings: the size of the input's buffer, bytes read at a time, whether to mend checksums, without which hardly a
/// mutation would get past them.
enum GzipCheck {
    static func run(_ input: [UInt8], in folder: String) throws {
        let fuzz = FuzzInput(input, settings: 3)
        let bytes = fuzz.setting(2) & 1 == 1 ? NaiveGzip.mended(fuzz.bytes) : fuzz.bytes
        let path = try FuzzFile.write(bytes, to: "archive.gz", in: folder)
        let model = NaiveGzip(bytes)
        let expected = model.content
        let whole = try unlessRefused { try Contents.read(ArchiveReader(path: path)) }
        try agree(whole, expected, "the contents")
        #if ISAL
            // ISA-L forgets the checksum of a header between two reads, and refuses it. Hardly a program writes one.
            if model.members.contains(where: \.isHeaderChecked) { return }
        #endif
        let pieces = try unlessRefused {
            let input = try ArchiveFile(path: path, bufferBytes: fuzz.setting(0) + 1)
            return try Contents.read(GzipContents(input), pieces: fuzz.setting(1) + 1)
        }
        try agree(pieces, expected, "the contents, read piece by piece")
    }
}

/// Reading contents to their end.
enum Contents {
    static func read(_ reader: ArchiveReader) throws -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        var bytes: [UInt8] = []
        while true {
            let count = try reader.read(into: buffer)
            bytes += buffer.prefix(count)
            guard count == buffer.count else { break }
        }
        try agree(reader.uncompressedOffset, Int64(bytes.count), "how much was read")
        try agree(reader.checksum, NaiveChecksum.of(bytes), "the checksum of what was read")
        return bytes
    }

    /// Reads pieces into memory of just their size; the checksum is right after each of the first of them.
    static func read(_ contents: some ArchiveContents, pieces: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var reads = 0
        while true {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieces, alignment: 1)
            defer { buffer.deallocate() }
            let count = try contents.read(into: buffer)
            bytes += buffer.prefix(count)
            let isAtEnd = count < pieces
            reads += 1
            if isAtEnd || reads <= 50 {
                try agree(contents.checksum, NaiveChecksum.of(bytes), "the checksum after \(bytes.count) bytes")
            }
            if isAtEnd { return bytes }
        }
    }
}
