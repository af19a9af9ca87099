/// Strings of JSON, as bytes.
package enum JSONText {
    /// Appends a quoted JSON string that stands for the given UTF-8.
    ///
    /// What is not UTF-8 becomes U+FFFD, since RFC 8259 lets JSON be nothing else. Quotes, backslashes and all control
    /// characters are escaped; beyond what the RFC asks that includes DEL and C1, which a terminal would obey.
    package static func append(_ utf8: some Collection<UInt8>, to buffer: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        buffer.append(quote)
        if utf8.allSatisfy(isPlain) {
            buffer.append(contentsOf: utf8)
        } else {
            for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars { append(scalar, to: &buffer) }
        }
        buffer.append(quote)
    }

    /// Whether a byte is a character by itself that needs no escape.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func append(_ scalar: Unicode.Scalar, to buffer: inout [UInt8]) {
        switch scalar {
        case "\"": buffer.append(contentsOf: #"\""#.utf8)
        case "\\": buffer.append(contentsOf: #"\\"#.utf8)
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
            buffer.append(contentsOf: #"\u00"#.utf8)
            buffer.append(hexadecimalDigit(scalar.value >> 4))
            buffer.append(hexadecimalDigit(scalar.value & 0xF))
        default: buffer.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    /// The upper-case digit of a value from 0 to 15.
    private static func hexadecimalDigit(_ value: UInt32) -> UInt8 {
        let digit = UInt8(truncatingIfNeeded: value & 0xF)
        return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }
}
