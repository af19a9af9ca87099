import NgramModel

/// Rows of reports as CSV, straight into a buffer: an export writes them by the hundred million.
package enum CSVReport {
    /// Appends the header row.
    package static func appendHeader(_ columns: [Column], to buffer: inout [UInt8]) {
        buffer += Array(columns.map(\.name).joined(separator: ",").utf8)
        buffer.append(newline)
    }

    /// Appends a row of `RowColumns.totals`.
    ///
    /// Bounds: behind the n-gram's field, four commas, a newline, and at most 19, 19, 4 and 4 digits.
    package static func append(_ total: NgramTotal, to buffer: inout [UInt8]) {
        CSVRowEncoder.append(total.ngram.bytes, to: &buffer)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { memory in
            let start = memory.baseAddress!
            var cursor = start
            cursor.pointee = comma
            cursor += 1
            write(total.matchCount, comma, to: &cursor)
            write(total.volumeCount, comma, to: &cursor)
            if let years = total.years {
                write(Int64(years.lowerBound), comma, to: &cursor)
                write(Int64(years.upperBound), newline, to: &cursor)
            } else {
                cursor[0] = comma
                cursor[1] = newline
                cursor += 2
            }
            buffer.append(contentsOf: UnsafeBufferPointer(start: start, count: cursor - start))
        }
    }

    /// Appends the rows of `RowColumns.years` of an n-gram.
    ///
    /// Bounds: a row takes the n-gram's field, three commas, a newline, and at most 4, 19 and 19 digits.
    package static func append(_ series: [Observation], of ngram: [UInt8], to buffer: inout [UInt8]) {
        var field: [UInt8] = []
        CSVRowEncoder.append(ngram, to: &field)
        field.append(comma)
        let longestRow = field.count + 4 + 1 + 19 + 1 + 19 + 1
        withUnsafeTemporaryAllocation(byteCount: series.count * longestRow, alignment: 1) { memory in
            guard var cursor = memory.bindMemory(to: UInt8.self).baseAddress else { return }
            let start = cursor
            field.withUnsafeBufferPointer { field in
                for observation in series {
                    cursor.update(from: field.baseAddress!, count: field.count)
                    cursor += field.count
                    write(Int64(observation.year), comma, to: &cursor)
                    write(observation.matchCount, comma, to: &cursor)
                    write(observation.volumeCount, newline, to: &cursor)
                }
            }
            buffer.append(contentsOf: UnsafeBufferPointer(start: start, count: cursor - start))
        }
    }

    /// Writes the digits of a count and what ends them.
    @inline(__always)
    private static func write(_ count: Int64, _ end: UInt8, to cursor: inout UnsafeMutablePointer<UInt8>) {
        var rest = UInt64(count)
        var length = 1
        var limit: UInt64 = 10
        while rest >= limit, length < 19 {
            length += 1
            limit &*= 10
        }
        var place = length
        while place > 0 {
            place -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            cursor[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
        cursor[length] = end
        cursor += length + 1
    }

    private static let comma = UInt8(ascii: ",")
    private static let newline = UInt8(ascii: "\n")
}
