import NgramTestSupport

/// A zip file put together record by record (APPNOTE.TXT, 4.3), every field of which a test can spoil.
struct HandmadeZip {
    var name = Array("member.csv".utf8)
    var localName: [UInt8]?
    var method: UInt16 = 8
    var localMethod: UInt16?
    var flags: UInt16 = 0
    var content: [UInt8]
    var packed: [UInt8]
    var checksum: UInt32?
    var packedSize: UInt32?
    var unpackedSize: UInt32?
    var members = 1
    var comment: [UInt8] = []
    var localExtra: [UInt8] = []

    /// A deflated member.
    init(deflated content: [UInt8]) throws {
        self.content = content
        packed = try deflate(content)
    }

    /// A stored member.
    init(stored content: [UInt8]) {
        self.content = content
        packed = content
        method = 0
    }

    var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for _ in 0..<members {
            let offset = UInt32(file.count)
            let name = localName ?? name
            file += littleEndian(UInt32(0x0403_4B50)) + littleEndian(UInt16(20))
            file += common(localMethod ?? method)
            file += littleEndian(UInt16(name.count)) + littleEndian(UInt16(localExtra.count)) + name + localExtra
            file += packed
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
            + littleEndian(packedSize ?? UInt32(packed.count))
            + littleEndian(unpackedSize ?? UInt32(content.count))
    }

    private func entry(at offset: UInt32) -> [UInt8] {
        littleEndian(UInt32(0x0201_4B50)) + littleEndian(UInt16(20)) + littleEndian(UInt16(20)) + common(method)
            + littleEndian(UInt16(name.count)) + [UInt8](repeating: 0, count: 12) + littleEndian(offset) + name
    }
}
