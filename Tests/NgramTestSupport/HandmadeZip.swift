/// A zip file built record by record (APPNOTE.TXT, 4.3). Tests can change each field to damage it.
package struct HandmadeZip {
    /// The name of the member in the directory.
    package var name = Array("member.csv".utf8)
    /// The name in the local header, if not `name`.
    package var localName: [UInt8]?
    /// The compression method in the directory: 8 for deflate, 0 for stored.
    package var method: UInt16 = 8
    /// The method in the local header, if not `method`.
    package var localMethod: UInt16?
    /// The general purpose bit flags of both headers.
    package var flags: UInt16 = 0
    /// The uncompressed bytes.
    package var content: [UInt8]
    /// The compressed bytes of the member, as they are in the file.
    package var compressed: [UInt8]
    /// The CRC-32 that the headers declare, if not the one of `content`.
    package var checksum: UInt32?
    /// The compressed size that the headers declare, if not the right one.
    package var compressedSize: UInt32?
    /// The uncompressed size that the headers declare, if not the right one.
    package var uncompressedSize: UInt32?
    /// How many times the member is in the file.
    package var members = 1
    /// The comment at the end of the file.
    package var comment: [UInt8] = []
    /// The extra field of the local header.
    package var localExtra: [UInt8] = []

    /// A deflated member.
    /// - Parameter deflated: the content as deflate data, without a header or trailer.
    package init(_ content: [UInt8], deflated: [UInt8]) {
        self.content = content
        compressed = deflated
    }

    /// A stored member.
    package init(stored content: [UInt8]) {
        self.content = content
        compressed = content
        method = 0
    }

    /// The file.
    package var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for _ in 0..<members {
            let offset = UInt32(file.count)
            let name = localName ?? name
            file += littleEndian(UInt32(0x0403_4B50)) + littleEndian(UInt16(20))
            file += common(localMethod ?? method)
            file += littleEndian(UInt16(name.count)) + littleEndian(UInt16(localExtra.count)) + name + localExtra
            file += compressed
            directory += entry(at: offset)
        }
        let start = UInt32(file.count)
        file += directory
        file += littleEndian(UInt32(0x0605_4B50)) + littleEndian(UInt32(0))
        file += littleEndian(UInt16(members)) + littleEndian(UInt16(members))
        file += littleEndian(UInt32(directory.count)) + littleEndian(start)
        return file + littleEndian(UInt16(comment.count)) + comment
    }

    private func common(_ method: UInt16) -> [UInt8] {
        littleEndian(flags) + littleEndian(method) + littleEndian(UInt32(0))
            + littleEndian(checksum ?? NaiveChecksum.of(content))
            + littleEndian(compressedSize ?? UInt32(compressed.count))
            + littleEndian(uncompressedSize ?? UInt32(content.count))
    }

    private func entry(at offset: UInt32) -> [UInt8] {
        littleEndian(UInt32(0x0201_4B50)) + littleEndian(UInt16(20)) + littleEndian(UInt16(20)) + common(method)
            + littleEndian(UInt16(name.count)) + [UInt8](repeating: 0, count: 12) + littleEndian(offset) + name
    }
}
