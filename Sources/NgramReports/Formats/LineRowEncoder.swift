import NgramModel
import NgramSystem

/// Writes rows a line each: csv, tsv, JSON Lines, and JSON as an array with an object a line.
///
/// All rows of these formats are written here. An export has hundreds of millions of them, so the rows of the two large
/// reports do not become cells first. Memory does not depend on the number of rows: only one n-gram, as the format
/// writes it, is held at a time.
final class LineRowEncoder: RowEncoder {
    /// What distinguishes the formats.
    enum Syntax: Sendable {
        case csv, tsv, json, jsonl
    }

    /// Bytes at a fixed address for as long as the encoder lives.
    private struct FixedBytes {
        let bytes: UnsafeBufferPointer<UInt8>

        init(_ text: [UInt8]) {
            let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
            _ = memory.initialize(from: text)
            bytes = UnsafeBufferPointer(memory)
        }

        /// Bounds: there must be room for `bytes.count` bytes. The one byte of csv and tsv is worth a case of its own.
        @inline(__always)
        func write(to cursor: inout UnsafeMutablePointer<UInt8>) {
            guard let start = bytes.baseAddress else { return }
            if bytes.count == 1 {
                cursor.pointee = start.pointee
            } else {
                cursor.update(from: start, count: bytes.count)
            }
            cursor += bytes.count
        }
    }

    private let syntax: Syntax
    private let columns: [Column]
    private let text: TextField
    /// What separates a row from the one before it.
    private let separator: [UInt8]
    /// What precedes each cell: nothing or a separator, or `{"name":` and `,"name":`.
    private let leads: [FixedBytes]
    /// What follows the last cell.
    private let end: FixedBytes
    private var isFirst = true

    /// Rows on their way to the sink.
    private let scratch: UnsafeMutableBufferPointer<UInt8>
    /// The beginning of a row up to its first number, written once for all rows of an n-gram.
    private var beginning: [UInt8] = []

    init(_ syntax: Syntax, columns: [Column]) {
        self.syntax = syntax
        self.columns = columns
        scratch = .allocate(capacity: 32 << 10)
        switch syntax {
        case .csv: text = .csv
        case .tsv: text = .tsv
        case .json, .jsonl: text = .json
        }
        separator = syntax == .json ? [UInt8(ascii: ",")] : []
        end = FixedBytes(Array((syntax == .json ? "}" : syntax == .jsonl ? "}\n" : "\n").utf8))
        leads = columns.enumerated().map { index, column in
            switch syntax {
            case .csv: return FixedBytes(Array((index == 0 ? "" : ",").utf8))
            case .tsv: return FixedBytes(Array((index == 0 ? "" : "\t").utf8))
            case .json, .jsonl:
                var lead = Array((index > 0 ? "," : syntax == .json ? "\n{" : "{").utf8)
                TextField.json.append(Array(column.name.utf8), to: &lead)
                return FixedBytes(lead + [UInt8(ascii: ":")])
            }
        }
    }

    deinit {
        for text in leads + [end] { text.bytes.deallocate() }
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

    /// Ends the array of json without a line end.
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
                case .empty: if text == .json { buffer.append(contentsOf: "null".utf8) }
                }
            }
            buffer.append(contentsOf: end.bytes)
        }
        isFirst = false
    }

    func write(_ total: NgramTotal, to sink: ByteSink) throws {
        let (volume, first, last) = (leads[2], leads[3], leads[4])
        try write(rows: CollectionOfOne(total), of: total.ngram.bytes, to: sink) { total, cursor in
            DecimalDigits.write(total.matchCount, to: &cursor)
            volume.write(to: &cursor)
            DecimalDigits.write(total.volumeCount, to: &cursor)
            first.write(to: &cursor)
            write(total.years?.lowerBound, to: &cursor)
            last.write(to: &cursor)
            write(total.years?.upperBound, to: &cursor)
        }
    }

    func write(_ series: [Observation], of ngram: [UInt8], to sink: ByteSink) throws {
        let (match, volume) = (leads[2], leads[3])
        try write(rows: series, of: ngram, to: sink) { observation, cursor in
            DecimalDigits.write(Int64(observation.year), to: &cursor)
            match.write(to: &cursor)
            DecimalDigits.write(observation.matchCount, to: &cursor)
            volume.write(to: &cursor)
            DecimalDigits.write(observation.volumeCount, to: &cursor)
        }
    }

    /// Writes rows that consist of one n-gram and numbers.
    ///
    /// Bounds: before a row there is room in `scratch` for `roomForRow`, which is the n-gram's field where it is written
    /// there, and for every other column its lead and a number. A field that does not fit twice goes to the sink itself.
    ///
    /// - Parameter numbers: Writes the second and all further cells, without the second's lead. It writes what precedes
    ///   a cell from `leads`, and at most `DecimalDigits.maximumCount` bytes for the cell.
    @inline(__always)
    private func write<Row>(
        rows: some Collection<Row>, of ngram: [UInt8], to sink: ByteSink,
        numbers: (Row, inout UnsafeMutablePointer<UInt8>) -> Void
    ) throws {
        beginning.removeAll(keepingCapacity: true)
        beginning.append(contentsOf: separator)
        beginning.append(contentsOf: leads[0].bytes)
        text.append(ngram, to: &beginning)
        beginning.append(contentsOf: leads[1].bytes)
        guard let start = scratch.baseAddress, !rows.isEmpty else { return }
        let roomForNumbers =
            leads.dropFirst(2).reduce(end.bytes.count) { $0 + $1.bytes.count }
            + (leads.count - 1) * DecimalDigits.maximumCount
        let isShort = beginning.count + roomForNumbers <= scratch.count / 2
        let roomForRow = isShort ? beginning.count + roomForNumbers : roomForNumbers
        precondition(roomForRow <= scratch.count, "the names of the columns leave no room")
        var cursor = start
        let limit = start + (scratch.count - roomForRow)
        try beginning.withUnsafeBufferPointer { whole in
            var field = isFirst ? UnsafeBufferPointer(rebasing: whole.dropFirst(separator.count)) : whole
            for row in rows {
                if cursor > limit { try empty(from: start, to: &cursor, into: sink) }
                if isShort {
                    cursor.update(from: field.baseAddress!, count: field.count)
                    cursor += field.count
                } else {
                    try empty(from: start, to: &cursor, into: sink)
                    try sink.append(contentsOf: field)
                }
                numbers(row, &cursor)
                end.write(to: &cursor)
                field = whole
            }
        }
        try empty(from: start, to: &cursor, into: sink)
        isFirst = false
    }

    /// Hands the bytes before the cursor to the sink and moves the cursor back to the start.
    private func empty(
        from start: UnsafeMutablePointer<UInt8>, to cursor: inout UnsafeMutablePointer<UInt8>, into sink: ByteSink
    ) throws {
        try sink.append(contentsOf: UnsafeBufferPointer(start: start, count: cursor - start))
        cursor = start
    }

    /// Writes a year, or that there is none.
    private func write(_ year: Int?, to cursor: inout UnsafeMutablePointer<UInt8>) {
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
