/// A text is not a pattern: where, and what was found or expected.
package struct PatternError: Error, Equatable, CustomStringConvertible {
    /// Where it is: the number of bytes of the pattern's UTF-8 before it.
    package let offset: Int

    /// What is wrong, for a person.
    package let description: String

    init(_ description: String, at offset: Int) {
        self.description = description
        self.offset = offset
    }
}
