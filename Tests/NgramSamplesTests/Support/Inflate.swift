import CZlib
import Testing

/// Unpacks with zlib itself; `windowBits` is 31 for gzip and -15 for the bare data of a zip member.
func inflated(_ packed: [UInt8], windowBits: Int32) throws -> [UInt8] {
    var stream = z_stream()
    try #require(inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
    defer { inflateEnd(&stream) }
    var packed = packed
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    var code = Z_OK
    packed.withUnsafeMutableBufferPointer { input in
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
    #expect(code == Z_STREAM_END, "the packed data ends well")
    #expect(stream.avail_in == 0, "nothing follows the packed data")
    return output
}
