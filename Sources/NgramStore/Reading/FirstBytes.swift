/// The first bytes that the n-grams of a run have. A lookup passes over the runs that have none with its first byte.
///
/// An archive of a letter has its n-grams in both cases, and some that begin with other letters. So nearly all runs of such
/// archives overlap, and their smallest and largest n-grams exclude few of them.
struct FirstBytes: Sendable, Equatable {
    /// The number of bytes in the store: a bit for each byte, the lowest bit of the first for 0.
    static let encodedBytes = 32

    private var bits = SIMD4<UInt64>()

    init() {}

    /// - Returns: nil unless the bytes are those of `encoded`.
    init?(encoded: UnsafeRawBufferPointer) {
        guard encoded.count == Self.encodedBytes else { return nil }
        for index in 0..<4 {
            bits[index] = UInt64(littleEndian: encoded.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
    }

    var encoded: [UInt8] {
        (0..<4).flatMap { index in withUnsafeBytes(of: bits[index].littleEndian) { Array($0) } }
    }

    mutating func insert(_ byte: UInt8) { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

    func contains(_ byte: UInt8) -> Bool { bits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

    /// The smallest of the bytes after another one; nil if there is none.
    func next(after byte: UInt8) -> UInt8? {
        byte == 0xFF ? nil : (byte + 1...0xFF).first(where: contains)
    }
}
