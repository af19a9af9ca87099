/// CRC-32 as gzip and zip use it, bit by bit.
package enum NaiveChecksum {
    /// The checksum of bytes.
    package static func of(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max, divide)
    }

    /// The checksums of the first 0, 1, 2 and so on bytes.
    package static func ofPrefixes(_ bytes: [UInt8]) -> [UInt32] {
        var remainders = [UInt32.max]
        for byte in bytes { remainders.append(divide(remainders[remainders.count - 1], byte)) }
        return remainders.map { ~$0 }
    }

    private static func divide(_ remainder: UInt32, _ byte: UInt8) -> UInt32 {
        var remainder = remainder ^ UInt32(byte)
        for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
        return remainder
    }
}
