/// The encoding of a block's head, version 1: everything about its n-grams but their yearly series.
///
/// A block holds neighboring n-grams of a run, in ascending byte order, each once. Its head and its series are stored
/// apart, so that totals, prefixes, searches and top-N of all years read heads alone. A head is columns, so that a
/// search reads texts and nothing else:
///
/// | part | encoding |
/// | --- | --- |
/// | header | varints: the number of n-grams (1 or more), the bytes of the columns *texts*, *counts* and *years*, the earliest first year and the latest last year of the block |
/// | texts | per n-gram: how many leading bytes it shares with the one before, how many bytes follow, those bytes |
/// | counts | per n-gram two varints: the sums of its match and of its volume counts |
/// | years | per n-gram two varints: its first year minus the block's earliest, the block's latest minus its last year |
/// | lengths | per n-gram a varint: the bytes of its encoded series |
///
/// The two lengths of a text take one byte, the shared one in the upper four bits: a value of 15 there stands for 15
/// plus the varint that follows (that of the shared length first). The first n-gram of a block shares nothing, so a
/// block is read without any other. Series lie one after another in the order of their n-grams, so their positions are
/// the sums of the lengths. A varint is little-endian base 128 (as in Protocol Buffers).
package enum HeadCodec {
    /// The number stored with every block; a reader refuses one that it does not know.
    package static let version = 1

    /// The value of a nibble that says that a varint with the rest of the length follows.
    static let escape = 15

    /// The most bytes that an n-gram adds to the columns beside its text: a byte and two varints of up to 5 bytes for
    /// the lengths of the text, two of 9 for the counts, two of 2 for the years, one of 5 for the series.
    static let largestEntry = 1 + 5 + 5 + 9 + 9 + 2 + 2 + 5
}

/// A head or a series is not what this program writes.
package struct CorruptBlock: Error, Equatable, CustomStringConvertible {
    /// The part of the block that cannot be read.
    package let part: String

    /// The byte within the part at which reading failed.
    package let position: Int

    /// Reading failed at the given byte of a part.
    package init(part: String, position: Int) {
        self.part = part
        self.position = position
    }

    /// What is wrong, for a person.
    package var description: String {
        "the \(part) of a block are damaged at byte \(position)"
    }
}
