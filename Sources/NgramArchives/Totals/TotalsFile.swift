import Foundation
import NgramModel

/// A totals file: the number of n-grams of a corpus in each year, the denominator of relative frequencies.
package struct TotalsFile: Sendable, Equatable {
    /// A year's totals.
    package struct Row: Sendable, Hashable {
        /// The year, 1 to 9999.
        package var year: Int
        /// The number of n-grams of the year.
        package var matchCount: Int64
        /// The number of pages of the year's books.
        package var pageCount: Int64
        /// The number of the year's books.
        package var volumeCount: Int64
    }

    /// The rows, by ascending year.
    package let rows: [Row]

    /// The size in bytes of the largest file that is accepted, uncompressed; Google's have up to 14 KB.
    static let largestFile = 4 << 20

    /// Reads a totals file of any edition.
    ///
    /// Files of 2009 have a header line of prose, followed by lines `year ⇥ 1-grams ⇥ pages ⇥ volumes`. Files of 2012
    /// and 2019 have one line ` ⇥year,match,page,volume⇥…`.
    package init(_ archive: ArchiveReader) throws(ArchiveError) {
        let path = archive.path
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.largestFile + 1, alignment: 16)
        defer { buffer.deallocate() }
        let count = try archive.read(into: buffer)
        guard count <= Self.largestFile else {
            throw .badTotals(
                path: path, found: "more than \(Self.largestFile) bytes", expected: "a totals file of some 10 KB")
        }
        let text = buffer.prefix(count)
        let lines = text.split(separator: Digits.newline).map { Array($0) }
        var rows: [Row] = []
        if lines.count == 1, lines[0].contains(Digits.comma), lines[0].contains(Digits.tab) {
            for (index, tuple) in lines[0].split(separator: Digits.tab).enumerated() {
                if tuple.allSatisfy({ $0 == UInt8(ascii: " ") }) { continue }
                rows.append(try Self.row(tuple, Digits.comma, path, "tuple \(index + 1)"))
            }
        } else {
            for (index, line) in lines.enumerated() {
                // The prose header, which does not begin with a digit as data does.
                if index == 0, !(line.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false) {
                    continue
                }
                rows.append(try Self.row(line[...], Digits.tab, path, "line \(index + 1)"))
            }
        }
        guard !rows.isEmpty else {
            throw .badTotals(path: path, found: "no year", expected: "a line or a tuple of counts for each year")
        }
        rows.sort { $0.year < $1.year }
        if let repeated = zip(rows, rows.dropFirst()).first(where: { $0.year == $1.year }) {
            throw .badTotals(path: path, found: "the year \(repeated.0.year) twice", expected: "each year once")
        }
        self.rows = rows
    }

    private static func row(
        _ bytes: ArraySlice<UInt8>, _ separator: UInt8, _ path: String, _ place: String
    ) throws(ArchiveError) -> Row {
        let numbers = bytes.split(separator: separator, omittingEmptySubsequences: false).map { column -> Int64? in
            let isNumber = column.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return isNumber ? Int64(String(decoding: column, as: UTF8.self)) : nil
        }
        guard numbers.count == 4, let year = numbers[0], let match = numbers[1], let page = numbers[2],
            let volume = numbers[3], Observation.years.contains(Int(clamping: year))
        else {
            throw .badTotals(
                path: path, found: "\(place) \"\(BadRow.escape(bytes.prefix(BadRow.excerptLength)))\"",
                expected: "a year, its match count, page count and volume count")
        }
        return Row(year: Int(year), matchCount: match, pageCount: page, volumeCount: volume)
    }
}
