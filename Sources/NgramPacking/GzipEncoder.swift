import CZlib
import NgramSystem

/// Packs bytes as one gzip member on their way to a sink.
package final class GzipEncoder {
    // On the heap, because zlib keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private let sink: ByteSink
    private var chunk = [UInt8](repeating: 0, count: 64 << 10)

    /// Begins a member of zlib's default level.
    package init(into sink: ByteSink) throws {
        self.sink = sink
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let gzipFraming: Int32 = 15 + 16
        let status = deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipFraming, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw DeflateFailure(reason: "zlib cannot start (\(status))")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Packs more bytes.
    package func append(_ bytes: [UInt8]) throws {
        try deflate(bytes, Z_NO_FLUSH)
    }

    /// Ends the member.
    package func finish() throws {
        try deflate([], Z_FINISH)
    }

    private func deflate(_ bytes: [UInt8], _ flush: Int32) throws {
        try bytes.withUnsafeBufferPointer { input in
            // zlib's interface is not const-correct; it does not write to its input.
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.pointee.avail_in = UInt32(input.count)
            repeat {
                let produced = chunk.withUnsafeMutableBufferPointer { output in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(output.count)
                    _ = CZlib.deflate(stream, flush)
                    return output.count - Int(stream.pointee.avail_out)
                }
                try sink.append { $0 += chunk.prefix(produced) }
            } while stream.pointee.avail_out == 0
        }
    }
}
