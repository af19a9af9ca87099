import CZlib

/// Inflating with zlib's own functions, for tests of compressed output. Calls none of the code under test.
package enum ZlibInflate {
    /// Inflates one gzip member or deflate stream.
    /// - Parameter windowBits: 31 for a gzip member, -15 for bare deflate data (zlib.h, `inflateInit2`).
    /// - Returns: the uncompressed bytes, and how many compressed bytes follow their end; nil for damaged or
    ///   incomplete data.
    package static func inflate(_ compressed: [UInt8], windowBits: Int32) -> (bytes: [UInt8], rest: Int)? {
        var stream = z_stream()
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { inflateEnd(&stream) }
        var compressed = compressed
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        var code = Z_OK
        compressed.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = uInt(input.count)
            while code == Z_OK {
                let ready = chunk.withUnsafeMutableBufferPointer { buffer -> Int in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = uInt(buffer.count)
                    code = CZlib.inflate(&stream, Z_NO_FLUSH)
                    return buffer.count - Int(stream.avail_out)
                }
                output += chunk[..<ready]
            }
        }
        return code == Z_STREAM_END ? (output, Int(stream.avail_in)) : nil
    }

    /// Inflates a gzip file of one or more members; nil unless it is complete.
    package static func gunzip(_ file: [UInt8]) -> [UInt8]? {
        var output: [UInt8] = []
        var rest = file
        repeat {
            guard let (bytes, count) = inflate(rest, windowBits: 31) else { return nil }
            output += bytes
            rest = Array(rest.suffix(count))
        } while !rest.isEmpty
        return output
    }
}
