/// The number of leading bytes that two texts share, and how they compare at the first byte after those.
///
/// Eight bytes are compared at a time: sorted n-grams of several words share some twenty bytes with their neighbors.
///
/// Bounds: both loads end at or before `shorter`, the length of the shorter text.
@inline(__always)
package func commonPrefix(_ lhs: UnsafeRawBufferPointer, _ rhs: UnsafeRawBufferPointer) -> Int {
    let shorter = min(lhs.count, rhs.count)
    guard shorter > 0, let left = lhs.baseAddress, let right = rhs.baseAddress else { return 0 }
    var index = 0
    while index &+ 8 <= shorter {
        let difference =
            left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            ^ right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        if difference != 0 {
            return index &+ UInt64(littleEndian: difference).trailingZeroBitCount / 8
        }
        index &+= 8
    }
    while index < shorter,
        left.load(fromByteOffset: index, as: UInt8.self) == right.load(fromByteOffset: index, as: UInt8.self)
    {
        index &+= 1
    }
    return index
}

/// Whether one text comes before another in byte order.
@inline(__always)
package func precedes(_ lhs: UnsafeRawBufferPointer, _ rhs: UnsafeRawBufferPointer) -> Bool {
    let shared = commonPrefix(lhs, rhs)
    guard shared < rhs.count else { return false }
    guard shared < lhs.count else { return true }
    return lhs[shared] < rhs[shared]
}

/// The first eight bytes of a text as a number, filled up with zeros. Of two texts with different numbers, the one with
/// the smaller number comes first in byte order. Texts with the same number may be different.
@inline(__always)
func beginning(of text: UnsafeRawBufferPointer) -> UInt64 {
    if text.count >= 8 { return UInt64(bigEndian: text.loadUnaligned(as: UInt64.self)) }
    var number: UInt64 = 0
    for byte in text { number = number << 8 | UInt64(byte) }
    return text.isEmpty ? 0 : number << UInt64(8 * (8 - text.count))
}
