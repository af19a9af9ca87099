import CZlib

/// A zlib compression stream that writes its output to a sink.
///
/// It intentionally shares no code with the program's `GzipEncoder`, so that a defect of the program is not in its
/// samples too.
final class Deflater {
    /// The format around the compressed data, as the `windowBits` argument of zlib.
    enum Wrapping: Int32 {
        /// A gzip header and trailer, which zlib writes if 16 is added to the window size of 15.
        case gzip = 31
        /// Raw deflate data, as in a member of a zip file, which zlib writes for a negative window size.
        case none = -15
    }

    private static let chunk = 256 * 1024

    // zlib keeps a pointer to the stream, so the stream must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutableRawBufferPointer
    /// The number of bytes compressed so far.
    private(set) var uncompressedBytes: UInt64 = 0
    /// The number of bytes written to the sink so far.
    private(set) var compressedBytes: UInt64 = 0

    /// Starts a stream. `level` is from 1 (fastest) to 9 (smallest).
    init(wrapping: Wrapping, level: Int) throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        output = .allocate(byteCount: Deflater.chunk, alignment: 16)
        let code = deflateInit2_(
            stream, Int32(level), Z_DEFLATED, wrapping.rawValue, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else { throw SampleError.deflateFailed(code: code) }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// Compresses `bytes` and writes the output that is ready to `sink`.
    func compress(_ bytes: UnsafeRawBufferPointer, to sink: any SampleSink) throws {
        guard bytes.count > 0 else { return }
        // `avail_in` has 32 bits. Callers pass far smaller buffers; a larger one must not overflow.
        guard let available = uInt(exactly: bytes.count) else { throw SampleError.deflateFailed(code: Z_BUF_ERROR) }
        let start = bytes.bindMemory(to: Bytef.self).baseAddress
        stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
        stream.pointee.avail_in = available
        uncompressedBytes += UInt64(bytes.count)
        try run(Z_NO_FLUSH, to: sink)
    }

    /// Ends the stream and writes the rest of its output to `sink`.
    func finish(to sink: any SampleSink) throws {
        stream.pointee.avail_in = 0
        try run(Z_FINISH, to: sink)
    }

    private func run(_ flush: Int32, to sink: any SampleSink) throws {
        repeat {
            stream.pointee.next_out = output.bindMemory(to: Bytef.self).baseAddress
            stream.pointee.avail_out = uInt(output.count)
            let code = deflate(stream, flush)
            guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
                throw SampleError.deflateFailed(code: code)
            }
            let ready = output.count - Int(stream.pointee.avail_out)
            compressedBytes += UInt64(ready)
            if ready > 0 { try sink.write(UnsafeRawBufferPointer(rebasing: output[..<ready])) }
        } while stream.pointee.avail_out == 0
    }
}
