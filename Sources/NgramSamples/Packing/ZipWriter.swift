import CZlib

/// Writes a zip file with one deflated member, as the 2009 archives are.
public final class ZipWriter: PackedWriter {
    private let sink: any ByteSink
    private let deflater: Deflater
    private var member: ZipMember
    private let headerBytes: UInt64
    private var directoryBytes: UInt64 = 0
    private var crc: uLong

    /// Starts the member `name` in `sink`, which has to be empty; `level` is zlib's, from 1 (fast) to 9 (small).
    ///
    /// A member of 4 GiB or more needs the layout `zip64`, which cannot be chosen later: its header comes first.
    public init(sink: any ByteSink, member name: String, layout: ZipLayout = .plain, level: Int = 6) throws {
        self.sink = sink
        deflater = try Deflater(wrapping: .none, level: level)
        member = ZipMember(name: Array(name.utf8), layout: layout)
        crc = crc32(0, nil, 0)
        let header = member.localHeader()
        headerBytes = UInt64(header.count)
        try sink.write(header)
    }

    /// Bytes written into the member so far.
    public var unpackedBytes: UInt64 { deflater.unpackedBytes }
    /// Bytes that the archive has so far, headers included.
    public var packedBytes: UInt64 { headerBytes + deflater.packedBytes + directoryBytes }

    /// Packs more bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count > 0 else { return }
        try deflater.pack(bytes, to: sink)
        crc = crc32(crc, bytes.bindMemory(to: Bytef.self).baseAddress, uInt(bytes.count))
        try checkSize()
    }

    private func checkSize() throws {
        guard member.layout == .zip64 || max(unpackedBytes, packedBytes) < UInt64(UInt32.max) else {
            throw SampleError.memberNeedsZip64(member: String(decoding: member.name, as: UTF8.self))
        }
    }

    /// Writes the directory and puts the sizes into the header.
    public func finish() throws {
        try deflater.finish(to: sink)
        try checkSize()
        member.crc = UInt32(truncatingIfNeeded: crc)
        member.packed = deflater.packedBytes
        member.unpacked = deflater.unpackedBytes
        if member.layout == .streamed {
            let descriptor = member.dataDescriptor()
            directoryBytes += UInt64(descriptor.count)
            try sink.write(descriptor)
        } else {
            try sink.overwrite(at: 0, with: member.localHeader())
        }
        let directory = member.directory(at: packedBytes)
        directoryBytes += UInt64(directory.count)
        try sink.write(directory)
    }

    /// `bytes` as a zip file with one member.
    public static func pack(_ bytes: [UInt8], member: String, layout: ZipLayout = .plain) throws -> [UInt8] {
        let sink = MemorySink()
        let writer = try ZipWriter(sink: sink, member: member, layout: layout)
        try writer.write(bytes)
        try writer.finish()
        return sink.bytes
    }
}
