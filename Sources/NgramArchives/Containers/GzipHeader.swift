import NgramPacking

/// Reads past the header of a gzip member (RFC 1952, section 2.3).
struct GzipHeader {
    private let input: ArchiveFile
    private let start: Int64
    private var checksum: UInt32 = 0

    private init(_ input: ArchiveFile) {
        self.input = input
        start = input.offset
    }

    /// Consumes the header at the position of a file.
    /// - Throws: `ArchiveError.corrupt` or `ArchiveError.truncated`.
    static func skip(_ input: ArchiveFile) throws(ArchiveError) {
        var header = GzipHeader(input)
        try header.skip()
    }

    private mutating func skip() throws(ArchiveError) {
        guard try next() == 0x1F, try next() == 0x8B else { throw corrupt("incorrect header check") }
        guard try next() == 8 else { throw corrupt("unknown compression method") }
        let flags = try next()
        // The upper three flags must be zero (2.3.1.2).
        guard flags & 0xE0 == 0 else { throw corrupt("unknown header flags set") }
        // Time, extra flags, operating system.
        for _ in 0..<6 { _ = try next() }
        if flags & 4 != 0 {
            let low = try next()
            let count = try Int(low) | Int(next()) << 8
            for _ in 0..<count { _ = try next() }
        }
        // The name and the comment.
        if flags & 8 != 0 { try skipText() }
        if flags & 16 != 0 { try skipText() }
        if flags & 2 != 0 {
            let expected = UInt16(truncatingIfNeeded: checksum)
            let low = try next()
            guard try UInt16(low) | UInt16(next()) << 8 == expected else { throw corrupt("header crc mismatch") }
        }
    }

    private mutating func next() throws(ArchiveError) -> UInt8 {
        let byte = try input.nextByte()
        checksum = withUnsafeBytes(of: byte) { Checksum.update(checksum, with: $0) }
        return byte
    }

    /// Skips text that ends with a zero byte.
    private mutating func skipText() throws(ArchiveError) {
        while true {
            guard try input.refill() else { throw .truncated(path: input.path, compressedOffset: input.offset) }
            let end = input.pending.firstIndex(of: 0)
            let count = end.map { $0 + 1 } ?? input.pending.count
            checksum = Checksum.update(checksum, with: UnsafeRawBufferPointer(rebasing: input.pending.prefix(count)))
            input.consume(count)
            if end != nil { return }
        }
    }

    private func corrupt(_ found: String) -> ArchiveError {
        .corrupt(path: input.path, compressedOffset: start, found: found)
    }
}
