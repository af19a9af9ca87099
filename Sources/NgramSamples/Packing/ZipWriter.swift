import CZlib

/// How a zip file records the sizes of its member.
public enum ZipLayout: String, Sendable, CaseIterable {
    /// In the local header, with 32 bits. For members below 4 GiB.
    case plain
    /// In zip64 records, which a reader of large archives must support. For members of any size.
    case zip64
    /// After the data, as programs that write to a pipe do. The local header has zeros. For members below 4 GiB.
    case streamed
}

/// Writes a zip file with one deflated member, the format of the 2009 archives.
public final class ZipWriter: ArchiveWriter {
    private let sink: any SampleSink
    private let deflater: Deflater
    private var records: ZipRecords
    private let headerBytes: UInt64
    private var directoryBytes: UInt64 = 0
    private var crc: uLong

    /// Starts the member `name` in `sink`, which must be empty. `level` is the compression level of zlib, from 1
    /// (fastest) to 9 (smallest).
    ///
    /// A member of 4 GiB or more needs the layout `zip64`. The choice is final, because the header precedes the data.
    public init(sink: any SampleSink, member name: String, layout: ZipLayout = .plain, level: Int = 6) throws {
        self.sink = sink
        deflater = try Deflater(wrapping: .none, level: level)
        records = ZipRecords(name: Array(name.utf8), layout: layout)
        crc = crc32(0, nil, 0)
        let header = records.localHeader()
        headerBytes = UInt64(header.count)
        try sink.write(header)
    }

    /// The number of bytes written to the member so far, before compression.
    public var uncompressedBytes: UInt64 { deflater.uncompressedBytes }
    /// The size of the archive so far, including headers.
    public var compressedBytes: UInt64 { headerBytes + deflater.compressedBytes + directoryBytes }

    /// Appends bytes to the member.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count > 0 else { return }
        try deflater.compress(bytes, to: sink)
        crc = crc32(crc, bytes.bindMemory(to: Bytef.self).baseAddress, uInt(bytes.count))
        try checkSize()
    }

    private func checkSize() throws {
        guard records.layout == .zip64 || max(uncompressedBytes, compressedBytes) < UInt64(UInt32.max) else {
            throw SampleError.memberNeedsZip64(member: String(decoding: records.name, as: UTF8.self))
        }
    }

    /// Writes the remaining data, the sizes and the central directory.
    public func finish() throws {
        try deflater.finish(to: sink)
        try checkSize()
        records.crc = UInt32(truncatingIfNeeded: crc)
        records.compressed = deflater.compressedBytes
        records.uncompressed = deflater.uncompressedBytes
        if records.layout == .streamed {
            let descriptor = records.dataDescriptor()
            directoryBytes += UInt64(descriptor.count)
            try sink.write(descriptor)
        } else {
            try sink.overwrite(at: 0, with: records.localHeader())
        }
        let directory = records.directory(at: compressedBytes)
        directoryBytes += UInt64(directory.count)
        try sink.write(directory)
    }

    /// Compresses `bytes` to a zip file with one member.
    public static func compress(_ bytes: [UInt8], member: String, layout: ZipLayout = .plain) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = try ZipWriter(sink: sink, member: member, layout: layout)
        try writer.write(bytes)
        try writer.finish()
        return sink.bytes
    }
}
