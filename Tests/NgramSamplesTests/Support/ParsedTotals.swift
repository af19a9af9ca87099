import NgramSamples
import Testing

/// The years of a totals file, parsed in a slow and simple way.
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
            #expect(years[numbers[0]] == nil, "no year repeats")
            years[numbers[0]] = YearCount(year: numbers[0], match: numbers[1], page: numbers[2], volume: numbers[3])
        }
    }
}
