import NgramReports
import NgramSystem
import NgramTestSupport

/// The rows in the given format, as bytes.
func renderedBytes(_ format: OutputFormat, _ columns: [Column], _ rows: [[Cell]]) throws -> [UInt8] {
    let captured = CapturedBytes()
    var writer = try RowWriter(format, columns: columns, to: ByteSink(drain: captured.take))
    for row in rows { try writer.write(row) }
    try writer.finish()
    return captured.bytes
}

/// The rows in the given format, as text.
func rendered(_ format: OutputFormat, _ columns: [Column], _ rows: [[Cell]]) throws -> String {
    String(decoding: try renderedBytes(format, columns, rows), as: UTF8.self)
}
