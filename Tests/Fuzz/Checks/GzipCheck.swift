import NgramTestSupport

@testable import NgramArchives

/// Gzip files.
///
/// Settings: the size of the input buffer, the number of bytes per read, and whether to correct checksums. Without
/// that, checksums would reject almost every mutation.
enum GzipCheck {
    static func run(_ input: [UInt8], in folder: String) throws {
        let fuzz = FuzzInput(input, settings: 3)
        let bytes = fuzz.setting(2) & 1 == 1 ? NaiveGzip.corrected(fuzz.bytes) : fuzz.bytes
        let path = try FuzzFile.write(bytes, to: "archive.gz", in: folder)
        let model = NaiveGzip(bytes)
        let expected = model.content
        let whole = try unlessRefused { try Contents.read(ArchiveReader(path: path)) }
        try agree(whole, expected, "the contents")
        #if ISAL
            // ISA-L loses the checksum of a header between two reads, and then refuses the file. Few programs write
            // one.
            if model.members.contains(where: \.isHeaderChecked) { return }
        #endif
        let pieces = try unlessRefused {
            let input = try ArchiveFile(path: path, bufferBytes: fuzz.setting(0) + 1)
            return try Contents.read(GzipContents(input), pieces: fuzz.setting(1) + 1)
        }
        try agree(pieces, expected, "the contents, read piece by piece")
    }
}

/// Reads contents to their end.
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

    /// Reads pieces into memory of exactly their size, and checks the checksum after each of the first ones.
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
