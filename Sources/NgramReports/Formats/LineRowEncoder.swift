import NgramModel
import NgramSystem

/// Writes each row as a line: csv, tsv, JSON Lines, and JSON as an array with an object per line.
///
/// An export may have hundreds of millions of rows, so the rows of the two large reports are written without making
/// cells first. Memory use does not depend on the number of rows: only one n-gram, in the encoding of the format, is
/// held at a time.
final class LineRowEncoder: RowEncoder {
    /// The format.
    enum Syntax: Sendable {
        case csv, tsv, json, jsonl
    }

    /// The largest size in bytes of an n-gram that is written directly to the sink's buffer.
    private static let longestShort = 4096

    private let syntax: Syntax
    private let columns: [Column]
    private let text: TextField
    /// Separates a row from the previous one.
    private let separator: [UInt8]
    /// The bytes before each cell: nothing or a separator in csv and tsv; `{"name":` or `,"name":` in JSON.
    private let leads: UnsafeMutableBufferPointer<FixedBytes>
    /// The bytes after the last cell.
    private let end: FixedBytes
    /// The byte between two cells in csv and tsv; nil in the other formats.
    private let delimiter: UInt8?
    /// The separator and the first of the leads.
    private let firstLead: [UInt8]
    /// The largest number of bytes that a row takes in addition to its n-gram.
    private let roomForNumbers: Int
    private var isFirst = true

    /// Encoded rows that have not yet been passed to the sink.
    private let scratch: UnsafeMutableBufferPointer<UInt8>
    /// The beginning of a row up to its first number, encoded once for all rows of an n-gram.
    private var beginning: [UInt8] = []

    /// - Parameter field: what JSON objects have in addition to the columns.
    init(_ syntax: Syntax, columns: [Column], _ field: ConstantField? = nil) {
        self.syntax = syntax
        self.columns = columns
        switch syntax {
        case .csv: text = .csv
        case .tsv: text = .tsv
        case .json, .jsonl: text = .json
        }
        switch syntax {
        case .csv: delimiter = UInt8(ascii: ",")
        case .tsv: delimiter = UInt8(ascii: "\t")
        case .json, .jsonl: delimiter = nil
        }
        separator = syntax == .json ? [UInt8(ascii: ",")] : []
        var last: [UInt8] = []
        if let field, text == .json {
            last.append(UInt8(ascii: ","))
            TextField.json.append(Array(field.name.utf8), to: &last)
            last += Array(":\(field.value)".utf8)
        }
        end = FixedBytes(last + Array((syntax == .json ? "}" : syntax == .jsonl ? "}\n" : "\n").utf8))
        let leads = columns.enumerated().map { index, column -> FixedBytes in
            switch syntax {
            case .csv: return FixedBytes(Array((index == 0 ? "" : ",").utf8))
            case .tsv: return FixedBytes(Array((index == 0 ? "" : "\t").utf8))
            case .json, .jsonl:
                var lead = Array((index > 0 ? "," : syntax == .json ? "\n{" : "{").utf8)
                TextField.json.append(Array(column.name.utf8), to: &lead)
                return FixedBytes(lead + [UInt8(ascii: ":")])
            }
        }
        self.leads = .allocate(capacity: leads.count)
        _ = self.leads.initialize(from: leads)
        firstLead = separator + (leads.first.map { Array($0.bytes) } ?? [])
        roomForNumbers =
            leads.reduce(end.bytes.count) { $0 + $1.bytes.count }
            + columns.count * DecimalDigits.maximumCount
        // The columns of a query in SQL may have names of any length.
        scratch = .allocate(capacity: max(32 << 10, 2 * roomForNumbers))
    }

    deinit {
        for lead in leads { lead.bytes.deallocate() }
        leads.deallocate()
        end.bytes.deallocate()
        scratch.deallocate()
    }

    func begin(to sink: ByteSink) throws {
        switch syntax {
        case .csv, .tsv: try write(columns.map { .string($0.name) }, to: sink)
        case .json: try sink.append { $0.append(UInt8(ascii: "[")) }
        case .jsonl: break
        }
    }

    func end(to sink: ByteSink) throws {
        guard syntax == .json else { return }
        try endArray(to: sink)
        try sink.append { $0.append(UInt8(ascii: "\n")) }
    }

    /// Ends the array of json, without a newline after it.
    func endArray(to sink: ByteSink) throws {
        try sink.append { $0.append(contentsOf: (isFirst ? "]" : "\n]").utf8) }
    }

    func write(_ row: [Cell], to sink: ByteSink) throws {
        try sink.append { buffer in
            if !isFirst { buffer.append(contentsOf: separator) }
            for (lead, cell) in zip(leads, row) {
                buffer.append(contentsOf: lead.bytes)
                switch cell {
                case .text(let ngram): text.append(ngram.bytes, to: &buffer)
                case .string(let string): text.append(Array(string.utf8), to: &buffer)
                case .integer(let value): DecimalDigits.append(value, to: &buffer)
                case .real(let value):
                    buffer.append(contentsOf: Cell.text(ofReal: value, isJSON: text == .json).utf8)
                case .bytes(let bytes): text.append(Cell.hexadecimal(bytes), to: &buffer)
                case .empty: if text == .json { buffer.append(contentsOf: "null".utf8) }
                }
            }
            buffer.append(contentsOf: end.bytes)
        }
        isFirst = false
    }

    func write(_ total: BorrowedTotal, to sink: ByteSink) throws {
        guard total.ngram.count <= Self.longestShort else {
            return try write(
                rows: CollectionOfOne(total), of: total.ngram, to: sink, cells: TotalCells(leads, end, text))
        }
        // Directly to the sink's buffer, because a short n-gram cannot make it much larger.
        try sink.append { buffer in
            if isFirst { isFirst = false } else if !separator.isEmpty { buffer.append(contentsOf: separator) }
            if !leads[0].bytes.isEmpty { buffer.append(contentsOf: leads[0].bytes) }
            text.append(total.ngram, to: &buffer)
            guard let start = scratch.baseAddress else { return }
            var cursor = start
            if let delimiter, let years = total.years {
                cursor.pointee = delimiter
                cursor += 1
                DecimalDigits.write(total.matchCount, delimiter, to: &cursor)
                DecimalDigits.write(total.volumeCount, delimiter, to: &cursor)
                DecimalDigits.write(Int64(years.lowerBound), delimiter, to: &cursor)
                DecimalDigits.write(Int64(years.upperBound), UInt8(ascii: "\n"), to: &cursor)
            } else {
                leads[1].write(to: &cursor)
                TotalCells(leads, end, text).write(total, to: &cursor)
            }
            buffer.append(contentsOf: UnsafeBufferPointer(start: start, count: cursor - start))
        }
    }

    func write(
        _ series: UnsafeBufferPointer<Observation>, of ngram: UnsafeRawBufferPointer, to sink: ByteSink
    ) throws {
        if let delimiter {
            try write(rows: series, of: ngram, to: sink, cells: DelimitedYearCells(delimiter: delimiter))
        } else {
            try write(rows: series, of: ngram, to: sink, cells: YearCells(match: leads[2], volume: leads[3], end: end))
        }
    }

    /// Writes rows that consist of one n-gram and numbers.
    ///
    /// Bounds: A row takes `beginning` and at most `roomForNumbers` bytes. If two such rows do not fit in `scratch`,
    /// `beginning` goes directly to the sink, and only the rest of the row passes through `scratch`.
    private func write<Cells: NumberCells>(
        rows: some Collection<Cells.Row>, of ngram: UnsafeRawBufferPointer, to sink: ByteSink, cells: Cells
    ) throws {
        guard let start = scratch.baseAddress, !rows.isEmpty else { return }
        // Moved out of the object while it is in use, to avoid copies and exclusivity checks at each access.
        var beginning: [UInt8] = []
        swap(&beginning, &self.beginning)
        defer { swap(&beginning, &self.beginning) }
        beginning.removeAll(keepingCapacity: true)
        beginning.append(contentsOf: firstLead)
        text.append(ngram, to: &beginning)
        beginning.append(contentsOf: leads[1].bytes)
        // Every row is encoded with a separator before it, but that of the very first row is not passed to the sink.
        let surplus = isFirst ? separator.count : 0
        isFirst = false
        let roomForRow = beginning.count + roomForNumbers
        var cursor = start
        try beginning.withUnsafeBufferPointer { beginning in
            guard let text = beginning.baseAddress else { return }
            if roomForRow <= scratch.count / 2 {
                let limit = start + (scratch.count - roomForRow)
                var unsent = start + surplus
                for row in rows {
                    if cursor > limit {
                        try sink.append(contentsOf: UnsafeBufferPointer(start: unsent, count: cursor - unsent))
                        cursor = start
                        unsent = start
                    }
                    cursor.update(from: text, count: beginning.count)
                    cursor += beginning.count
                    cells.write(row, to: &cursor)
                }
                try sink.append(contentsOf: UnsafeBufferPointer(start: unsent, count: cursor - unsent))
            } else {
                var surplus = surplus
                for row in rows {
                    try sink.append(contentsOf: UnsafeBufferPointer(rebasing: beginning.dropFirst(surplus)))
                    surplus = 0
                    cursor = start
                    cells.write(row, to: &cursor)
                    try sink.append(contentsOf: UnsafeBufferPointer(start: start, count: cursor - start))
                }
            }
        }
    }
}

/// Bytes at a fixed address for as long as the encoder lives.
private struct FixedBytes {
    let bytes: UnsafeBufferPointer<UInt8>

    init(_ text: [UInt8]) {
        let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
        _ = memory.initialize(from: text)
        bytes = UnsafeBufferPointer(memory)
    }

    /// Bounds: there must be room for `bytes.count` bytes.
    @inline(__always)
    func write(to cursor: inout UnsafeMutablePointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        cursor.update(from: start, count: bytes.count)
        cursor += bytes.count
    }
}

/// The cells of a row after its n-gram, which are all numbers, and the end of the row. Each kind of row is a type, so
/// that the loop over the rows is compiled separately for each kind, with no call per row.
private protocol NumberCells {
    associatedtype Row

    /// Writes the cells, without the lead of the first cell.
    ///
    /// Bounds: at most `LineRowEncoder.roomForNumbers` bytes, because each cell takes one of the encoder's leads and at
    /// most `DecimalDigits.maximumCount` bytes.
    func write(_ row: Row, to cursor: inout UnsafeMutablePointer<UInt8>)
}

/// A year, its match and its volume count in csv and tsv, whose separators are single bytes.
private struct DelimitedYearCells: NumberCells {
    let delimiter: UInt8

    @inline(__always)
    func write(_ row: Observation, to cursor: inout UnsafeMutablePointer<UInt8>) {
        DecimalDigits.write(Int64(row.year), delimiter, to: &cursor)
        DecimalDigits.write(row.matchCount, delimiter, to: &cursor)
        DecimalDigits.write(row.volumeCount, UInt8(ascii: "\n"), to: &cursor)
    }
}

/// A year, its match and its volume count with the names of the columns before them.
private struct YearCells: NumberCells {
    let match: FixedBytes
    let volume: FixedBytes
    let end: FixedBytes

    @inline(__always)
    func write(_ row: Observation, to cursor: inout UnsafeMutablePointer<UInt8>) {
        DecimalDigits.write(Int64(row.year), to: &cursor)
        match.write(to: &cursor)
        DecimalDigits.write(row.matchCount, to: &cursor)
        volume.write(to: &cursor)
        DecimalDigits.write(row.volumeCount, to: &cursor)
        end.write(to: &cursor)
    }
}

/// The sums of an n-gram and its first and last year.
private struct TotalCells: NumberCells {
    private let leads: UnsafeMutableBufferPointer<FixedBytes>
    private let end: FixedBytes
    private let text: TextField

    init(_ leads: UnsafeMutableBufferPointer<FixedBytes>, _ end: FixedBytes, _ text: TextField) {
        (self.leads, self.end, self.text) = (leads, end, text)
    }

    func write(_ row: BorrowedTotal, to cursor: inout UnsafeMutablePointer<UInt8>) {
        DecimalDigits.write(row.matchCount, to: &cursor)
        leads[2].write(to: &cursor)
        DecimalDigits.write(row.volumeCount, to: &cursor)
        leads[3].write(to: &cursor)
        writeYear(row.years?.lowerBound, to: &cursor)
        leads[4].write(to: &cursor)
        writeYear(row.years?.upperBound, to: &cursor)
        end.write(to: &cursor)
    }

    /// Writes a year, or the representation of a missing year.
    private func writeYear(_ year: Int?, to cursor: inout UnsafeMutablePointer<UInt8>) {
        if let year {
            DecimalDigits.write(Int64(year), to: &cursor)
        } else if text == .json {
            for byte in "null".utf8 {
                cursor.pointee = byte
                cursor += 1
            }
        }
    }
}
