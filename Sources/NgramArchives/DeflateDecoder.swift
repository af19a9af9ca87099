import CZlib

/// Inflates one deflate stream after another with zlib.
///
/// In gzip framing zlib also checks each member's header, checksum and length.
final class DeflateDecoder {
    /// How the deflate data is wrapped.
    enum Framing: CInt {
        /// A gzip member (RFC 1952).
        case gzip = 31
        /// Bare deflate data (RFC 1951), as in a zip file.
        case raw = -15
    }

    /// What one call came to.
    struct Step {
        var consumed: Int
        var produced: Int
        var isAtEnd: Bool
    }

    /// The data breaks the format; the text is zlib's.
    struct Failure: Error {
        var reason: String
    }

    // On the heap, because zlib keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>

    init(_ framing: Framing) throws(Failure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(stream, framing.rawValue, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw Failure(reason: "zlib cannot start (\(status))")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// In gzip framing, the CRC-32 of what the current member has given so far.
    var checksum: UInt32 { UInt32(truncatingIfNeeded: stream.pointee.adler) }

    /// Inflates from `input` into `output` until one of them is used up or the stream ends.
    func step(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(Failure) -> Step {
        let input = UnsafeRawBufferPointer(rebasing: input.prefix(Int(CInt.max)))
        let output = UnsafeMutableRawBufferPointer(rebasing: output.prefix(Int(CInt.max)))
        // zlib's interface is not const-correct; it does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let status = inflate(stream, Z_NO_FLUSH)
        // Z_BUF_ERROR only says that this call could not get on without more input or room.
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)"
            throw Failure(reason: reason)
        }
        return Step(
            consumed: input.count - Int(stream.pointee.avail_in),
            produced: output.count - Int(stream.pointee.avail_out),
            isAtEnd: status == Z_STREAM_END)
    }

    /// Makes ready for the next stream of the same framing.
    func reset() {
        inflateReset(stream)
    }
}

/// CRC-32 as gzip and zip use it (ISO 3309), by zlib.
enum Checksum {
    /// Continues a checksum over more bytes; 0 is that of none.
    static func update(_ checksum: UInt32, with bytes: UnsafeRawBufferPointer) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32_z(UInt(checksum), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
    }

    /// The checksum of two stretches one after the other, from that of each and the length of the second.
    static func combine(_ first: UInt32, _ second: UInt32, secondLength: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32_combine(UInt(first), UInt(second), Int(secondLength)))
    }
}
