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

/// A place between two deflate blocks, from which a decoder can continue without the data before it.
package struct DeflateBoundary: Equatable, Sendable {
    /// The largest distance in bytes over which deflate data refers back (RFC 1951, section 2).
    package static let largestWindow = 32 << 10

    /// The number of input bits that the decoder has consumed and not yet used. They belong to the next block.
    package var pendingBits: Int

    /// The last bytes of the output, at most `largestWindow`; all of it when it is shorter.
    package var window: [UInt8]

    /// A boundary with the given bits and output before it.
    package init(pendingBits: Int, window: [UInt8]) {
        self.pendingBits = pendingBits
        self.window = window
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
