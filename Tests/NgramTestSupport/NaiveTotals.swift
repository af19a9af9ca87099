/// Parses totals files with strings.
package enum NaiveTotals {
    /// Year, match count, page count and volume count of each year, ascending; nil if it is not a totals file.
    ///
    /// A single line with tabs and commas has tuples separated by tabs; blank tuples are ignored. Otherwise every line
    /// has the columns of a year, except for a header, which is a first line that does not begin with a digit. Empty
    /// lines are ignored.
    package static func read(_ bytes: [UInt8]) -> [[Int64]]? {
        let lines = bytes.split(separator: 0x0A).map { Array($0) }
        var rows: [[Int64]?] = []
        if lines.count == 1, lines[0].contains(0x2C), lines[0].contains(0x09) {
            let tuples = lines[0].split(separator: 0x09).map { Array($0) }
            rows = tuples.filter { Set($0) != [0x20] }.map { numbers($0, separator: 0x2C) }
        } else {
            let isHeader = !(lines.first?.first.map { (0x30...0x39).contains($0) } ?? true)
            rows = lines.dropFirst(isHeader ? 1 : 0).map { numbers($0, separator: 0x09) }
        }
        let years = rows.compactMap { $0?[0] }
        guard !rows.isEmpty, years.count == rows.count, Set(years).count == rows.count else { return nil }
        return rows.compactMap { $0 }.sorted { $0[0] < $1[0] }
    }

    private static func numbers(_ bytes: [UInt8], separator: UInt8) -> [Int64]? {
        let columns = bytes.split(separator: separator, omittingEmptySubsequences: false)
        let numbers = columns.compactMap { column -> Int64? in
            let digits = column.map { Int($0) - 0x30 }
            guard !digits.isEmpty, digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
            let significant = digits.drop { $0 == 0 }
            guard significant.count <= 19 else { return nil }
            return Int64(exactly: significant.reduce(UInt64(0)) { $0 * 10 + UInt64($1) })
        }
        guard columns.count == 4, numbers.count == 4, (1...9999).contains(numbers[0]) else { return nil }
        return numbers
    }
}
