import NgramCounts
import NgramStore

/// Rows of reports as CSV, straight into a buffer: an export writes them by the hundred million.
enum CSVReport {
    /// Appends the header row.
    static func appendHeader(_ columns: [Column], to buffer: inout [UInt8]) {
        buffer += Array(columns.map(\.name).joined(separator: ",").utf8)
        buffer.append(newline)
    }

    /// Appends a row of `RowColumns.totals`.
    static func append(_ total: NgramTotal, to buffer: inout [UInt8]) {
        CSVRowEncoder.append(total.ngram.bytes, to: &buffer)
        buffer.append(comma)
        DecimalDigits.append(total.matchCount, to: &buffer)
        buffer.append(comma)
        DecimalDigits.append(total.volumeCount, to: &buffer)
        buffer.append(comma)
        if let years = total.years { DecimalDigits.append(Int64(years.lowerBound), to: &buffer) }
        buffer.append(comma)
        if let years = total.years { DecimalDigits.append(Int64(years.upperBound), to: &buffer) }
        buffer.append(newline)
    }

    /// Appends the rows of `RowColumns.years` of an n-gram.
    static func append(_ series: [Observation], of ngram: [UInt8], to buffer: inout [UInt8]) {
        var field: [UInt8] = []
        CSVRowEncoder.append(ngram, to: &field)
        field.append(comma)
        for observation in series {
            buffer += field
            DecimalDigits.append(Int64(observation.year), to: &buffer)
            buffer.append(comma)
            DecimalDigits.append(observation.matchCount, to: &buffer)
            buffer.append(comma)
            DecimalDigits.append(observation.volumeCount, to: &buffer)
            buffer.append(newline)
        }
    }

    private static let comma = UInt8(ascii: ",")
    private static let newline = UInt8(ascii: "\n")
}
