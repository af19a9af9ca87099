/// The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
///
/// Samples have to be the same bytes on every machine and in every process, which rules out the system's randomness
/// and `Hasher`, whose seed changes with each run.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SplitMix64.mix(state)
    }

    /// The finalizer alone: a bijection that spreads nearby numbers over all 64 bits.
    ///
    /// It gives the n-th number of a stream without drawing those before it, so any n-gram can be made by itself.
    static func mix(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// One number out of several, order counting.
    static func mix(_ values: UInt64...) -> UInt64 {
        values.reduce(0) { mix(($0 &+ 0x9E37_79B9_7F4A_7C15) ^ mix($1)) }
    }
}
