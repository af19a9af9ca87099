import NgramModel
import NgramSystem

/// How a command writes rows to standard output.
package enum OutputFormat: String, CaseIterable, Sendable {
    /// Aligned columns for a person at a terminal. The only format that escapes for terminals and groups digits.
    case table

    /// Comma-separated with a header row (RFC 4180). Lines end in `\n`.
    case csv

    /// Tab-separated with a header row. Tab, line feed, carriage return and backslash are `\t`, `\n`, `\r` and `\\`.
    case tsv

    /// An array of objects, one per line.
    case json

    /// The encoder of this format.
    ///
    /// - Parameter field: what the objects of json have in addition.
    func encoder(for columns: [Column], _ field: ConstantField?) -> any RowEncoder {
        switch self {
        case .table: TableRowEncoder(columns: columns)
        case .csv: LineRowEncoder(.csv, columns: columns)
        case .tsv: LineRowEncoder(.tsv, columns: columns)
        case .json: LineRowEncoder(.json, columns: columns, field)
        }
    }
}

/// How an export writes rows. Another program can read each of these formats row by row.
package enum ExportFormat: String, CaseIterable, Sendable {
    /// The same as ``OutputFormat/csv``.
    case csv

    /// The same as ``OutputFormat/tsv``.
    case tsv

    /// JSON Lines: an object per line, without an enclosing array.
    case jsonl

    /// The encoder of this format.
    ///
    /// - Parameter field: what the objects of jsonl have in addition.
    func encoder(for columns: [Column], _ field: ConstantField?) -> any RowEncoder {
        switch self {
        case .csv: LineRowEncoder(.csv, columns: columns)
        case .tsv: LineRowEncoder(.tsv, columns: columns)
        case .jsonl: LineRowEncoder(.jsonl, columns: columns, field)
        }
    }
}

/// A field of JSON with the same value in every object. The other formats do not have it.
package struct ConstantField: Sendable {
    var name: String
    var value: Int64

    /// A field with an integer.
    package init(name: String, value: Int64) { (self.name, self.value) = (name, value) }
}

/// Turns rows into the bytes of one format.
///
/// A value of this protocol is used once: `begin`, then any number of rows, then `end`. A row has as many cells as
/// there are columns.
protocol RowEncoder {
    /// Writes the header, or whatever precedes the first row in the format.
    mutating func begin(to sink: ByteSink) throws

    /// Writes a row, or keeps it if the format needs all rows before it can write any.
    mutating func write(_ row: [Cell], to sink: ByteSink) throws

    /// Writes a row of `RowColumns.totals`.
    mutating func write(_ total: BorrowedTotal, to sink: ByteSink) throws

    /// Writes the rows of `RowColumns.years` of an n-gram.
    mutating func write(
        _ series: UnsafeBufferPointer<Observation>, of ngram: UnsafeRawBufferPointer, to sink: ByteSink) throws

    /// Writes everything that follows, including rows that were kept.
    mutating func end(to sink: ByteSink) throws
}

extension RowEncoder {
    mutating func write(_ total: BorrowedTotal, to sink: ByteSink) throws {
        try write(total.cells, to: sink)
    }

    mutating func write(
        _ series: UnsafeBufferPointer<Observation>, of ngram: UnsafeRawBufferPointer, to sink: ByteSink
    ) throws {
        let text = Cell.text(Ngram(bytes: Array(ngram)))
        for observation in series { try write([text] + observation.cells, to: sink) }
    }
}

/// Writes rows in a format to a sink.
///
/// All formats except the table write each row immediately and keep nothing in memory. A table keeps its rows until
/// `finish`, because the width of a column depends on all its cells.
package struct RowWriter {
    private var encoder: any RowEncoder
    private let sink: ByteSink

    /// Begins the output of a query, and writes its header.
    ///
    /// - Parameter field: what the objects of json have in addition to the columns.
    /// - Throws: ``ClosedPipe`` or ``OutputFailure`` from the sink, as the other functions do.
    package init(
        _ format: OutputFormat, columns: [Column], field: ConstantField? = nil, to sink: ByteSink
    ) throws {
        try self.init(format.encoder(for: columns, field), to: sink)
    }

    /// Begins the output of an export, and writes its header.
    ///
    /// - Parameter field: what the objects of jsonl have in addition to the columns.
    package init(
        _ format: ExportFormat, columns: [Column], field: ConstantField? = nil, to sink: ByteSink
    ) throws {
        try self.init(format.encoder(for: columns, field), to: sink)
    }

    /// Continues the output of an export, which another writer began.
    package init(
        continuing format: ExportFormat, columns: [Column], field: ConstantField? = nil, to sink: ByteSink
    ) {
        encoder = format.encoder(for: columns, field)
        self.sink = sink
    }

    private init(_ encoder: any RowEncoder, to sink: ByteSink) throws {
        self.encoder = encoder
        self.sink = sink
        try self.encoder.begin(to: sink)
    }

    /// Writes a row that has a cell for every column.
    package mutating func write(_ row: [Cell]) throws {
        try encoder.write(row, to: sink)
    }

    /// Writes a row; the columns must be `RowColumns.totals`.
    package mutating func write(_ total: NgramTotal) throws {
        try total.ngram.bytes.withUnsafeBytes { try write(BorrowedTotal(total, ngram: $0)) }
    }

    /// Writes a row; the columns must be `RowColumns.totals`.
    package mutating func write(_ total: BorrowedTotal) throws {
        try encoder.write(total, to: sink)
    }

    /// Writes a row for each year of an n-gram; the columns must be `RowColumns.years`.
    package mutating func write(_ series: [Observation], of ngram: [UInt8]) throws {
        try ngram.withUnsafeBytes { ngram in try series.withUnsafeBufferPointer { try write($0, of: ngram) } }
    }

    /// Writes a row for each year of an n-gram; the columns must be `RowColumns.years`.
    package mutating func write(
        _ series: UnsafeBufferPointer<Observation>, of ngram: UnsafeRawBufferPointer
    ) throws {
        try encoder.write(series, of: ngram, to: sink)
    }

    /// Passes the rows written so far to the operating system, except those of a table.
    package func flush() throws {
        try sink.flush()
    }

    /// Ends the output and passes everything to the operating system. Nothing may be written afterward.
    package mutating func finish() throws {
        try encoder.end(to: sink)
        try sink.flush()
    }
}
