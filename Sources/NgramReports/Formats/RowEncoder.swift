import NgramSystem

/// One format's way of turning rows into bytes.
///
/// A value of this protocol is used once: `begin`, then any number of rows, then `end`. A row has as many cells as there
/// are columns.
package protocol RowEncoder {
    /// Writes what comes before the first row.
    mutating func begin(to sink: ByteSink) throws

    /// Writes a row, or keeps it if the format has to know all rows first.
    mutating func write(_ row: [Cell], to sink: ByteSink) throws

    /// Writes what comes after the last row.
    mutating func end(to sink: ByteSink) throws
}

extension OutputFormat {
    /// The encoder of this format. Every format that there is has its place here and nowhere else.
    package func encoder(for columns: [Column]) -> any RowEncoder {
        switch self {
        case .table: TableRowEncoder(columns: columns)
        case .csv: CSVRowEncoder(columns: columns)
        case .tsv: TSVRowEncoder(columns: columns)
        case .json: JSONRowEncoder(columns: columns)
        }
    }
}
