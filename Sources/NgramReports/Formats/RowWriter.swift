import NgramSystem

/// Writes rows in a format to a sink: what every command that prints rows holds.
///
/// csv, tsv and json go out row by row and need no memory for what is gone; a table keeps its rows until `finish`,
/// since the widest cell decides where a column begins.
package struct RowWriter {
    private var encoder: any RowEncoder
    private let sink: ByteSink

    /// Begins the output, header included.
    ///
    /// - Throws: ``ClosedPipe`` or ``OutputFailure`` as the sink does; so do the other functions.
    package init(_ format: OutputFormat, columns: [Column], to sink: ByteSink) throws {
        self.encoder = format.encoder(for: columns)
        self.sink = sink
        try encoder.begin(to: sink)
    }

    /// Writes a row that has a cell for every column.
    package mutating func write(_ row: [Cell]) throws {
        try encoder.write(row, to: sink)
    }

    /// Hands the rows written so far to the operating system, except those of a table.
    package func flush() throws {
        try sink.flush()
    }

    /// Ends the output and hands everything to the operating system. Nothing is to be written afterwards.
    package mutating func finish() throws {
        try encoder.end(to: sink)
        try sink.flush()
    }
}
