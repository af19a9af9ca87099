import NgramArchives
import NgramTestSupport
import Testing

@Suite("Archives compressed with gzip")
struct GzipArchiveTests {
    let folder: TestFolder
    let rows = Array("and\t2008\t470825580\t206272\nant\t1990\t5\t3\n".utf8)

    init() throws {
        folder = try TestFolder()
    }

    @Test("are read in pieces of any size", arguments: [1, 2, 7, 41, 42, 43, 4096])
    func pieces(_ pieces: Int) throws {
        let path = try folder.write(gzip(rows), to: "a.gz")
        #expect(try contents(of: path, pieces: pieces) == rows)
    }

    @Test("may have several members, empty members and zeros after them")
    func members() throws {
        let (one, two, none) = (try gzip(rows), try gzip(Array("b\t1\t1\t1\n".utf8)), try gzip([]))
        let content = rows + Array("b\t1\t1\t1\n".utf8)
        for (name, bytes) in [
            ("two", one + two), ("empty first", none + one + two), ("empty between", one + none + none + two),
            ("empty last", one + two + none), ("padded", one + two + [UInt8](repeating: 0, count: 600_000)),
        ] {
            for pieces in [1, 64, 1 << 16] {
                #expect(try contents(of: folder.write(bytes, to: "a.gz"), pieces: pieces) == content, "\(name)")
            }
        }
        #expect(try contents(of: folder.write(none, to: "a.gz")) == [])
    }

    @Test("may have a name, a comment, an extra field and a checksum in their header")
    func header() throws {
        let compressed = try gzip(rows)
        let body = compressed.dropFirst(10)
        var header: [UInt8] = [0x1F, 0x8B, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 255]
        header += [3, 0, 9, 9, 9] + Array("name".utf8) + [0] + Array("comment".utf8) + [0]
        let check = littleEndian(UInt16(truncatingIfNeeded: NaiveChecksum.of(header)))
        #expect(try contents(of: folder.write(header + check + body, to: "a.gz"), pieces: 5) == rows)
        #expect(throws: ArchiveError.self) {
            try contents(of: folder.write(header + [check[0] ^ 1, check[1]] + body, to: "a.gz"))
        }
    }

    @Test("larger than every buffer are read completely")
    func large() throws {
        var random = SeededRandom(seed: 1)
        // Random bytes do not compress, so the compressed file is larger than any buffer.
        let bytes = random.bytes(700_000)
        let path = try folder.write(gzip(bytes) + gzip(bytes), to: "a.gz")
        #expect(try contents(of: path, pieces: 99_991) == bytes + bytes)
    }

    @Test("are refused when truncated at any byte")
    func truncated() throws {
        let compressed = try gzip(rows)
        for count in 0..<compressed.count {
            let path = try folder.write(Array(compressed.prefix(count)), to: "a.gz")
            #expect(throws: ArchiveError.self, "at \(count)") { try contents(of: path) }
        }
        let two = compressed + compressed
        for count in compressed.count + 1..<two.count {
            let path = try folder.write(Array(two.prefix(count)), to: "a.gz")
            #expect(throws: ArchiveError.self, "at \(count)") { try contents(of: path) }
        }
    }

    @Test("are refused with the offset at which decompressing stopped", arguments: [0, 1, 300_000, 1_000_000])
    func offset(sound: Int) throws {
        // Stored blocks of up to 65,535 bytes (RFC 1951, 3.2.4), then a block of the reserved type 3.
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        var left = sound
        while left > 0 {
            let length = UInt16(min(left, 65_535))
            bytes += [0] + littleEndian(length) + littleEndian(~length) + [UInt8](repeating: 0x61, count: Int(length))
            left -= Int(length)
        }
        let damaged = Int64(bytes.count)
        let path = try folder.write(bytes + [UInt8](repeating: 7, count: 500_000), to: "a.gz")
        let error = #expect(throws: ArchiveError.self) { try contents(of: path, pieces: 1 << 20) }
        guard case .corrupt(path, let offset, _) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        // The first byte of the block, and the bytes that the library reads with it.
        #expect((damaged...damaged + 8).contains(offset), "\(offset), damaged at \(damaged)")
    }

    @Test("never give other content for a flipped bit")
    func flipped() throws {
        let compressed = try gzip(rows) + gzip(rows)
        for bit in 0..<8 * compressed.count {
            let path = try folder.write(compressed.flipping(bit: bit), to: "a.gz")
            if let read = try? contents(of: path) { #expect(read == rows + rows, "bit \(bit)") }
        }
    }

    @Test("are refused when anything except a member or zeros follows them")
    func garbage() throws {
        let compressed = try gzip(rows)
        for tail in [[1], [0x1F], [0x1F, 0x8B], Array("hello".utf8), [0, 0, 1], [0] + compressed, [0x1F, 0x8B, 8]] {
            let path = try folder.write(compressed + tail, to: "a.gz")
            #expect(throws: ArchiveError.self, "\(tail)") { try contents(of: path) }
        }
    }

    @Test("are refused when a member follows zeros, wherever in the buffer the zeros end")
    func padding() throws {
        let compressed = try gzip(rows)
        for end in [compressed.count + 1, 256 << 10, 512 << 10, (256 << 10) + 1] {
            let zeros = [UInt8](repeating: 0, count: end - compressed.count)
            let path = try folder.write(compressed + zeros + compressed, to: "a.gz")
            #expect(throws: ArchiveError.self, "zeros up to \(end)") { try contents(of: path) }
        }
    }

    @Test("are refused when a reserved flag is set", arguments: [5, 6, 7])
    func reservedFlags(bit: Int) throws {
        let compressed = try gzip(rows)
        let second = compressed + compressed.flipping(bit: 3 * 8 + bit)
        for bytes in [compressed.flipping(bit: 3 * 8 + bit), second] {
            let path = try folder.write(bytes, to: "a.gz")
            #expect(throws: ArchiveError.self) { try contents(of: path) }
        }
    }

    @Test("are distinguished from plain files by their content, which must match their name")
    func names() throws {
        #expect(try contents(of: folder.write(gzip(rows), to: "a.tsv")) == rows)
        for (bytes, name) in [(rows, "a.gz"), ([0x1F], "a.gz"), (rows, "a.zip"), (try gzip(rows), "a.zip")] {
            let path = try folder.write(bytes, to: name)
            let error = #expect(throws: ArchiveError.self) { try contents(of: path) }
            guard case .notCompressed = error else {
                Issue.record("\(name): \(String(describing: error))")
                continue
            }
            #expect(error?.description.contains(path) ?? false)
        }
        #expect(throws: ArchiveError.truncated(path: folder.file("e.gz"), compressedOffset: 0)) {
            try contents(of: folder.write([], to: "e.gz"))
        }
    }
}
