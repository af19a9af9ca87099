/// A checksum over the head and the series of a block, so that a verification finds changed bytes that still decode.
///
/// Each 8-byte word is combined with the state by operations that can be undone, so a change within one word always
/// changes the checksum; other changes go unnoticed with a probability of 2⁻⁶⁴. It is not a defense against a person
/// who wants to deceive.
package struct BlockChecksum {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    private init() {}

    /// The checksum of a block, as the signed integer that SQLite stores.
    package static func of(head: UnsafeRawBufferPointer, series: UnsafeRawBufferPointer) -> Int64 {
        var checksum = BlockChecksum()
        checksum.add(head)
        checksum.add(series)
        return Int64(bitPattern: checksum.state)
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer) {
        add(UInt64(bytes.count))
        guard let start = bytes.baseAddress else { return }
        var index = 0
        while index &+ 8 <= bytes.count {
            add(UInt64(littleEndian: start.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
            index &+= 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(start.load(fromByteOffset: index, as: UInt8.self))
            index &+= 1
        }
        add(rest)
    }

    @inline(__always)
    private mutating func add(_ word: UInt64) {
        // Multiplying by an odd number and rotating are bijections.
        let mixed = (state ^ word) &* 0xD6E8_FEB8_6659_FD93
        state = mixed << 29 | mixed >> 35
    }
}
