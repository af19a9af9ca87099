import NgramSystem

/// Writes aligned columns for people: a header, a line of hyphens, and the rows.
///
/// This is the only format that escapes text for terminals, with ``TerminalText/escape(_:asciiOnly:)``.
struct TableRowEncoder: RowEncoder {
    private let columns: [Column]
    private var widths: [Int]
    private var rows: [[Cell]] = []

    init(columns: [Column]) {
        self.columns = columns
        widths = columns.map { TerminalText.width(TerminalText.escape($0.name)) }
    }

    func begin(to sink: ByteSink) throws {}

    mutating func write(_ row: [Cell], to sink: ByteSink) throws {
        var text: [UInt8] = []
        for (index, (column, cell)) in zip(columns, row).enumerated() {
            text.removeAll(keepingCapacity: true)
            widths[index] = max(widths[index], Self.append(cell, of: column.kind, to: &text))
        }
        rows.append(row)
    }

    func end(to sink: ByteSink) throws {
        try writeLine(columns.map { .string($0.name) }, to: sink)
        try writeLine(widths.map { .string(String(repeating: "-", count: $0)) }, to: sink)
        for row in rows { try writeLine(row, to: sink) }
    }

    private func writeLine(_ row: [Cell], to sink: ByteSink) throws {
        try sink.append { buffer in
            // Padding is written only when more text follows, so no line ends in spaces.
            var pending = 0
            var text: [UInt8] = []
            for (index, (column, cell)) in zip(columns, row).enumerated() {
                text.removeAll(keepingCapacity: true)
                let width = Self.append(cell, of: column.kind, to: &text)
                let padding = max(0, widths[index] - width)
                if column.kind != .text { pending += padding }
                if !text.isEmpty {
                    buffer.append(contentsOf: repeatElement(UInt8(ascii: " "), count: pending))
                    buffer.append(contentsOf: text)
                    pending = 0
                }
                if column.kind == .text { pending += padding }
                pending += 2
            }
            buffer.append(UInt8(ascii: "\n"))
        }
    }

    /// Appends the text of a cell.
    ///
    /// - Returns: Its width in terminal columns.
    private static func append(_ cell: Cell, of kind: Column.Kind, to text: inout [UInt8]) -> Int {
        switch cell {
        case .text(let ngram):
            return append(ngram.bytes, to: &text)
        case .string(let string):
            return append(Array(string.utf8), to: &text)
        case .integer(let value) where kind == .count:
            DecimalDigits.appendGrouped(value, to: &text)
            return text.count
        case .integer(let value):
            DecimalDigits.append(value, to: &text)
            return text.count
        case .real(let value):
            return append(Array(Cell.text(ofReal: value, isJSON: false).utf8), to: &text)
        case .bytes(let bytes):
            return append(Cell.hexadecimal(bytes), to: &text)
        case .empty:
            return 0
        }
    }

    private static func append(_ bytes: [UInt8], to text: inout [UInt8]) -> Int {
        if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
            text.append(contentsOf: bytes)
            return bytes.count
        }
        let escaped = TerminalText.escape(String(decoding: bytes, as: UTF8.self))
        text.append(contentsOf: escaped.utf8)
        return TerminalText.width(escaped)
    }
}
