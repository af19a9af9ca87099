import NgramTestSupport

@testable import NgramArchives

/// Gzip files.
///
/// Settings: the size of the input buffer, the number of bytes per read, and whether to correct checksums. Without
/// that, checksums would reject almost every mutation.
///
/// Reading piece by piece records states, from each of which reading is resumed.
enum GzipCheck {
    static func run(_ input: [UInt8], in folder: String) throws {
        let fuzz = FuzzInput(input, settings: 3)
        let bytes = fuzz.setting(2) & 1 == 1 ? NaiveGzip.corrected(fuzz.bytes) : fuzz.bytes
        let path = try FuzzFile.write(bytes, to: "archive.gz", in: folder)
        let model = NaiveGzip(bytes)
        let expected = model.content
        let whole = try unlessRefused { try Contents.read(ArchiveReader(path: path)) }
        try agree(whole, expected, "the contents")
        func open() throws -> GzipContents {
            try GzipContents(ArchiveFile(path: path, bufferBytes: fuzz.setting(0) + 1))
        }
        let contents = try? open()
        contents?.recorder = StateRecorder(every: 1)
        let pieces = try unlessRefused { try contents.map { try Contents.read($0, pieces: fuzz.setting(1) + 1) } }
        try agree(pieces ?? nil, expected, "the contents, read piece by piece")
        try Contents.resume(contents?.recorder, open, pieces: fuzz.setting(1) + 1, expected)
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

    /// Continues from every recorded state with other contents of the same file, which must give the rest, or must be
    /// refused if the file is.
    static func resume<Each: ArchiveContents>(
        _ recorder: StateRecorder?, _ open: () throws -> Each, pieces: Int, _ expected: [UInt8]?
    ) throws {
        for state in recorder?.states ?? [] {
            let stored = try InflateState(serialized: state.serialized)
            try agree(stored, state, "a state read back")
            let rest = try unlessRefused {
                let contents = try open()
                try agree(contents.resume(from: stored), true, "whether the state at \(state.compressedOffset) fits")
                return try readToEnd(contents, pieces: pieces)
            }
            let content = expected.map { Array($0.dropFirst(Int(state.uncompressedOffset))) }
            try agree(rest, content, "the contents after \(state.compressedOffset)")
        }
    }

    private static func readToEnd(_ contents: some ArchiveContents, pieces: Int) throws -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieces, alignment: 1)
        defer { buffer.deallocate() }
        var bytes: [UInt8] = []
        while true {
            let count = try contents.read(into: buffer)
            bytes += buffer.prefix(count)
            if count < pieces { return bytes }
        }
    }
}
