import Foundation
import NgramSamples

/// An archive that is made to exhaust memory or time.
struct Bomb {
    var name: String
    var ending: String
    var bytes: [UInt8] = []
    /// The number of zeros after the bytes. They are a hole in the file and take no space on the disk.
    var zeros = 0
    /// Its uncompressed size in bytes, or the size that it declares.
    var uncompressed: Int
    /// A part of the message that refuses it; nil if it is unusual but harmless.
    var refusal: String?

    /// Writes it as an archive of 2012.
    func write(in folder: String) throws -> String {
        let path = "\(folder)/\(ArchiveFiles.name(.v2012, 1))\(ending)"
        try Files.write(bytes, to: path)
        guard zeros > 0 else { return path }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.truncate(atOffset: UInt64(bytes.count + zeros))
        try file.close()
        return path
    }
}

extension Bomb {
    private static let row = Array("w\t2000\t1\t1\n".utf8)
    private static let tooLong = "a row of more than 1048576 bytes"
    private static let half = 256 << 20

    /// Every kind of bomb. `gigabytes` is the size of the endless rows.
    static func all(gigabytes: Int) throws -> [Bomb] {
        try endless(gigabytes: gigabytes) + wrongSizes() + crowds()
    }

    /// Endless rows, plain and compressed to a thousandth of their size.
    private static func endless(gigabytes: Int) throws -> [Bomb] {
        let member = try zeros(half) { try GzipWriter(sink: $0) }
        let zip = try zeros(half) { try ZipWriter(sink: $0, member: "a.csv") }
        let nested = try GzipWriter.compress(GzipWriter.compress(member))
        return [
            Bomb(
                name: "an endless row", ending: "", bytes: row, zeros: gigabytes << 30, uncompressed: gigabytes << 30,
                refusal: tooLong),
            Bomb(name: "a gzip of zeros", ending: ".gz", bytes: member, uncompressed: half, refusal: tooLong),
            Bomb(
                name: "a gzip of zeros, member after member", ending: ".gz",
                bytes: Array(repeatElement(member, count: 4 * gigabytes).joined()), uncompressed: gigabytes << 30,
                refusal: tooLong),
            Bomb(name: "a zip of zeros", ending: ".zip", bytes: zip, uncompressed: half, refusal: tooLong),
            Bomb(
                name: "a gzip in a gzip in a gzip", ending: ".gz", bytes: nested, uncompressed: half, refusal: "row 1 "),
            Bomb(
                name: "a gzip whose name does not end", ending: ".gz",
                bytes: [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3] + [UInt8](repeating: 0x61, count: 32 << 20),
                uncompressed: 0,
                refusal: "ends too early"),
        ]
    }

    /// Zip files that declare wrong sizes.
    private static func wrongSizes() throws -> [Bomb] {
        let zip = try zeros(half) { try ZipWriter(sink: $0, member: "a.csv") }
        let wide = try ZipWriter.compress(row, member: "a.csv", layout: .zip64)
        let small = try ZipWriter.compress(row, member: "a.csv")
        let entry = place(of: 0x0201_4B50, in: small)
        // The zip64 field follows 46 bytes and a name of 5 bytes; its numbers follow 4 more.
        let wideEntry = place(of: 0x0201_4B50, in: wide) + 46 + 5 + 4
        return [
            Bomb(
                name: "a zip with more than it declares", ending: ".zip",
                bytes: zip.replacing(at: place(of: 0x0201_4B50, in: zip) + 24, with: 100, size: 4), uncompressed: half,
                refusal: "more data than the 100 bytes it declares"),
            Bomb(
                name: "a zip with less than it declares", ending: ".zip",
                bytes: wide.replacing(at: wideEntry, with: 1 << 62, size: 8), uncompressed: 1 << 62,
                refusal: "bytes less than it declares"),
            Bomb(
                name: "a zip with fewer compressed bytes than it declares", ending: ".zip",
                bytes: wide.replacing(at: wideEntry + 8, with: 1 << 62, size: 8), uncompressed: row.count,
                refusal: "a member that is larger than the file"),
            Bomb(
                name: "a zip whose member runs into its directory", ending: ".zip",
                bytes: small.replacing(at: entry + 20, with: small.count - 35, size: 4), uncompressed: row.count,
                refusal: "a member that is larger than the file"),
        ]
    }

    /// Files with very many members, entries or newlines.
    private static func crowds() throws -> [Bomb] {
        let empty = try GzipWriter.compress([])
        let small = try ZipWriter.compress(row, member: "a.csv")
        let start = place(of: 0x0201_4B50, in: small)
        let end = place(of: 0x0605_4B50, in: small)
        func overlapping(_ count: Int) -> [UInt8] {
            let entries = repeatElement(small[start..<end], count: count).joined()
            let file = Array(small[..<start]) + Array(entries) + Array(small[end...])
            let record = start + count * (end - start)
            return file.replacing(at: record + 8, with: count, size: 2).replacing(at: record + 10, with: count, size: 2)
                .replacing(at: record + 12, with: count * (end - start), size: 4)
        }
        return [
            Bomb(
                name: "empty gzip members", ending: ".gz",
                bytes: Array(repeatElement(empty, count: 100_000).joined()) + (try GzipWriter.compress(row)),
                uncompressed: row.count, refusal: nil),
            Bomb(
                name: "two zip members in the same place", ending: ".zip", bytes: overlapping(2),
                uncompressed: row.count,
                refusal: "holds 2 files (a.csv, a.csv); expected exactly one"),
            Bomb(
                name: "a zip of 65,000 members", ending: ".zip", bytes: overlapping(65_000), uncompressed: row.count,
                refusal: "holds 65000 files (a.csv, a.csv, a.csv, …); expected exactly one"),
            Bomb(
                name: "nothing but newlines", ending: ".gz",
                bytes: try GzipWriter.compress([UInt8](repeating: 10, count: 64 << 20)), uncompressed: 64 << 20,
                refusal: "row 1 "),
        ]
    }

    /// The given number of zeros, compressed.
    private static func zeros(_ count: Int, _ writer: (MemorySink) throws -> any ArchiveWriter) throws -> [UInt8] {
        let sink = MemorySink()
        let archive = try writer(sink)
        let piece = [UInt8](repeating: 0, count: 1 << 20)
        for _ in 0..<count >> 20 { try archive.write(piece) }
        try archive.finish()
        return sink.bytes
    }

    private static func place(of signature: UInt32, in bytes: [UInt8]) -> Int {
        let signature = withUnsafeBytes(of: signature.littleEndian) { Array($0) }
        return bytes.indices.last { bytes[$0] == 0x50 && bytes[$0...].starts(with: signature) } ?? 0
    }
}

extension [UInt8] {
    /// A copy in which a little-endian number replaces the bytes at an offset.
    fileprivate func replacing(at offset: Int, with number: Int, size: Int) -> [UInt8] {
        var bytes = self
        for index in 0..<size { bytes[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * index)) }
        return bytes
    }
}
