/// Packs a stream of bytes into one archive.
public protocol PackedWriter: AnyObject {
    /// Bytes written into it so far.
    var unpackedBytes: UInt64 { get }
    /// Bytes that the archive has so far, headers included.
    var packedBytes: UInt64 { get }
    /// Packs more bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Ends the archive; nothing may be written afterwards.
    func finish() throws
}

extension PackedWriter {
    /// Packs more bytes.
    public func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }
}

/// Writes one gzip member (RFC 1952), without name and time, so that equal content makes equal files.
public final class GzipWriter: PackedWriter {
    private let sink: any ByteSink
    private let deflater: Deflater

    /// A writer into `sink`; `level` is zlib's, from 1 (fast) to 9 (small).
    public init(sink: any ByteSink, level: Int = 6) throws {
        self.sink = sink
        deflater = try Deflater(wrapping: .gzip, level: level)
    }

    /// Bytes written into it so far.
    public var unpackedBytes: UInt64 { deflater.unpackedBytes }
    /// Bytes that the archive has so far.
    public var packedBytes: UInt64 { deflater.packedBytes }

    /// Packs more bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        try deflater.pack(bytes, to: sink)
    }

    /// Writes the rest and the trailer.
    public func finish() throws {
        try deflater.finish(to: sink)
    }

    /// `bytes` as one gzip member.
    public static func pack(_ bytes: [UInt8], level: Int = 6) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = try GzipWriter(sink: sink, level: level)
        try writer.write(bytes)
        try writer.finish()
        return sink.bytes
    }
}
