/// Writes the rows of n-grams as an edition lays them out, into a buffer that is handed on when full.
///
/// Rows are written by the ten million, so no row makes a `String` or an array.
final class RowEncoder {
    private static let capacity = 512 * 1024
    /// Bytes of a row besides the n-gram: three or four numbers of at most 19 digits, the year's 4, separators.
    private static let rowOverhead = 4 * 20 + 8

    private let edition: SampleEdition
    private var buffer: UnsafeMutableBufferPointer<UInt8>
    private var used = 0
    /// Rows written: lines, or tuples of a wide row.
    private(set) var rows = 0

    init(edition: SampleEdition) {
        self.edition = edition
        buffer = .allocate(capacity: RowEncoder.capacity)
    }

    deinit {
        buffer.deallocate()
    }

    /// Writes an n-gram's rows; what is full goes to `writer`.
    func encode(_ word: [UInt8], _ years: [YearCount], to writer: any PackedWriter) throws {
        let needed = (years.count + 1) * (word.count + RowEncoder.rowOverhead)
        try makeRoom(for: needed, writer: writer)
        rows += years.count
        // All writes below stay within `needed` bytes, which the buffer now has after `used`: see `rowOverhead`.
        word.withUnsafeBufferPointer { word in
            guard let base = buffer.baseAddress, let letters = word.baseAddress else { return }
            var cursor = RowCursor(base + used)
            switch edition {
            case .v2009:
                for year in years { cursor.appendFiveColumns(letters, word.count, year) }
            case .v2012:
                for year in years { cursor.appendFourColumns(letters, word.count, year) }
            case .v2020:
                cursor.append(letters, word.count)
                for year in years { cursor.appendTuple(year) }
                cursor.append(UInt8(ascii: "\n"))
            }
            used = cursor.position - base
        }
    }

    /// Hands on what is left.
    func flush(to writer: any PackedWriter) throws {
        try writer.write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<used]))
        used = 0
    }

    private func makeRoom(for needed: Int, writer: any PackedWriter) throws {
        guard used + needed > buffer.count else { return }
        try flush(to: writer)
        guard needed > buffer.count else { return }
        buffer.deallocate()
        buffer = .allocate(capacity: needed)
    }
}
