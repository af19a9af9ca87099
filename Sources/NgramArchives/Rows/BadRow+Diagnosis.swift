import NgramModel

extension BadRow {
    /// The number of bytes of a row that a message shows.
    static let excerptLength = 80

    /// Describes what is wrong with a row that a mapper has rejected. It is slow and simple, and runs at most once for
    /// each partition.
    static func diagnose(_ row: UnsafeRawBufferPointer, edition: Edition) -> BadRow {
        BadRow(problem: problem(in: Array(row), edition), excerpt: shortened(row))
    }

    private static func shortened(_ row: UnsafeRawBufferPointer) -> [UInt8] {
        row.count <= excerptLength ? Array(row) : Array(row.prefix(excerptLength)) + Array("…".utf8)
    }

    private static func problem(in row: [UInt8], _ edition: Edition) -> String {
        let columns = row.split(separator: Digits.tab, omittingEmptySubsequences: false)
        let isRightCount = edition == .y2019 ? columns.count >= 2 : columns.count == names(edition).count + 1
        guard isRightCount else {
            return "found \(columns.count) column\(columns.count == 1 ? "" : "s"), expected \(expectation(edition))"
        }
        if columns[0].isEmpty { return "found an empty n-gram, expected at least one character" }
        if String(validating: columns[0], as: UTF8.self) == nil {
            return "found an n-gram that is not UTF-8, expected UTF-8 text"
        }
        for (index, column) in columns.enumerated().dropFirst() {
            if edition == .y2019 {
                let parts = column.split(separator: Digits.comma, omittingEmptySubsequences: false)
                guard parts.count == 3 else {
                    return "column \(index + 1) is \"\(escape(column.prefix(40)))\", expected year,match,volume"
                }
                for (name, part) in zip(names(edition), parts) {
                    if let problem = problem(in: part, name, index) { return problem }
                }
            } else if let problem = problem(in: column, names(edition)[index - 1], index) {
                return problem
            }
        }
        return "expected \(expectation(edition))"
    }

    private static func problem(in number: ArraySlice<UInt8>, _ name: String, _ index: Int) -> String? {
        let found = "column \(index + 1) (\(name)) is \"\(escape(number.prefix(40)))\""
        let digits = number.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && !number.isEmpty
        if name == "year" {
            let year = digits ? Int(String(decoding: number, as: UTF8.self)) : nil
            let isYear = year.map(Observation.years.contains) ?? false
            return isYear ? nil : "\(found), expected a year from 1 to 9999"
        }
        guard digits else {
            let hint = number.last == UInt8(ascii: "\r") ? " (the lines end in CR LF; convert them to LF)" : ""
            return "\(found), expected a whole number\(hint)"
        }
        return Int64(String(decoding: number, as: UTF8.self)) == nil
            ? "\(found), expected a count of at most \(Int64.max)" : nil
    }

    private static func names(_ edition: Edition) -> [String] {
        switch edition {
        case .y2009: ["year", "match count", "page count", "volume count"]
        case .y2012, .y2019: ["year", "match count", "volume count"]
        }
    }

    private static func expectation(_ edition: Edition) -> String {
        switch edition {
        case .y2009: "5 (n-gram, year, match count, page count, volume count), as in the files of 2009"
        case .y2012: "4 (n-gram, year, match count, volume count), as in the files of 2012"
        case .y2019: "an n-gram and then a column year,match,volume for each year, as in the 2019 edition"
        }
    }
}
