import NgramCounts
import Synchronization

@testable import NgramCommands

/// Keeps what a sink hands on, in the parts in which it came.
final class CapturedBytes: Sendable {
    private let storage = Mutex<[[UInt8]]>([])

    var parts: [[UInt8]] { storage.withLock { $0 } }
    var bytes: [UInt8] { Array(parts.joined()) }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    func take(_ bytes: [UInt8]) { storage.withLock { $0.append(bytes) } }
}

/// What a format makes of rows, as bytes.
func renderedBytes(_ format: OutputFormat, _ columns: [Column], _ rows: [[Cell]]) throws -> [UInt8] {
    let captured = CapturedBytes()
    var writer = try RowWriter(format, columns: columns, to: ByteSink(drain: captured.take))
    for row in rows { try writer.write(row) }
    try writer.finish()
    return captured.bytes
}

/// What a format makes of rows, as text.
func rendered(_ format: OutputFormat, _ columns: [Column], _ rows: [[Cell]]) throws -> String {
    String(decoding: try renderedBytes(format, columns, rows), as: UTF8.self)
}
