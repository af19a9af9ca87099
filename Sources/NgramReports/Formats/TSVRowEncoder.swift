import NgramSystem

/// Tab-separated values with `\n` line ends and no quoting, as `cut` and `awk` read them.
package struct TSVRowEncoder: RowEncoder {
    package let columns: [Column]

    package func begin(to sink: ByteSink) throws {
        try write(columns.map { .string($0.name) }, to: sink)
    }

    package func write(_ row: [Cell], to sink: ByteSink) throws {
        try sink.append { buffer in
            for (index, cell) in row.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: "\t")) }
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

    /// Appends a field byte for byte. An n-gram never holds a tab or a line feed; the name of a file may, and is then
    /// written with `\t` and `\n`, so that a row stays a row.
    private static func append(_ field: some Collection<UInt8>, to buffer: inout [UInt8]) {
        guard field.contains(where: { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\n") }) else {
            buffer.append(contentsOf: field)
            return
        }
        for byte in field {
            switch byte {
            case UInt8(ascii: "\t"): buffer.append(contentsOf: #"\t"#.utf8)
            case UInt8(ascii: "\n"): buffer.append(contentsOf: #"\n"#.utf8)
            default: buffer.append(byte)
            }
        }
    }
}
