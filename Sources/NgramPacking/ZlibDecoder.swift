import CZlib

/// Inflates one deflate stream (RFC 1951, without header and trailer) after another with zlib.
package final class ZlibDecoder {
    // On the heap, because zlib keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>

    /// A decoder at the beginning of a stream.
    /// - Throws: ``DeflateFailure`` when zlib cannot start, for instance for lack of memory.
    package init() throws(DeflateFailure) {
        // zlib's manual: negative window bits mean neither header nor trailer.
        let windowBits: CInt = -15
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

    /// The bytes after the end of a stream that were consumed with it: none, as zlib reads no byte ahead.
    package var excess: [UInt8] { [] }

    /// Inflates from `input` into `output` until one of them is used up or the stream ends.
    /// - Parameter stopsAtBoundary: True stops at the end of a block too, where `boundary` is a place.
    /// - Throws: ``DeflateFailure`` when the data violates the format.
    package func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, stopsAtBoundary: Bool = false
    ) throws(DeflateFailure) -> DeflateStep {
        let input = UnsafeRawBufferPointer(rebasing: input.prefix(Int(CInt.max)))
        let output = UnsafeMutableRawBufferPointer(rebasing: output.prefix(Int(CInt.max)))
        // zlib's interface is not const-correct; it does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let status = inflate(stream, stopsAtBoundary ? Z_BLOCK : Z_NO_FLUSH)
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

    /// The place after the last step if it stopped between two blocks; nil otherwise.
    package var boundary: DeflateBoundary? {
        // zlib's manual, `inflate`: the number of unused bits of the last byte, plus 64 in the last block, plus 128
        // right after a block.
        let type = stream.pointee.data_type
        guard type & 128 != 0, type & 64 == 0 else { return nil }
        var window = [UInt8](repeating: 0, count: DeflateBoundary.largestWindow)
        var length = uInt(window.count)
        guard inflateGetDictionary(stream, &window, &length) == Z_OK else { return nil }
        window.removeLast(window.count - Int(length))
        return DeflateBoundary(pendingBits: Int(type & 7), window: window)
    }

    /// Prepares for the next stream.
    package func reset() {
        inflateReset(stream)
    }

    /// Continues a stream in its middle. The next input is the byte after those that the boundary's bits are in.
    /// - Parameter lastByte: The input byte before it, whose highest bits are the boundary's pending bits.
    /// - Returns: false for a boundary that cannot be one: more than 7 pending bits, or too large a window.
    package func resume(at boundary: DeflateBoundary, lastByte: UInt8) -> Bool {
        guard (0...7).contains(boundary.pendingBits), boundary.window.count <= DeflateBoundary.largestWindow else {
            return false
        }
        inflateReset(stream)
        let bits = CInt(boundary.pendingBits)
        guard bits == 0 || inflatePrime(stream, bits, CInt(lastByte) >> (8 - bits)) == Z_OK else { return false }
        return inflateSetDictionary(stream, boundary.window, uInt(boundary.window.count)) == Z_OK
    }
}
