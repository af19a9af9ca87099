import CZlib
import Testing

/// Decompresses with zlib. `windowBits` is 31 for gzip and -15 for the raw data of a zip member.
func inflated(_ compressed: [UInt8], windowBits: Int32) throws -> [UInt8] {
    var stream = z_stream()
    try #require(inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
    defer { inflateEnd(&stream) }
    var compressed = compressed
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var code = Z_OK
    compressed.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = uInt(input.count)
        while code == Z_OK {
            let ready = chunk.withUnsafeMutableBufferPointer { buffer -> Int in
                stream.next_out = buffer.baseAddress
                stream.avail_out = uInt(buffer.count)
                code = inflate(&stream, Z_NO_FLUSH)
                return buffer.count - Int(stream.avail_out)
            }
            output += chunk[..<ready]
        }
    }
    #expect(code == Z_STREAM_END, "the compressed data ends without an error")
    #expect(stream.avail_in == 0, "nothing follows the compressed data")
    return output
}
