import NgramSamples
import Testing

/// A totals file read back by the slow and plain way.
struct ParsedTotals {
    var years: [Int: YearCount] = [:]

    init(_ bytes: [UInt8], edition: SampleEdition) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        var fields: [[Substring]]
        if edition == .v2009 {
            try #require(text.hasSuffix("\n"))
            fields = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
                .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
        } else {
            try #require(text.hasPrefix(" \t") && text.hasSuffix("\t") && !text.contains("\n"))
            fields = text.dropFirst(2).dropLast().split(separator: "\t", omittingEmptySubsequences: false)
                .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        }
        for field in fields {
            let numbers = try field.map { try #require(Int($0)) }
            try #require(numbers.count == 4)
            #expect(years[numbers[0]] == nil, "a year is there once")
            years[numbers[0]] = YearCount(year: numbers[0], match: numbers[1], page: numbers[2], volume: numbers[3])
        }
    }
}
