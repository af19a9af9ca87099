import NgramSamples
import Testing

/// The rows of an archive, parsed in a slow and simple way.
struct ParsedArchive {
    struct Row: Equatable {
        var ngram: ArraySlice<UInt8>
        var year: Int
        var match: Int
        var page: Int?
        var volume: Int
    }

    var rows: [Row] = []

    init(_ bytes: [UInt8], edition: SampleEdition) throws {
        try #require(bytes.last == UInt8(ascii: "\n"), "the last row ends with a newline")
        for line in bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            switch edition {
            case .v2009:
                try #require(fields.count == 5)
                let numbers = try fields.dropFirst().map(number)
                rows.append(
                    Row(ngram: fields[0], year: numbers[0], match: numbers[1], page: numbers[2], volume: numbers[3]))
            case .v2012:
                try #require(fields.count == 4)
                let numbers = try fields.dropFirst().map(number)
                rows.append(Row(ngram: fields[0], year: numbers[0], match: numbers[1], volume: numbers[2]))
            case .v2020:
                try #require(fields.count >= 2)
                for tuple in fields.dropFirst() {
                    let numbers = try tuple.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                        .map(number)
                    try #require(numbers.count == 3)
                    rows.append(Row(ngram: fields[0], year: numbers[0], match: numbers[1], volume: numbers[2]))
                }
            }
        }
    }

    /// Consecutive rows of one n-gram each. An n-gram that occurs again later has another group.
    var groups: [ArraySlice<Row>] {
        var groups: [ArraySlice<Row>] = []
        var start = 0
        for end in 1...rows.count where end == rows.count || rows[end].ngram != rows[start].ngram {
            groups.append(rows[start..<end])
            start = end
        }
        return groups
    }
}

private func number(_ digits: ArraySlice<UInt8>) throws -> Int {
    try #require(Int(String(decoding: digits, as: UTF8.self)))
}
