import CZlib

/// Inflates one deflate stream after another with zlib.
///
/// In gzip framing, zlib also checks each member's header, checksum and length.
package final class ZlibDecoder {
    // On the heap, because zlib keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>

    /// A decoder of streams with the given framing.
    /// - Throws: ``DeflateFailure`` when zlib cannot start, for instance for lack of memory.
    package init(_ framing: DeflateFraming) throws(DeflateFailure) {
        // zlib's manual: add 16 to the window bits for gzip; negative window bits mean no framing.
        let windowBits: CInt = framing == .gzip ? 15 + 16 : -15
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(stream, windowBits, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw DeflateFailure(reason: "zlib cannot start (\(status))")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// In gzip framing, the CRC-32 of the current member's output so far.
    package var checksum: UInt32 { UInt32(truncatingIfNeeded: stream.pointee.adler) }

    /// Inflates from `input` into `output` until one of them is used up or the stream ends.
    /// - Throws: ``DeflateFailure`` when the data violates the format.
    package func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(DeflateFailure) -> DeflateStep {
        let input = UnsafeRawBufferPointer(rebasing: input.prefix(Int(CInt.max)))
        let output = UnsafeMutableRawBufferPointer(rebasing: output.prefix(Int(CInt.max)))
        // zlib's interface is not const-correct; it does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let status = inflate(stream, Z_NO_FLUSH)
        // Z_BUF_ERROR only means that this call needed more input or more room for output.
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)"
            throw DeflateFailure(reason: reason, consumed: input.count - Int(stream.pointee.avail_in))
        }
        return DeflateStep(
            consumed: input.count - Int(stream.pointee.avail_in),
            produced: output.count - Int(stream.pointee.avail_out),
            isAtEnd: status == Z_STREAM_END)
    }

    /// Prepares for the next stream with the same framing.
    package func reset() {
        inflateReset(stream)
    }
}
