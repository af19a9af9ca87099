/// Writes a stream of bytes to one archive, compressing it as the edition requires.
public protocol ArchiveWriter: AnyObject {
    /// The number of bytes written to the archive so far, before compression.
    var uncompressedBytes: UInt64 { get }
    /// The size of the archive so far, including headers.
    var compressedBytes: UInt64 { get }
    /// Appends bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws
    /// Ends the archive. Nothing may be written afterward.
    func finish() throws
}

extension ArchiveWriter {
    /// Appends bytes.
    public func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }
}

/// Writes one gzip member (RFC 1952). The header has no name and no time, so equal content produces equal files.
public final class GzipWriter: ArchiveWriter {
    private let sink: any SampleSink
    private let deflater: Deflater

    /// A writer to `sink`. `level` is the compression level of zlib, from 1 (fastest) to 9 (smallest).
    public init(sink: any SampleSink, level: Int = 6) throws {
        self.sink = sink
        deflater = try Deflater(wrapping: .gzip, level: level)
    }

    /// The number of bytes written to the archive so far, before compression.
    public var uncompressedBytes: UInt64 { deflater.uncompressedBytes }
    /// The size of the archive so far.
    public var compressedBytes: UInt64 { deflater.compressedBytes }

    /// Appends bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        try deflater.compress(bytes, to: sink)
    }

    /// Writes the remaining data and the trailer.
    public func finish() throws {
        try deflater.finish(to: sink)
    }

    /// Compresses `bytes` to one gzip member.
    public static func compress(_ bytes: [UInt8], level: Int = 6) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = try GzipWriter(sink: sink, level: level)
        try writer.write(bytes)
        try writer.finish()
        return sink.bytes
    }
}
