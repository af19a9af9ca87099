import CZlib

#if ISAL
    import CISAL
#else
    import CChecksum
#endif

/// The CRC-32 of gzip and zip (ISO 3309).
package enum Checksum {
    /// Continues a checksum over more bytes. The checksum of no bytes is 0.
    package static func update(_ checksum: UInt32, with bytes: UnsafeRawBufferPointer) -> UInt32 {
        #if ISAL
            crc32_gzip_refl(checksum, bytes.bindMemory(to: UInt8.self).baseAddress, UInt64(bytes.count))
        #else
            cchecksum_crc32(checksum, bytes.baseAddress, bytes.count)
        #endif
    }

    /// The checksum of the concatenation of two byte sequences, from the checksum of each and the length of the second
    /// in bytes.
    package static func combine(_ first: UInt32, _ second: UInt32, secondLength: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32_combine(UInt(first), UInt(second), Int(secondLength)))
    }
}
