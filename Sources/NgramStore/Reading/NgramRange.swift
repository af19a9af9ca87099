/// The n-grams from one text to another, in the order of their bytes.
package struct NgramRange: Sendable, Equatable {
    /// All n-grams.
    package static let all = NgramRange()

    /// No n-gram comes before this text.
    package let first: [UInt8]
    /// All n-grams come before this text; nil if it has no bound.
    package let end: [UInt8]?

    package init(first: [UInt8] = [], end: [UInt8]? = nil) { (self.first, self.end) = (first, end) }

    /// The n-grams with a prefix.
    package init(prefix: [UInt8]) {
        first = prefix
        // The smallest text after all those with the prefix.
        end = prefix.lastIndex { $0 < 0xFF }.map { last in prefix[..<last] + [prefix[last] + 1] }
    }

    /// The n-grams that are in both ranges.
    package func intersection(_ other: NgramRange) -> NgramRange {
        let ends = [end, other.end].compactMap { $0 }
        return NgramRange(
            first: first.lexicographicallyPrecedes(other.first) ? other.first : first,
            end: ends.min { $0.lexicographicallyPrecedes($1) })
    }

    /// The byte with which all n-grams of the range begin; nil if they may begin differently.
    var firstByte: UInt8? {
        guard let byte = first.first, let end, let endByte = end.first else { return nil }
        return endByte == byte || byte < 0xFF && end == [byte + 1] ? byte : nil
    }

    /// Whether n-grams from a first to a last one may be in the range.
    func overlaps(from first: some Sequence<UInt8>, to last: some Sequence<UInt8>) -> Bool {
        !last.lexicographicallyPrecedes(self.first) && (end.map { first.lexicographicallyPrecedes($0) } ?? true)
    }
}
