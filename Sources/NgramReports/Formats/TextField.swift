/// How a format writes text in a field. Only this type quotes and escapes for csv, tsv and JSON.
enum TextField: Sendable {
    /// Quoted only where necessary: "Fields containing line breaks (CRLF), double quotes, and commas should be enclosed
    /// in double-quotes. […] a double-quote appearing inside a field must be escaped by preceding it with another
    /// double quote." (RFC 4180, 2)
    case csv

    /// Never quoted. Tab, line feed, carriage return and backslash are written as `\t`, `\n`, `\r` and `\\`, as
    /// PostgreSQL's COPY does, so every row is one line and every text can be read back unchanged.
    case tsv

    /// A JSON string (RFC 8259). Bytes that are not UTF-8 become U+FFFD, because JSON must be UTF-8. Quotes,
    /// backslashes and all control characters are escaped. These include DEL and C1, which the RFC does not require but
    /// terminals interpret.
    case json

    /// Appends text, given as UTF-8.
    func append(_ utf8: [UInt8], to buffer: inout [UInt8]) {
        utf8.withUnsafeBytes { append($0, to: &buffer) }
    }

    /// Appends text, given as UTF-8.
    func append(_ utf8: UnsafeRawBufferPointer, to buffer: inout [UInt8]) {
        switch self {
        case .csv: Self.appendCSV(utf8, to: &buffer)
        case .tsv: Self.appendTSV(utf8, to: &buffer)
        case .json: Self.appendJSON(utf8, to: &buffer)
        }
    }

    private static var quote: UInt8 { UInt8(ascii: "\"") }
    private static var backslash: UInt8 { UInt8(ascii: "\\") }
    private static var newline: UInt8 { UInt8(ascii: "\n") }
    private static var carriageReturn: UInt8 { UInt8(ascii: "\r") }
    private static var tab: UInt8 { UInt8(ascii: "\t") }

    private static func appendCSV(_ utf8: UnsafeRawBufferPointer, to buffer: inout [UInt8]) {
        let isSpecial = { (byte: UInt8) in
            byte == UInt8(ascii: ",") || byte == quote || byte == newline || byte == carriageReturn
        }
        guard utf8.contains(where: isSpecial) else {
            buffer.append(contentsOf: utf8)
            return
        }
        buffer.append(quote)
        for byte in utf8 {
            if byte == quote { buffer.append(quote) }
            buffer.append(byte)
        }
        buffer.append(quote)
    }

    private static func appendTSV(_ utf8: UnsafeRawBufferPointer, to buffer: inout [UInt8]) {
        let isSpecial = { (byte: UInt8) in
            byte == tab || byte == newline || byte == carriageReturn || byte == backslash
        }
        guard utf8.contains(where: isSpecial) else {
            buffer.append(contentsOf: utf8)
            return
        }
        for byte in utf8 {
            switch byte {
            case tab: buffer.append(contentsOf: #"\t"#.utf8)
            case newline: buffer.append(contentsOf: #"\n"#.utf8)
            case carriageReturn: buffer.append(contentsOf: #"\r"#.utf8)
            case backslash: buffer.append(contentsOf: #"\\"#.utf8)
            default: buffer.append(byte)
            }
        }
    }

    private static func appendJSON(_ utf8: UnsafeRawBufferPointer, to buffer: inout [UInt8]) {
        let isPlain = { (byte: UInt8) in byte >= 0x20 && byte < 0x7F && byte != quote && byte != backslash }
        buffer.append(quote)
        if utf8.allSatisfy(isPlain) {
            buffer.append(contentsOf: utf8)
        } else {
            for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars { appendJSON(scalar, to: &buffer) }
        }
        buffer.append(quote)
    }

    private static func appendJSON(_ scalar: Unicode.Scalar, to buffer: inout [UInt8]) {
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

    /// The uppercase digit of a value from 0 to 15.
    private static func hexadecimalDigit(_ value: UInt32) -> UInt8 {
        let digit = UInt8(truncatingIfNeeded: value & 0xF)
        return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }
}
