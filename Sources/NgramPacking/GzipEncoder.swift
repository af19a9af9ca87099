import CZlib
import NgramSystem

/// zlib could not compress.
package struct CompressionFailure: Error, Equatable, CustomStringConvertible {
    /// zlib's error code, for instance `Z_MEM_ERROR`.
    package let code: Int32

    package var description: String { "zlib cannot compress (error \(code))" }
}

/// Compresses bytes to one gzip member and passes it to a sink.
///
/// This is the only class of the program that compresses. `Deflater`, which compresses samples, intentionally shares no
/// code with this class.
package final class GzipEncoder {
    // On the heap, because zlib keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private let sink: ByteSink
    private var chunk = [UInt8](repeating: 0, count: 64 << 10)

    /// Begins a member with zlib's default level.
    /// - Throws: ``CompressionFailure``.
    package init(into sink: ByteSink) throws(CompressionFailure) {
        self.sink = sink
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let gzipFraming: Int32 = 15 + 16
        let status = deflateInit2_(
            stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipFraming, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            stream.deallocate()
            throw CompressionFailure(code: status)
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Compresses more bytes.
    /// - Throws: ``CompressionFailure``, or an error of the sink.
    package func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBufferPointer { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                // zlib counts in 32 bits.
                let part = UnsafeBufferPointer(rebasing: rest.prefix(1 << 30))
                try deflate(part, Z_NO_FLUSH)
                rest = rest.dropFirst(part.count)
            }
        }
    }

    /// Ends the member. Nothing may be appended afterward.
    /// - Throws: ``CompressionFailure``, or an error of the sink.
    package func finish() throws {
        try deflate(UnsafeBufferPointer(start: nil, count: 0), Z_FINISH)
    }

    private func deflate(_ input: UnsafeBufferPointer<UInt8>, _ flush: Int32) throws {
        // zlib's interface is not const-correct; it does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        var status = Z_OK
        repeat {
            let produced = chunk.withUnsafeMutableBufferPointer { output in
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(output.count)
                status = CZlib.deflate(stream, flush)
                return output.count - Int(stream.pointee.avail_out)
            }
            // Z_BUF_ERROR means that no progress was possible; it is "not fatal" (zlib.h).
            guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                throw CompressionFailure(code: status)
            }
            try chunk.withUnsafeBufferPointer {
                try sink.append(contentsOf: UnsafeBufferPointer(rebasing: $0[..<produced]))
            }
        } while stream.pointee.avail_out == 0
        guard stream.pointee.avail_in == 0, flush != Z_FINISH || status == Z_STREAM_END else {
            throw CompressionFailure(code: status)
        }
    }
}
