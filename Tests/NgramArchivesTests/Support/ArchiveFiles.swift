import NgramSamples
import NgramTestSupport

@testable import NgramArchives

/// The whole uncompressed content of an archive, read in pieces of the given size, each into memory of just that size.
func contents(of path: String, pieces: Int = 4096) throws -> [UInt8] {
    let reader = try ArchiveReader(path: path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieces, alignment: 1)
    defer { buffer.deallocate() }
    var bytes: [UInt8] = []
    while true {
        let count = try reader.read(into: buffer)
        bytes += buffer.prefix(count)
        if count < pieces { break }
    }
    guard reader.uncompressedOffset == Int64(bytes.count), reader.checksum == NaiveChecksum.of(bytes) else {
        throw WrongDigest()
    }
    return bytes
}

/// A reader reported a length or checksum that does not match the bytes that it returned.
struct WrongDigest: Error {}

/// Bytes as one gzip member.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    try GzipWriter.compress(bytes)
}

/// Bytes as raw deflate data: a gzip member without its 10 bytes of header and 8 of trailer.
func deflate(_ bytes: [UInt8]) throws -> [UInt8] {
    Array(try gzip(bytes).dropFirst(10).dropLast(8))
}

extension [UInt8] {
    /// Itself with one bit flipped.
    func flipping(bit: Int) -> [UInt8] {
        var flipped = self
        flipped[bit / 8] ^= 1 << (bit % 8)
        return flipped
    }
}

extension HandmadeZip {
    /// A deflated member.
    init(deflated content: [UInt8]) throws {
        self.init(content, deflated: try deflate(content))
    }
}
