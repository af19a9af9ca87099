import NgramSystem

/// Comma-separated values after RFC 4180, with `\n` line ends.
package struct CSVRowEncoder: RowEncoder {
    package let columns: [Column]

    package func begin(to sink: ByteSink) throws {
        try write(columns.map { .string($0.name) }, to: sink)
    }

    package func write(_ row: [Cell], to sink: ByteSink) throws {
        try sink.append { buffer in
            for (index, cell) in row.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                switch cell {
                case .text(let ngram): Self.append(ngram.bytes, to: &buffer)
                case .string(let text): Self.append(text.utf8, to: &buffer)
                case .integer(let value): DecimalDigits.append(value, to: &buffer)
                case .empty: break
                }
            }
            buffer.append(UInt8(ascii: "\n"))
        }
    }

    package func end(to sink: ByteSink) throws {}

    /// "Fields containing line breaks (CRLF), double quotes, and commas should be enclosed in double-quotes. […] a
    /// double-quote appearing inside a field must be escaped by preceding it with another double quote." (RFC 4180, 2)
    package static func append(_ field: some Collection<UInt8>, to buffer: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let special = { (byte: UInt8) in
            byte == UInt8(ascii: ",") || byte == quote || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
        }
        guard field.contains(where: special) else {
            buffer.append(contentsOf: field)
            return
        }
        buffer.append(quote)
        for byte in field {
            if byte == quote { buffer.append(quote) }
            buffer.append(byte)
        }
        buffer.append(quote)
    }
}
