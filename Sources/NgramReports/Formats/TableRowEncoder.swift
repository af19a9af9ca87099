import NgramSystem

/// Writes aligned columns for people: a header, a line of hyphens, and the rows.
///
/// This is the only format that escapes text for terminals, with ``TerminalText/escape(_:asciiOnly:)``.
struct TableRowEncoder: RowEncoder {
    private let columns: [Column]
    private var widths: [Int]
    private var rows = Lines()

    /// The texts of cells, one after another, because each takes less memory than a cell and is made once.
    private struct Lines {
        var text: [UInt8] = []
        /// For each cell, where its text ends, and how many terminal columns it takes.
        var cells: [(end: Int, width: Int32)] = []
    }

    init(columns: [Column]) {
        self.columns = columns
        widths = columns.map { TerminalText.width(TerminalText.escape($0.name)) }
    }

    func begin(to sink: ByteSink) throws {}

    mutating func write(_ row: [Cell], to sink: ByteSink) throws {
        for index in columns.indices {
            let width = Self.append(row[index], of: columns[index].kind, to: &rows)
            if width > widths[index] { widths[index] = width }
        }
    }

    func end(to sink: ByteSink) throws {
        var header = Lines()
        for column in columns { Self.append(.string(column.name), of: .text, to: &header) }
        for width in widths { Self.append(.string(String(repeating: "-", count: width)), of: .text, to: &header) }
        try write(header, to: sink)
        try write(rows, to: sink)
    }

    private func write(_ lines: Lines, to sink: ByteSink) throws {
        var start = 0
        for first in stride(from: 0, to: lines.cells.count, by: max(1, columns.count)) {
            try sink.append { buffer in
                // Padding is written only when more text follows, so no line ends in spaces.
                var pending = 0
                for index in columns.indices {
                    let cell = lines.cells[first + index]
                    let padding = widths[index] - Int(cell.width)
                    let isText = columns[index].kind == .text
                    if !isText { pending += padding }
                    if cell.end > start {
                        for _ in 0..<pending { buffer.append(UInt8(ascii: " ")) }
                        buffer.append(contentsOf: lines.text[start..<cell.end])
                        start = cell.end
                        pending = 0
                    }
                    if isText { pending += padding }
                    pending += 2
                }
                buffer.append(UInt8(ascii: "\n"))
            }
        }
    }

    /// Appends a cell.
    ///
    /// - Returns: The width of its text in terminal columns.
    @discardableResult
    private static func append(_ cell: Cell, of kind: Column.Kind, to lines: inout Lines) -> Int {
        let start = lines.text.count
        // All but text takes as many columns as bytes.
        var width: Int?
        switch cell {
        case .text(let ngram): width = append(ngram.bytes, to: &lines.text)
        case .string(let string): width = append(Array(string.utf8), to: &lines.text)
        case .integer(let value) where kind == .count: DecimalDigits.appendGrouped(value, to: &lines.text)
        case .integer(let value): DecimalDigits.append(value, to: &lines.text)
        case .real(let value): lines.text.append(contentsOf: Cell.text(ofReal: value, isJSON: false).utf8)
        case .bytes(let bytes): lines.text.append(contentsOf: Cell.hexadecimal(bytes))
        case .empty: break
        }
        let end = lines.text.count
        lines.cells.append((end, Int32(width ?? end - start)))
        return width ?? end - start
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
