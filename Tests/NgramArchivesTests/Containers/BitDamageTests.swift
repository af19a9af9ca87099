import NgramModel
import NgramSamples
import NgramTestSupport
import Testing

@testable import NgramArchives

@Suite("A flipped bit")
struct BitDamageTests {
    static let seed: UInt64 = 20_261_122
    static let casesEach = 2000

    @Test("of a compressed archive is refused, or is in a field that is not used")
    func compressed() throws {
        var random = SeededRandom(seed: Self.seed)
        let folder = try TestFolder()
        var summary: [String] = []
        for container in try containers(rows(&random).bytes) {
            var refused = 0
            let bits = bits(of: container.bytes, &random)
            for bit in bits {
                let path = try folder.write(container.bytes.flipping(bit: bit), to: container.file)
                let read: [UInt8]?
                do {
                    read = try contents(of: path)
                } catch let error as ArchiveError {
                    // The error must blame the archive's content, not reading.
                    if case .unreadable = error { Issue.record("\(container.name), bit \(bit): \(error)") }
                    read = nil
                    refused += 1
                }
                let place = "\(container.name), bit \(bit % 8) of byte \(bit / 8)"
                #expect(read == nil || read == container.content, "\(place) gives other content")
                if container.idle.contains(bit / 8) {
                    #expect(read != nil, "\(place) is not used, and is refused")
                } else if !container.deflated.contains(bit / 8), !(container.mayFlag[bit / 8] ?? []).contains(bit % 8) {
                    #expect(read == nil, "\(place) is used, and its damage is not detected")
                }
            }
            summary.append("\(container.name) \(refused) of \(bits.count) refused")
        }
        print("bit damage: seed \(Self.seed); \(summary.joined(separator: ", ")); the others harmless, content equal")
    }

    @Test(
        "of an uncompressed archive changes the row that it is in, or makes it a bad row",
        arguments: Edition.allCases)
    func plain(edition: Edition) throws {
        var random = SeededRandom(seed: Self.seed)
        let whole = rows(&random, edition, runs: 4).bytes
        let folder = try TestFolder()
        var bad = 0
        for bit in bits(of: whole, &random) {
            let bytes = whole.flipping(bit: bit)
            let expected = NaiveRows.read(bytes, edition)
            let path = try folder.write(bytes, to: "rows")
            var found = CountsModel()
            var failures = 0
            for (bytes, _) in try partitions(of: path, size: 500) {
                let mapped = map(bytes, edition)
                if mapped.firstBadRow != nil { failures += 1 }
                let isConsistent = found.add(mapped.counts)
                #expect(isConsistent, "bit \(bit)")
            }
            #expect((failures > 0) == expected.contains { $0 == nil }, "bit \(bit)")
            if failures > 0 {
                bad += 1
            } else {
                #expect(found == TestArchive(edition, expected.compactMap { $0 }).model, "bit \(bit)")
            }
        }
        print("bit damage: seed \(Self.seed); rows of \(edition.rawValue): \(bad) of \(Self.casesEach) are bad rows")
    }

    /// Every bit of the first and the last bytes, where the headers are, and random bits between them.
    private func bits(of bytes: [UInt8], _ random: inout SeededRandom) -> [Int] {
        let count = 8 * bytes.count
        let head = Array(0..<min(count, 500))
        let tail = Array(max(500, count - 1000)..<count)
        let between = (0..<Self.casesEach - head.count - tail.count).map { _ in random.int(500...count - 1000) }
        return head + tail + between
    }

    /// Few enough n-grams for a compressed size of about a kilobyte.
    private func rows(_ random: inout SeededRandom, _ edition: Edition = .y2012, runs: Int = 16) -> TestArchive {
        let vocabulary = RandomNgrams.many(6, &random).filter { $0.count < 100 }
        var archive = TestArchive(random: &random, edition: edition, vocabulary: vocabulary, runs: runs)
        archive.rows.removeAll { $0.observations.contains { max($0.matchCount, $0.volumeCount) > 1 << 40 } }
        return archive
    }

    private func containers(_ rows: [UInt8]) throws -> [Container] {
        let (half, third) = (Array(rows[..<(rows.count / 2)]), Array(rows[(rows.count / 2)...]))
        let members = try gzip(half) + gzip([]) + gzip(third)
        return [
            Container(gzip: "gzip", try gzip(rows), rows), Container(gzip: "gzip of members", members, rows),
            Container(zip: "zip stored", HandmadeZip(stored: rows).bytes, rows),
            Container(zip: "zip deflated", try ZipWriter.compress(rows, member: "a.csv"), rows),
            Container(zip: "zip streamed", try ZipWriter.compress(rows, member: "a.csv", layout: .streamed), rows),
            Container(zip: "zip64", try ZipWriter.compress(rows, member: "a.csv", layout: .zip64), rows),
        ]
    }
}

/// A compressed archive, and the bytes and bits of it that are not used.
private struct Container {
    var name: String
    var file: String
    var bytes: [UInt8]
    var content: [UInt8]
    /// Bytes that are not used.
    var idle: Set<Int> = []
    /// Deflate data. Different data can encode the same content: it can copy equal bytes from another place, or pad the
    /// last byte with other bits.
    var deflated: Set<Int> = []
    /// Bits of other bytes that are not used.
    var mayFlag: [Int: Set<Int>] = [:]

    /// A gzip file. Unused in a member (RFC 1952, 2.3): time, extra flags, operating system, and the flag for text.
    init(gzip name: String, _ bytes: [UInt8], _ content: [UInt8]) {
        (self.name, self.file, self.bytes, self.content) = (name, "archive.gz", bytes, content)
        var start = 0
        for member in NaiveGzip(bytes).members {
            idle.formUnion(start + 4...start + 9)
            mayFlag[start + 3] = [0]
            deflated.formUnion(member.data)
            start = member.trailer.upperBound
        }
    }

    /// A zip file. Unused (APPNOTE.TXT, 4.3): fields that the directory repeats, and fields about the origin of the
    /// files.
    init(zip name: String, _ bytes: [UInt8], _ content: [UInt8]) {
        (self.name, self.file, self.bytes, self.content) = (name, "archive.zip", bytes, content)
        // The member's header: version, time, checksum, sizes, extra field.
        let data = NaiveZip(bytes)?.data ?? 0..<0
        addIdle(0, 4..<6, 10..<26, 30 + Int(bytes[26])..<data.lowerBound)
        if bytes[8] == 8 { deflated.formUnion(data) }
        // The data descriptor.
        if let descriptor = place(7, 8) { addIdle(descriptor, 0..<16) }
        // The directory's entry: versions, time, the length of a comment, attributes.
        if let entry = place(1, 2) { addIdle(entry, 4..<8, 12..<16, 32..<42) }
        // The zip64 records: sizes, versions, numbers of disks.
        if let wide = place(6, 6) { addIdle(wide, 4..<32, 40..<48) }
        if let locator = place(6, 7) { addIdle(locator, 4..<8, 16..<20) }
        // The end: numbers of disks, the size of the directory. With zip64, one field of all ones is enough to
        // require it.
        if let end = place(5, 6) { addIdle(end, 4..<10, 12..<16) }
        if let end = place(5, 6), place(6, 6) != nil { addIdle(end, 10..<20) }
    }

    private mutating func addIdle(_ start: Int, _ ranges: Range<Int>...) {
        for range in ranges { idle.formUnion(range.map { start + $0 }) }
    }

    /// The offset of the first record whose signature is `PK` and the two bytes.
    private func place(_ first: UInt8, _ second: UInt8) -> Int? {
        let signature: [UInt8] = [0x50, 0x4B, first, second]
        return bytes.indices.first { bytes[$0...].starts(with: signature) }
    }
}
