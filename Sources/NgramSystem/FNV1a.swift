/// The 64-bit FNV-1a hash, which is the same on every machine and in every version: enough to tell texts apart, not to
/// protect them (http://www.isthe.com/chongo/tech/comp/fnv/).
package enum FNV1a {
    /// The hash of bytes.
    package static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
