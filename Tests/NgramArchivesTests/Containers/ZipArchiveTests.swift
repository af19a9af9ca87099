import Foundation
import NgramArchives
import NgramSamples
import NgramTestSupport
import Testing

@Suite("Archives compressed with zip")
struct ZipArchiveTests {
    let folder: TestFolder
    let rows = Array("and\t2008\t470825580\t1\t206272\nant\t1990\t5\t4\t3\n".utf8)

    init() throws {
        folder = try TestFolder()
    }

    @Test("are read in every layout, in pieces of any size", arguments: ZipLayout.allCases, [1, 7, 46, 4096])
    func layouts(_ layout: ZipLayout, pieces: Int) throws {
        let compressed = try ZipWriter.compress(rows, member: "a.csv", layout: layout)
        #expect(try contents(of: folder.write(compressed, to: "a.csv.zip"), pieces: pieces) == rows)
        #expect(try contents(of: folder.write(compressed, to: "a.csv"), pieces: pieces) == rows)
        let none = try ZipWriter.compress([], member: "a.csv", layout: layout)
        #expect(try contents(of: folder.write(none, to: "b.csv.zip"), pieces: pieces) == [])
    }

    @Test("may be stored, and may have a comment and unknown fields", arguments: [1, 7, 4096])
    func stored(pieces: Int) throws {
        for zip in [HandmadeZip(stored: rows), try HandmadeZip(deflated: rows), HandmadeZip(stored: [])] {
            var zip = zip
            #expect(try contents(of: folder.write(zip.bytes, to: "a.zip"), pieces: pieces) == zip.content)
            zip.comment = [UInt8](repeating: 0x50, count: 65_535)
            zip.localExtra = [9, 9, 1, 0, 0]
            #expect(try contents(of: folder.write(zip.bytes, to: "a.zip"), pieces: pieces) == zip.content)
            // A comment that looks like an end record, except for the length of the comment.
            zip.comment = littleEndian(UInt32(0x0605_4B50)) + [UInt8](repeating: 7, count: 40)
            #expect(try contents(of: folder.write(zip.bytes, to: "a.zip"), pieces: pieces) == zip.content)
        }
    }

    @Test("larger than every buffer are read completely")
    func large() throws {
        var random = SeededRandom(seed: 1)
        let bytes = random.bytes(700_000)
        let compressed = try ZipWriter.compress(bytes, member: "a.csv")
        #expect(try contents(of: folder.write(compressed, to: "a.zip"), pieces: 99_991) == bytes)
        #expect(try contents(of: folder.write(HandmadeZip(stored: bytes).bytes, to: "a.zip"), pieces: 99_991) == bytes)
        // Highly compressed data: the last output is produced after all compressed bytes have been used.
        let zeros = [UInt8](repeating: 0x30, count: 500_000)
        let small = try ZipWriter.compress(zeros, member: "a.csv")
        #expect(try contents(of: folder.write(small, to: "a.zip"), pieces: 1000) == zeros)
    }

    @Test("with wrong declarations are refused")
    func wrong() throws {
        func refuses(_ what: String, _ change: (inout HandmadeZip) -> Void) throws {
            for zip in [HandmadeZip(stored: rows), try HandmadeZip(deflated: rows)] {
                var zip = zip
                change(&zip)
                let path = try folder.write(zip.bytes, to: "a.zip")
                #expect(throws: ArchiveError.self, "\(what)") { try contents(of: path) }
            }
        }
        try refuses("another checksum") { $0.checksum = NaiveChecksum.of(rows) ^ 1 }
        try refuses("a smaller size") { $0.uncompressedSize = UInt32(rows.count - 1) }
        try refuses("a larger size") { $0.uncompressedSize = UInt32(rows.count + 1) }
        try refuses("fewer compressed bytes") { $0.compressedSize = UInt32($0.compressed.count - 1) }
        try refuses("more compressed bytes") { $0.compressedSize = UInt32($0.compressed.count + 1) }
        try refuses("more compressed bytes that are there") {
            $0.compressed += [0, 0, 0]
        }
        try refuses("sizes that need zip64, without it") { $0.compressedSize = .max }
        try refuses("encryption") { $0.flags = 1 }
        try refuses("strong encryption") { $0.flags = 0x41 }
        try refuses("an encrypted directory") { $0.flags = 0x2000 }
        try refuses("another packing") { $0.method = 12 }
        try refuses("another packing in the header") { $0.localMethod = $0.method == 8 ? 0 : 8 }
        try refuses("another name in the header") { $0.localName = Array("nember.csv".utf8) }
    }

    @Test("that hold several archives or none are refused with the names of the first of them")
    func members() throws {
        // Each member is stored; the directory follows all of them.
        func zip(_ names: [String]) -> [UInt8] {
            var (file, directory): ([UInt8], [UInt8]) = ([], [])
            for name in names {
                let header = littleEndian(UInt32(file.count))
                let sizes =
                    littleEndian(NaiveChecksum.of(rows)) + littleEndian(UInt32(rows.count))
                    + littleEndian(UInt32(rows.count)) + littleEndian(UInt16(name.utf8.count))
                file +=
                    Array("PK".utf8) + [3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0] + sizes + [0, 0] + Array(name.utf8) + rows
                directory += Array("PK".utf8) + [1, 2, 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0] + sizes
                directory += [UInt8](repeating: 0, count: 12) + header + Array(name.utf8)
            }
            let count = littleEndian(UInt16(names.count))
            let end = littleEndian(UInt32(directory.count)) + littleEndian(UInt32(file.count)) + [0, 0]
            return file + directory + Array("PK".utf8) + [5, 6, 0, 0, 0, 0] + count + count + end
        }
        #expect(try contents(of: folder.write(zip(["one.csv"]), to: "a.zip")) == rows)
        for names in [[], ["one.csv", "two\n.csv"], ["1", "2", "3", "4"], [String(repeating: "x", count: 99), "y"]] {
            let path = try folder.write(zip(names), to: "a.zip")
            let shown = names.prefix(3).map { name in
                name.count > 60 ? name.prefix(60) + "…" : name.replacingOccurrences(of: "\n", with: "\\n")
            }
            #expect(throws: ArchiveError.severalMembers(path: path, count: UInt64(names.count), names: shown)) {
                try contents(of: path)
            }
        }
    }

    @Test("never give other content when truncated or a bit is flipped", arguments: ZipLayout.allCases)
    func damaged(_ layout: ZipLayout) throws {
        let compressed = try ZipWriter.compress(rows, member: "a.csv", layout: layout)
        for count in 0..<compressed.count {
            let path = try folder.write(Array(compressed.prefix(count)), to: "a.zip")
            #expect(throws: ArchiveError.self, "at \(count)") { try contents(of: path) }
        }
        for bit in 0..<8 * compressed.count {
            let path = try folder.write(compressed.flipping(bit: bit), to: "a.zip")
            if let read = try? contents(of: path) { #expect(read == rows, "bit \(bit)") }
        }
    }

    @Test("never give other content when a bit of a stored member or a comment is flipped")
    func damagedStored() throws {
        var zip = HandmadeZip(stored: rows)
        zip.comment = Array("comment".utf8)
        for bit in 0..<8 * zip.bytes.count {
            let path = try folder.write(zip.bytes.flipping(bit: bit), to: "a.zip")
            if let read = try? contents(of: path) { #expect(read == rows, "bit \(bit)") }
        }
    }

    @Test("of random bytes after the magic are refused", arguments: 1...20 as ClosedRange<UInt64>)
    func random(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var zip = Array(try ZipWriter.compress(rows, member: "a.csv", layout: seed.isMultiple(of: 2) ? .zip64 : .plain))
        for _ in 0..<200 {
            let index = random.int(4...zip.count - 1)
            let old = zip[index]
            zip[index] = [0, 0xFF, 0x7F, 0x80, UInt8(random.int(0...255))].randomElement(using: &random) ?? 0
            let path = try folder.write(zip, to: "a.zip")
            if let read = try? contents(of: path) { #expect(read == rows, "seed \(seed)") }
            if random.oneIn(3) { zip[index] = old }
        }
    }
}
