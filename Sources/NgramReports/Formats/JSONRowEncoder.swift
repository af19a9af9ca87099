import NgramSystem

/// A JSON array of objects, one object a line, so that line tools can still cut it.
package struct JSONRowEncoder: RowEncoder {
    /// What goes before each cell, `{"name":` or `,"name":`, escaped once for all rows.
    private let keys: [[UInt8]]
    private var isFirst = true

    package init(columns: [Column]) {
        keys = columns.enumerated().map { index, column in
            var key = [index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ",")]
            JSONText.append(column.name.utf8, to: &key)
            key.append(UInt8(ascii: ":"))
            return key
        }
    }

    package func begin(to sink: ByteSink) throws {
        try sink.append { $0.append(UInt8(ascii: "[")) }
    }

    package mutating func write(_ row: [Cell], to sink: ByteSink) throws {
        let continues = !isFirst
        isFirst = false
        try sink.append { buffer in
            if continues { buffer.append(UInt8(ascii: ",")) }
            buffer.append(UInt8(ascii: "\n"))
            for (index, cell) in row.enumerated() {
                buffer.append(contentsOf: keys[index])
                switch cell {
                case .text(let ngram): JSONText.append(ngram.bytes, to: &buffer)
                case .string(let text): JSONText.append(text.utf8, to: &buffer)
                case .integer(let value): DecimalDigits.append(value, to: &buffer)
                case .empty: buffer.append(contentsOf: "null".utf8)
                }
            }
            buffer.append(UInt8(ascii: "}"))
        }
    }

    package func end(to sink: ByteSink) throws {
        try endArray(to: sink)
        try sink.append { $0.append(UInt8(ascii: "\n")) }
    }

    private func endArray(to sink: ByteSink) throws {
        try sink.append { $0.append(contentsOf: (isFirst ? "]" : "\n]").utf8) }
    }

    /// Writes an object that holds each section's rows as an array under its name.
    package static func write(_ sections: [RowSection], to sink: ByteSink) throws {
        for (index, section) in sections.enumerated() {
            try sink.append { buffer in
                buffer.append(contentsOf: (index == 0 ? "{\n" : ",\n").utf8)
                JSONText.append(section.name.utf8, to: &buffer)
                buffer.append(contentsOf: ": ".utf8)
            }
            var encoder = JSONRowEncoder(columns: section.columns)
            try encoder.begin(to: sink)
            for row in section.rows { try encoder.write(row, to: sink) }
            try encoder.endArray(to: sink)
        }
        try sink.append { $0.append(contentsOf: (sections.isEmpty ? "{}\n" : "\n}\n").utf8) }
    }
}
