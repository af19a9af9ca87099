/// The format that encloses deflate data.
package enum DeflateFraming {
    /// A gzip member (RFC 1952).
    case gzip
    /// None: deflate data alone (RFC 1951), as in a zip file.
    case raw
}

/// The result of one call of a decoder.
package struct DeflateStep {
    /// The number of input bytes that were used.
    package var consumed: Int
    /// The number of output bytes that were written.
    package var produced: Int
    /// Whether the deflate stream has ended.
    package var isAtEnd: Bool

    /// A step that consumed and produced the given numbers of bytes.
    package init(consumed: Int, produced: Int, isAtEnd: Bool) {
        self.consumed = consumed
        self.produced = produced
        self.isAtEnd = isAtEnd
    }
}

/// The data violates the format, or the library cannot start.
package struct DeflateFailure: Error {
    /// The error message of the library.
    package var reason: String

    /// The number of bytes of the step's input that the library had used when it detected the error.
    package var consumed = 0
}

#if ISAL
    /// The library that inflates in this build.
    package typealias DeflateDecoder = ISALDecoder
#else
    /// The library that inflates in this build.
    package typealias DeflateDecoder = ZlibDecoder
#endif
