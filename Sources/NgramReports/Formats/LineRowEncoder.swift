import NgramModel
import NgramSystem

/// Writes each row as a line: csv, tsv, JSON Lines, and JSON as an array with an object per line.
///
/// An export may have hundreds of millions of rows, so the rows of the two large reports are written without making cells
/// first. Memory use does not depend on the number of rows: only one n-gram, in the encoding of the format, is held at a
/// time.
final class LineRowEncoder: RowEncoder {
    /// The format.
    enum Syntax: Sendable {
        case csv, tsv, json, jsonl
    }

    /// Bytes at a fixed address, until the encoder deallocates them.
    private struct FixedBytes {
        let bytes: UnsafeBufferPointer<UInt8>

        init(_ text: [UInt8]) {
            let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
            _ = memory.initialize(from: text)
            bytes = UnsafeBufferPointer(memory)
        }

        /// The byte, if there is exactly one.
        @inline(__always)
        var single: UInt8? { bytes.count == 1 ? bytes[0] : nil }

        /// Bounds: There must be room for `bytes.count` bytes.
        @inline(__always)
        func write(to cursor: inout UnsafeMutablePointer<UInt8>) {
            guard let start = bytes.baseAddress else { return }
            cursor.update(from: start, count: bytes.count)
            cursor += bytes.count
        }
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
    /// `separator` and the first of `leads`.
    private let firstLead: [UInt8]
    /// The largest number of bytes that a row takes besides its n-gram.
    private let roomForNumbers: Int
    private var isFirst = true

    /// Encoded rows that have not yet been passed to the sink.
    private let scratch: UnsafeMutableBufferPointer<UInt8>
    /// The beginning of a row up to its first number, encoded once for all rows of an n-gram.
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
        precondition(roomForNumbers <= scratch.count / 2, "the names of the columns are too long")
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
                case .empty: if text == .json { buffer.append(contentsOf: "null".utf8) }
                }
            }
            buffer.append(contentsOf: end.bytes)
        }
        isFirst = false
    }

    func write(_ total: NgramTotal, to sink: ByteSink) throws {
        guard total.ngram.bytes.count <= Self.longestShort else {
            return try write(rows: CollectionOfOne(total), of: total.ngram.bytes, to: sink) { total, cursor in
                writeNumbers(of: total, to: &cursor)
                end.write(to: &cursor)
            }
        }
        // Directly to the sink's buffer, because a short n-gram cannot make it much larger.
        try sink.append { buffer in
            if isFirst { isFirst = false } else if !separator.isEmpty { buffer.append(contentsOf: separator) }
            if !leads[0].bytes.isEmpty { buffer.append(contentsOf: leads[0].bytes) }
            text.append(total.ngram.bytes, to: &buffer)
            guard let start = scratch.baseAddress else { return }
            var cursor = start
            leads[1].write(to: &cursor)
            writeNumbers(of: total, to: &cursor)
            end.write(to: &cursor)
            buffer.append(contentsOf: UnsafeBufferPointer(start: start, count: cursor - start))
        }
    }

    /// Bounds: There must be room for `roomForNumbers`.
    @inline(__always)
    private func writeNumbers(of total: NgramTotal, to cursor: inout UnsafeMutablePointer<UInt8>) {
        DecimalDigits.write(total.matchCount, to: &cursor)
        leads[2].write(to: &cursor)
        DecimalDigits.write(total.volumeCount, to: &cursor)
        leads[3].write(to: &cursor)
        write(total.years?.lowerBound, to: &cursor)
        leads[4].write(to: &cursor)
        write(total.years?.upperBound, to: &cursor)
    }

    func write(_ series: [Observation], of ngram: [UInt8], to sink: ByteSink) throws {
        let (match, volume, end) = (leads[2], leads[3], end)
        if let first = match.single, let second = volume.single, let last = end.single {
            // csv and tsv: writing separators without calls or branches makes this 10 % faster.
            try write(rows: series, of: ngram, to: sink) { observation, cursor in
                DecimalDigits.write(Int64(observation.year), first, to: &cursor)
                DecimalDigits.write(observation.matchCount, second, to: &cursor)
                DecimalDigits.write(observation.volumeCount, last, to: &cursor)
            }
        } else {
            try write(rows: series, of: ngram, to: sink) { observation, cursor in
                DecimalDigits.write(Int64(observation.year), to: &cursor)
                match.write(to: &cursor)
                DecimalDigits.write(observation.matchCount, to: &cursor)
                volume.write(to: &cursor)
                DecimalDigits.write(observation.volumeCount, to: &cursor)
                end.write(to: &cursor)
            }
        }
    }

    /// Writes rows that consist of one n-gram and numbers.
    ///
    /// Bounds: A row takes `beginning` and at most `roomForNumbers` bytes. If two such rows do not fit in `scratch`,
    /// `beginning` goes directly to the sink, and only the rest of the row passes through `scratch`.
    ///
    /// - Parameter numbers: Writes the second and all later cells, and `end`. The second cell's lead is already written;
    ///   before each later cell it writes the cell's lead. A cell may take `DecimalDigits.maximumCount` bytes.
    @inline(__always)
    private func write<Row>(
        rows: some Collection<Row>, of ngram: [UInt8], to sink: ByteSink,
        numbers: (Row, inout UnsafeMutablePointer<UInt8>) -> Void
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
                    numbers(row, &cursor)
                }
                try sink.append(contentsOf: UnsafeBufferPointer(start: unsent, count: cursor - unsent))
            } else {
                var surplus = surplus
                for row in rows {
                    try sink.append(contentsOf: UnsafeBufferPointer(rebasing: beginning.dropFirst(surplus)))
                    surplus = 0
                    cursor = start
                    numbers(row, &cursor)
                    try sink.append(contentsOf: UnsafeBufferPointer(start: start, count: cursor - start))
                }
            }
        }
    }

    /// Writes a year; writes an empty cell if it is nil.
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
