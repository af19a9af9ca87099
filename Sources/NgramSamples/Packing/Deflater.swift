import CZlib

/// A zlib compression stream that hands on what it compresses.
///
/// It shares no code with the program's `GzipEncoder` on purpose: samples must not have the faults of what reads them.
final class Deflater {
    /// What surrounds the packed data.
    enum Wrapping: Int32 {
        /// zlib's convention: 16 added to the window's size asks for a gzip header and trailer.
        case gzip = 31
        /// A negative size asks for bare deflate data, as zip members are.
        case none = -15
    }

    private static let chunk = 256 * 1024

    // zlib keeps the address of its stream, so it has to stay where it is.
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutableRawBufferPointer
    private(set) var unpackedBytes: UInt64 = 0
    private(set) var packedBytes: UInt64 = 0

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

    /// Packs `bytes` and writes what becomes ready to `sink`.
    func pack(_ bytes: UnsafeRawBufferPointer, to sink: any ByteSink) throws {
        guard bytes.count > 0 else { return }
        // `avail_in` has 32 bits; callers hand over buffers far below that, and a larger one must not wrap.
        guard let available = uInt(exactly: bytes.count) else { throw SampleError.deflateFailed(code: Z_BUF_ERROR) }
        let start = bytes.bindMemory(to: Bytef.self).baseAddress
        stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
        stream.pointee.avail_in = available
        unpackedBytes += UInt64(bytes.count)
        try run(Z_NO_FLUSH, to: sink)
    }

    /// Ends the stream.
    func finish(to sink: any ByteSink) throws {
        stream.pointee.avail_in = 0
        try run(Z_FINISH, to: sink)
    }

    private func run(_ flush: Int32, to sink: any ByteSink) throws {
        repeat {
            stream.pointee.next_out = output.bindMemory(to: Bytef.self).baseAddress
            stream.pointee.avail_out = uInt(output.count)
            let code = deflate(stream, flush)
            guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else {
                throw SampleError.deflateFailed(code: code)
            }
            let ready = output.count - Int(stream.pointee.avail_out)
            packedBytes += UInt64(ready)
            if ready > 0 { try sink.write(UnsafeRawBufferPointer(rebasing: output[..<ready])) }
        } while stream.pointee.avail_out == 0
    }
}
