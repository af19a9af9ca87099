import CZlib

/// Compresses bytes with deflate blocks of every type and size: stored, with fixed codes, with codes of their own, and
/// empty ones, with references over the whole window and without any.
package enum RandomDeflate {
    /// The bytes as deflate data, without header and trailer; nil if zlib fails.
    package static func compress(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8]? {
        var stream = z_stream()
        // Memory levels from 1 to 3 limit a block to between 128 and 512 symbols.
        let memory = Int32(random.int(1...3))
        guard
            deflateInit2_(
                &stream, 6, Z_DEFLATED, -15, memory, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var output: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(random.oneIn(4) ? random.int(0...4000) : random.int(0...300)))
            rest = rest.dropFirst(part.count)
            let level = [0, 1, 6, 9].randomElement(using: &random) ?? 6
            let strategy =
                [Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE].randomElement(using: &random) ?? Z_FIXED
            run(&stream, [], &output) { deflateParams(&$0, Int32(level), strategy) }
            let flush =
                [Z_NO_FLUSH, Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_BLOCK]
                .randomElement(using: &random) ?? Z_NO_FLUSH
            run(&stream, part, &output) { deflate(&$0, flush) }
        }
        run(&stream, [], &output) { deflate(&$0, Z_FINISH) }
        return output
    }

    /// The bytes as one gzip member; nil if zlib fails.
    package static func gzip(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8]? {
        compress(bytes, &random).map {
            [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + $0 + littleEndian(NaiveChecksum.of(bytes))
                + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
        }
    }

    /// Calls zlib until it has no more output.
    private static func run(
        _ stream: inout z_stream, _ input: [UInt8], _ output: inout [UInt8], _ call: (inout z_stream) -> Int32
    ) {
        var input = input
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = uInt(input.count)
            repeat {
                let ready = chunk.withUnsafeMutableBufferPointer { buffer -> Int in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = uInt(buffer.count)
                    _ = call(&stream)
                    return buffer.count - Int(stream.avail_out)
                }
                output += chunk[..<ready]
            } while stream.avail_out == 0
        }
    }
}
