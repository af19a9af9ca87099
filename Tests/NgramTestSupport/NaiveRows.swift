import NgramModel

/// Parses rows with strings and arrays: slow, and independent of the mapper.
package enum NaiveRows {
    /// The observations of each row; nil for a bad row. The last row need not end in a newline.
    package static func read(_ bytes: [UInt8], _ edition: Edition, longestRow: Int = 1 << 20) -> [TestRow?] {
        lines(bytes).map { $0.count > longestRow ? nil : row($0, edition) }
    }

    /// The lines, without their newlines.
    package static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines
    }

    /// The edition whose layout a row's columns match; nil if they match none.
    package static func edition(_ line: [UInt8]) -> Edition? {
        let columns = line.split(separator: 0x09, omittingEmptySubsequences: false)
        if columns.count > 1, columns[1].split(separator: 0x2C, omittingEmptySubsequences: false).count == 3 {
            return .y2019
        }
        return columns.count == 4 ? .y2012 : columns.count == 5 ? .y2009 : nil
    }

    private static func row(_ line: [UInt8], _ edition: Edition) -> TestRow? {
        let columns = line.split(separator: 0x09, omittingEmptySubsequences: false).map { Array($0) }
        guard let ngram = columns.first, !ngram.isEmpty, String(validating: ngram, as: UTF8.self) != nil else {
            return nil
        }
        let rest = Array(columns.dropFirst())
        switch edition {
        case .y2009:
            guard rest.count == 4, number(rest[2]) != nil else { return nil }
            return observation([rest[0], rest[1], rest[3]]).map { TestRow(ngram, [$0]) }
        case .y2012:
            return observation(rest).map { TestRow(ngram, [$0]) }
        case .y2019:
            let observations = rest.map {
                observation($0.split(separator: 0x2C, omittingEmptySubsequences: false).map { Array($0) })
            }
            guard !observations.isEmpty, !observations.contains(nil) else { return nil }
            return TestRow(ngram, observations.compactMap { $0 })
        }
    }

    private static func observation(_ columns: [[UInt8]]) -> Observation? {
        guard columns.count == 3, let year = number(columns[0]), (1...9999).contains(year),
            let match = number(columns[1]), let volume = number(columns[2])
        else { return nil }
        return Observation(year: Int(year), matchCount: match, volumeCount: volume)
    }

    private static func number(_ column: [UInt8]) -> Int64? {
        let text = String(decoding: column, as: UTF8.self)
        guard !text.isEmpty, text.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        return Int64(text)
    }
}
