/// Ranges of code points as sequences of byte ranges.
enum UTF8Ranges {
    /// The code points whose encodings have one length. Surrogates are no characters.
    private static let lengths: [ClosedRange<UInt32>] = [
        0x00...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x1_0000...0x10_FFFF,
    ]

    /// The UTF-8 encodings of the characters in a range: each sequence stands for all choices of one byte from each of
    /// its ranges, and each encoding is in exactly one sequence.
    static func sequences(for scalars: ClosedRange<UInt32>) -> [[ClosedRange<UInt8>]] {
        lengths.filter { $0.overlaps(scalars) }.flatMap { length in
            split(scalars.clamped(to: length), trailing: 1)
        }
    }

    /// Splits a range of one encoded length until all code points differ in trailing bytes that take all values.
    ///
    /// - Parameter trailing: the number of the last bytes to look at; fewer already take all values.
    private static func split(_ scalars: ClosedRange<UInt32>, trailing: UInt32) -> [[ClosedRange<UInt8>]] {
        let low = scalars.lowerBound
        let high = scalars.upperBound
        let mask: UInt32 = (1 << (6 * trailing)) - 1
        guard trailing < 4, low & ~mask != high & ~mask else {
            return [zip(encoding(low), encoding(high)).map { $0...$1 }]
        }
        if low & mask != 0 {
            return split(low...(low | mask), trailing: trailing) + split((low | mask) + 1...high, trailing: trailing)
        }
        if high & mask != mask {
            let start = high & ~mask
            return split(low...start - 1, trailing: trailing) + split(start...high, trailing: trailing)
        }
        return split(scalars, trailing: trailing + 1)
    }

    private static func encoding(_ scalar: UInt32) -> [UInt8] {
        Unicode.Scalar(scalar).map { Array(UTF8.encode($0) ?? UTF8.encodedReplacementCharacter) } ?? []
    }
}
