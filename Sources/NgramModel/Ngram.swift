/// An n-gram: one to five tokens separated by spaces, as the exact UTF-8 bytes that the archives hold.
///
/// Equality, hashing and order are those of the bytes. `String` compares by canonical equivalence, which would make
/// one n-gram of two that the archives (and SQLite's `BINARY` collation) keep apart.
public struct Ngram: Hashable, Comparable, Sendable {
    /// The bytes, valid UTF-8 and never empty in a store.
    public let bytes: [UInt8]

    /// An n-gram of the given UTF-8 bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The n-gram that a text spells.
    public init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    /// Orders by unsigned bytes, as `memcmp` and SQLite's `BINARY` collation do.
    public static func < (lhs: Ngram, rhs: Ngram) -> Bool {
        lhs.bytes.lexicographicallyPrecedes(rhs.bytes)
    }
}

extension Ngram: CustomStringConvertible {
    /// The n-gram as text.
    public var description: String {
        String(decoding: bytes, as: UTF8.self)
    }
}
