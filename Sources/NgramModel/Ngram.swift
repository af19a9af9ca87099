/// An n-gram: one to five tokens separated by spaces, as the exact UTF-8 bytes that the archives hold.
///
/// Equality, hashing and order are those of the bytes. `String` compares by canonical equivalence, which would
/// treat some n-grams as equal that the archives (and SQLite's `BINARY` collation) distinguish.
public struct Ngram: Hashable, Comparable, Sendable {
    /// The bytes, valid UTF-8 and never empty in a store.
    public let bytes: [UInt8]

    /// An n-gram of the given UTF-8 bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// An n-gram of the UTF-8 bytes of a text.
    public init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    /// The number of words of an n-gram: its n.
    package static func order(of ngram: some Collection<UInt8>) -> Int {
        1 + ngram.count { $0 == UInt8(ascii: " ") }
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
