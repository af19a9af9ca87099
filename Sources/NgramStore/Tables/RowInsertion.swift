import GRDBSQLite

/// Inserts rows that consist of a text and numbers into a table of a `TableFile`.
///
/// Rows are kept until one statement can insert many. A statement per row takes three times as long, because each one
/// begins at the root of the table.
final class RowInsertion {
    /// Rows per statement. With more there was no further gain.
    private static let batch = 32
    /// Bytes of texts that are kept, unless one text alone is longer.
    private static let longestTexts = 1 << 20

    private let file: TableFile
    private let numbersPerRow: Int
    private let one: OpaquePointer?
    private let many: OpaquePointer?
    /// The texts of the rows that are kept, and then the current one.
    private var bytes: [UInt8] = []
    /// Where in `bytes` the current text is.
    private var current = 0..<0
    /// Where in `bytes` the text of each row is that is kept.
    private var texts: [Range<Int>] = []
    private var numbers: [Int64?] = []

    /// Prepares the insertion of rows of a text and the given number of numbers.
    init(into table: String, numbers: Int, of file: TableFile) throws {
        self.file = file
        numbersPerRow = numbers
        let row = "(" + repeatElement("?", count: numbers + 1).joined(separator: ", ") + ")"
        one = try file.prepare("INSERT INTO \(table) VALUES \(row)")
        let rows = repeatElement(row, count: Self.batch).joined(separator: ", ")
        many = try file.prepare("INSERT INTO \(table) VALUES \(rows)")
    }

    deinit {
        sqlite3_finalize(one)
        sqlite3_finalize(many)
    }

    /// Sets the text of the following rows.
    func setText(_ text: [UInt8]) {
        let start = texts.last?.upperBound ?? 0
        bytes.removeSubrange(start...)
        bytes.append(contentsOf: text)
        current = start..<bytes.count
    }

    /// Adds a number to the row, NULL for nil.
    @inline(__always)
    func add(_ number: Int64?) {
        numbers.append(number)
    }

    /// Ends the row.
    /// - Throws: `OutputFailure`.
    @inline(__always)
    func endRow() throws {
        texts.append(current)
        if texts.count == Self.batch || bytes.count > Self.longestTexts { try insertAll() }
    }

    /// Inserts the rows that are kept. Must be called after the last row.
    /// - Throws: `OutputFailure`.
    func insertAll() throws {
        // Bounds: every range of `texts` is within `bytes`, which stay in place while the statements run. Each row has
        // `numbersPerRow` numbers. Values that stay bound are replaced before the statement runs again.
        try bytes.withUnsafeBytes { bytes in
            if texts.count == Self.batch {
                for row in texts.indices { bind(row, at: row, of: many, bytes) }
                try run(many)
            } else {
                for row in texts.indices {
                    bind(row, at: 0, of: one, bytes)
                    try run(one)
                }
            }
        }
        texts.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        bytes.removeSubrange(..<current.lowerBound)
        current = 0..<current.count
    }

    private func bind(_ row: Int, at place: Int, of statement: OpaquePointer?, _ bytes: UnsafeRawBufferPointer) {
        var parameter = Int32(place * (numbersPerRow + 1) + 1)
        let text = UnsafeRawBufferPointer(rebasing: bytes[texts[row]])
        // A null pointer would bind NULL, and an empty buffer may have no address.
        let start = text.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
        sqlite3_bind_text(
            statement, parameter, start?.assumingMemoryBound(to: CChar.self), Int32(clamping: text.count), nil)
        for number in numbers[(row * numbersPerRow)..<((row + 1) * numbersPerRow)] {
            parameter += 1
            if let number {
                sqlite3_bind_int64(statement, parameter, number)
            } else {
                sqlite3_bind_null(statement, parameter)
            }
        }
    }

    private func run(_ statement: OpaquePointer?) throws {
        let code = sqlite3_step(statement)
        defer { sqlite3_reset(statement) }
        guard code == SQLITE_DONE else { throw file.failure(code) }
    }
}
