/// How deflate data is wrapped.
enum DeflateFraming {
    /// A gzip member (RFC 1952).
    case gzip
    /// Bare deflate data (RFC 1951), as in a zip file.
    case raw
}

/// What one call of a decoder came to.
struct DeflateStep {
    var consumed: Int
    var produced: Int
    var isAtEnd: Bool
}

/// The data breaks the format; the text is the library's.
struct DeflateFailure: Error {
    var reason: String
}

#if ISAL
    /// The library that inflates in this build.
    typealias DeflateDecoder = ISALDecoder
#else
    /// The library that inflates in this build.
    typealias DeflateDecoder = ZlibDecoder
#endif
