import NgramTestSupport
import Testing

/// The uncompressed bytes of data that ends where its compressed data ends; `windowBits` as for `ZlibInflate`.
func inflated(_ compressed: [UInt8], windowBits: Int32) throws -> [UInt8] {
    let (bytes, rest) = try #require(
        ZlibInflate.inflate(compressed, windowBits: windowBits), "the compressed data is sound and complete")
    #expect(rest == 0, "nothing follows the compressed data")
    return bytes
}
