/// The 64-bit FNV-1a hash, which is the same on every machine and in every version: enough to tell texts apart, not to
/// protect them (http://www.isthe.com/chongo/tech/comp/fnv/).
package enum FNV1a {
    /// The hash of bytes.
    package static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        // Bytes in memory in a loop of its own: opening a store hashes the migrations, some 10 kB, and a loop over any
        // sequence takes as long as a tenth of a query.
        bytes.withContiguousStorageIfAvailable(Self.hash(buffer:))
            ?? Array(bytes).withUnsafeBufferPointer(Self.hash(buffer:))
    }

    private static func hash(buffer: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in buffer { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}
