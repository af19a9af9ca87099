import CZlib
import Testing

/// The only member of a zip file, located from the end of the file as APPNOTE.TXT requires.
struct ZipFile {
    var name: String
    var content: [UInt8]
    var usesZip64: Bool
    var localSizes: [UInt64]

    init(_ file: [UInt8]) throws {
        let end = file.count - 22
        try #require(file.number(at: end, bytes: 4) == 0x0605_4B50)
        var directory = file.number(at: end + 16, bytes: 4)
        usesZip64 = directory == 0xFFFF_FFFF
        if usesZip64 {
            try #require(file.number(at: end - 20, bytes: 4) == 0x0706_4B50)
            let record = Int(file.number(at: end - 12, bytes: 8))
            try #require(file.number(at: record, bytes: 4) == 0x0606_4B50)
            try #require(file.number(at: record + 32, bytes: 8) == 1, "one member")
            directory = file.number(at: record + 48, bytes: 8)
        } else {
            #expect(file.number(at: end + 10, bytes: 2) == 1, "one member")
        }
        let entry = Int(directory)
        try #require(file.number(at: entry, bytes: 4) == 0x0201_4B50)
        #expect(file.number(at: entry + 10, bytes: 2) == 8, "deflated")
        let nameLength = Int(file.number(at: entry + 28, bytes: 2))
        name = String(decoding: file[entry + 46..<entry + 46 + nameLength], as: UTF8.self)
        var compressed = file.number(at: entry + 20, bytes: 4)
        var uncompressed = file.number(at: entry + 24, bytes: 4)
        if usesZip64 {
            let extra = entry + 46 + nameLength
            try #require(file.number(at: extra, bytes: 2) == 1)
            uncompressed = file.number(at: extra + 4, bytes: 8)
            compressed = file.number(at: extra + 12, bytes: 8)
        }
        try #require(file.number(at: 0, bytes: 4) == 0x0403_4B50)
        let start = 30 + Int(file.number(at: 26, bytes: 2)) + Int(file.number(at: 28, bytes: 2))
        if usesZip64 {
            let extra = 30 + nameLength
            localSizes = [file.number(at: extra + 12, bytes: 8), file.number(at: extra + 4, bytes: 8)]
        } else {
            localSizes = [file.number(at: 18, bytes: 4), file.number(at: 22, bytes: 4)]
        }
        content = try inflated(Array(file[start..<start + Int(compressed)]), windowBits: -15)
        #expect(content.count == Int(uncompressed))
        #expect(crc32(0, content, uInt(content.count)) == uLong(file.number(at: entry + 16, bytes: 4)))
    }
}

extension [UInt8] {
    /// A little-endian number of the given size.
    func number(at offset: Int, bytes: Int) -> UInt64 {
        self[offset..<offset + bytes].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
