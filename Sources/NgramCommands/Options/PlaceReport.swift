import NgramReports
import NgramStore

/// Reports what is wrong with a text that the user wrote, and where.
enum PlaceReport {
    /// The largest number of characters shown of the line, before the place and after it.
    private static let context = 50

    /// Writes the report to standard error.
    ///
    /// - Parameters:
    ///   - name: what the text is, for example "SQL".
    ///   - offset: the place in bytes; nil if it is not known.
    static func write(_ name: String, _ message: String, at offset: Int?, in text: [UInt8]) {
        guard let offset, offset <= text.count else { return Diagnostics.error("\(name): \(message)") }
        let (line, column, excerpt, indent) = place(of: offset, in: text)
        Diagnostics.error("\(name), line \(line), column \(column): \(message)")
        Diagnostics.write("  " + excerpt)
        Diagnostics.write(String(repeating: " ", count: 2 + indent) + "^")
    }

    /// The line and the column of a place, from 1, a part of the line, and how far from its start the place is shown.
    static func place(of offset: Int, in statement: [UInt8]) -> (line: Int, column: Int, excerpt: String, indent: Int) {
        let newline = UInt8(ascii: "\n")
        // A place between statements is shown at the text that follows.
        let isBlank = { (byte: UInt8) in byte == newline || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let offset = statement[offset...].firstIndex { !isBlank($0) } ?? offset
        let before = statement[..<offset]
        let start = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
        let end = statement[offset...].firstIndex(of: newline) ?? statement.count
        let left = String(decoding: statement[start..<offset], as: UTF8.self)
        let right = String(decoding: statement[offset..<end], as: UTF8.self)
        let shownLeft = TerminalText.escape((left.count > context ? "…" : "") + left.suffix(context))
        let shownRight = TerminalText.escape(right.prefix(context) + (right.count > context ? "…" : ""))
        return (
            before.count { $0 == newline } + 1, left.count + 1, shownLeft + shownRight, TerminalText.width(shownLeft)
        )
    }
}
