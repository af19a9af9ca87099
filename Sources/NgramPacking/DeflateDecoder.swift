/// How deflate data is wrapped.
package enum DeflateFraming {
    /// A gzip member (RFC 1952).
    case gzip
    /// Bare deflate data (RFC 1951), as in a zip file.
    case raw
}

/// What one call of a decoder came to.
package struct DeflateStep {
    package var consumed: Int
    package var produced: Int
    package var isAtEnd: Bool

    /// A step that consumed and produced the given numbers of bytes.
    package init(consumed: Int, produced: Int, isAtEnd: Bool) {
        self.consumed = consumed
        self.produced = produced
        self.isAtEnd = isAtEnd
    }
}

/// The data breaks the format.
package struct DeflateFailure: Error {
    /// The library's text.
    package var reason: String

    /// How many bytes of the step's input the library had used when it noticed.
    package var consumed = 0
}

#if ISAL
    /// The library that inflates in this build.
    package typealias DeflateDecoder = ISALDecoder
#else
    /// The library that inflates in this build.
    package typealias DeflateDecoder = ZlibDecoder
#endif
