import CZlib
import NgramPacking
import NgramTestSupport
import Testing

@Suite("The checksum of gzip")
struct ChecksumTests {
    @Test("is that of zlib, for every length and start", arguments: 1...20 as ClosedRange<UInt64>)
    func random(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = random.bytes(5000)
        for _ in 0..<2000 {
            let start = random.int(0...40)
            let count = random.oneIn(2) ? random.int(0...200) : random.int(0...4900)
            let before = UInt32(truncatingIfNeeded: random.next())
            let part = Array(bytes[start..<start + count])
            let expected = UInt32(truncatingIfNeeded: crc32(UInt(before), part, uInt(count)))
            // At another place in memory than that of the array, too.
            let found = bytes.withUnsafeBytes {
                Checksum.update(before, with: UnsafeRawBufferPointer(rebasing: $0[start..<start + count]))
            }
            #expect(found == (count == 0 ? before : expected), "seed \(seed), \(start), \(count)")
        }
    }

    @Test("is the one that RFC 1952 and others give")
    func known() {
        #expect(Array("123456789".utf8).withUnsafeBytes { Checksum.update(0, with: $0) } == 0xCBF4_3926)
        #expect(Checksum.update(7, with: UnsafeRawBufferPointer(start: nil, count: 0)) == 7)
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        #expect(
            zeros.withUnsafeBytes { Checksum.update(0, with: $0) } == UInt32(crc32(0, zeros, uInt(zeros.count))))
    }

    @Test("of two parts is that of the whole")
    func combined() {
        var random = SeededRandom(seed: 3)
        let bytes = random.bytes(10_000)
        for middle in [0, 1, 63, 64, 65, 5000, 10_000] {
            let sums = (
                bytes[..<middle].withUnsafeBytes { Checksum.update(0, with: $0) },
                bytes[middle...].withUnsafeBytes { Checksum.update(0, with: $0) }
            )
            let whole = bytes.withUnsafeBytes { Checksum.update(0, with: $0) }
            #expect(Checksum.combine(sums.0, sums.1, secondLength: Int64(bytes.count - middle)) == whole)
            #expect(bytes[middle...].withUnsafeBytes { Checksum.update(sums.0, with: $0) } == whole)
        }
    }
}
