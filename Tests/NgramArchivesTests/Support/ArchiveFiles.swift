import NgramSamples
import NgramTestSupport

@testable import NgramArchives

/// The whole unpacked content of an archive, read in pieces of the given size, each into memory of just that size.
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
    guard reader.unpackedOffset == Int64(bytes.count), reader.checksum == naiveChecksum(bytes) else {
        throw WrongDigest()
    }
    return bytes
}

/// A reader told another length or checksum than that of what it gave out.
struct WrongDigest: Error {}

/// CRC-32, bit by bit.
func naiveChecksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max, divide)
}

/// The CRC-32 of the first 0, 1, 2 and so on bytes.
func naiveChecksums(_ bytes: [UInt8]) -> [UInt32] {
    var remainders = [UInt32.max]
    for byte in bytes { remainders.append(divide(remainders[remainders.count - 1], byte)) }
    return remainders.map { ~$0 }
}

private func divide(_ remainder: UInt32, _ byte: UInt8) -> UInt32 {
    var remainder = remainder ^ UInt32(byte)
    for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
    return remainder
}

/// Bytes as one gzip member.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    try GzipWriter.pack(bytes)
}

/// Bytes as bare deflate data: a gzip member without its 10 bytes of header and 8 of trailer.
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

/// A number's bytes, the lowest first.
func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}
