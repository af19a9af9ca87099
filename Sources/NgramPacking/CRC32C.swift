/// The CRC-32C of Castagnoli (RFC 3720, appendix B.4), with which Google's servers describe files.
package enum CRC32C {
    /// For each place in eight bytes, the checksum of a byte at that place: the eight steps of a byte are then eight
    /// lookups ("slicing-by-8", Kounavis and Berry, 2005).
    private static let tables: [[UInt32]] = {
        var last: [UInt32] = (0..<256).map { byte in
            var sum = UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? 0x82F6_3B78 ^ (sum >> 1) : sum >> 1 }
            return sum
        }
        var tables = [last]
        for _ in 1..<8 {
            last = last.map { sum in tables[0][Int(sum & 0xFF)] ^ (sum >> 8) }
            tables.append(last)
        }
        return tables
    }()

    /// Continues a checksum over more bytes. The checksum of no bytes is 0.
    package static func update(_ checksum: UInt32, with bytes: UnsafeRawBufferPointer) -> UInt32 {
        var sum = ~checksum
        var place = 0
        let tables = tables
        while place + 8 <= bytes.count {
            let word =
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) ^ UInt64(sum)
            sum = 0
            for byte in 0..<8 { sum ^= tables[7 - byte][Int(truncatingIfNeeded: word >> UInt64(8 * byte)) & 0xFF] }
            place += 8
        }
        for byte in bytes[place...] { sum = tables[0][Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ (sum >> 8) }
        return ~sum
    }
}
