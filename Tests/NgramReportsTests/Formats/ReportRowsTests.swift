import Foundation
import NgramModel
import NgramReports
import NgramSystem
import NgramTestSupport
import Testing

/// The rows of the two large reports, which the formats with one line per row write without making cells first.
@Suite struct ReportRowsTests {
    /// Short words, words that must be quoted or escaped, and words about as long as the buffer.
    private static let words: [String] =
        ["a", "say \"hi\", twice", "A\\t", "日本 é", "\u{1B}[2J"]
        + [15_000, 16_000, 16_200, 16_300, 32_760, 32_768, 70_000].map { String(repeating: "x\"", count: $0 / 2) }

    private static let series = [1, 1800, 9999].enumerated().map { index, year in
        Observation(year: year, matchCount: [1, Int64.max, 10][index], volumeCount: [1, 999, Int64.max][index])
    }

    private func bytes(_ body: (ByteSink) throws -> Void) throws -> [UInt8] {
        let captured = CapturedBytes()
        try body(ByteSink(drain: captured.take))
        return captured.bytes
    }

    @Test(arguments: ExportFormat.allCases)
    func `exports write yearly counts like the same rows made of cells`(format: ExportFormat) throws {
        let expected = try bytes { sink in
            var writer = try RowWriter(format, columns: RowColumns.years, to: sink)
            for word in Self.words {
                for year in Self.series {
                    try writer.write([
                        .text(Ngram(word)), .integer(Int64(year.year)), .integer(year.matchCount),
                        .integer(year.volumeCount),
                    ])
                }
            }
            try writer.finish()
        }
        let found = try bytes { sink in
            var writer = try RowWriter(format, columns: RowColumns.years, to: sink)
            for word in Self.words { try writer.write(Self.series, of: Array(word.utf8)) }
            try writer.write([], of: [0x7A])
            try writer.finish()
        }
        #expect(found == expected)
    }

    @Test(arguments: OutputFormat.allCases)
    func `queries write yearly counts like the same rows made of cells`(format: OutputFormat) throws {
        let rows = Self.words.flatMap { word in
            Self.series.map { year -> [Cell] in
                [
                    .text(Ngram(word)), .integer(Int64(year.year)), .integer(year.matchCount),
                    .integer(year.volumeCount),
                ]
            }
        }
        let found = try bytes { sink in
            var writer = try RowWriter(format, columns: RowColumns.years, to: sink)
            for word in Self.words { try writer.write(Self.series, of: Array(word.utf8)) }
            try writer.finish()
        }
        #expect(try found == renderedBytes(format, RowColumns.years, rows))
    }

    @Test(arguments: ExportFormat.allCases)
    func `exports write totals like the same rows made of cells, including totals without years`(format: ExportFormat)
        throws
    {
        let totals = Self.words.enumerated().map { index, word in
            var total = NgramTotal(Ngram(word))
            (total.matchCount, total.volumeCount) = (Int64(index) * 1_000_003, Int64.max)
            total.years = index.isMultiple(of: 2) ? 1...9999 : nil
            return total
        }
        let expected = try bytes { sink in
            var writer = try RowWriter(format, columns: RowColumns.totals, to: sink)
            for total in totals { try writer.write(total.cells) }
            try writer.finish()
        }
        let found = try bytes { sink in
            var writer = try RowWriter(format, columns: RowColumns.totals, to: sink)
            for total in totals { try writer.write(total) }
            try writer.finish()
        }
        #expect(found == expected)
    }

    /// Only a damaged store has such counts, but writing them must not crash the program.
    @Test(arguments: ExportFormat.allCases)
    func `any 64-bit number is written as digits, including negative numbers`(format: ExportFormat) throws {
        var total = NgramTotal(Ngram("w"))
        (total.matchCount, total.volumeCount, total.years) = (-28, .min, Int.min...Int.max)
        let observation = Observation(year: .min, matchCount: -28, volumeCount: .min)
        let totals = try bytes { sink in
            var writer = try RowWriter(format, columns: RowColumns.totals, to: sink)
            try writer.write(total)
            try writer.finish()
        }
        let years = try bytes { sink in
            var writer = try RowWriter(format, columns: RowColumns.years, to: sink)
            try writer.write([observation], of: Array("w".utf8))
            try writer.finish()
        }
        let separators = CharacterSet(charactersIn: ",\t:}\n")
        let numbers = { (bytes: [UInt8]) in
            String(decoding: bytes, as: UTF8.self).components(separatedBy: separators).filter { Int64($0) != nil }
        }
        #expect(numbers(totals) == ["-28", "\(Int64.min)", "\(Int64.min)", "\(Int64.max)"])
        #expect(numbers(years) == ["\(Int64.min)", "-28", "\(Int64.min)"])
    }

    @Test func `JSON Lines have one object per line, which reads back unchanged`() throws {
        let captured = CapturedBytes()
        var writer = try RowWriter(.jsonl, columns: RowColumns.years, to: ByteSink(drain: captured.take))
        for word in Self.words { try writer.write(Self.series, of: Array(word.utf8)) }
        try writer.finish()
        struct Row: Decodable, Equatable {
            var ngram: String
            var year: Int
            var match: Int64
            var volume: Int64

            enum CodingKeys: String, CodingKey {
                case ngram, year
                case match = "match_count"
                case volume = "volume_count"
            }
        }
        let lines = captured.bytes.split(separator: 10, omittingEmptySubsequences: false)
        #expect(lines.last?.isEmpty == true)
        let found = try lines.dropLast().map { try JSONDecoder().decode(Row.self, from: Data($0)) }
        let expected = Self.words.flatMap { word in
            Self.series.map {
                Row(ngram: word, year: $0.year, match: $0.matchCount, volume: $0.volumeCount)
            }
        }
        #expect(found == expected)
        #expect(
            lines.first.map { Array($0) } == Array(#"{"ngram":"a","year":1,"match_count":1,"volume_count":1}"#.utf8))
    }

    @Test func `JSON Lines without rows are empty`() throws {
        let found = try bytes { sink in
            var writer = try RowWriter(ExportFormat.jsonl, columns: RowColumns.totals, to: sink)
            try writer.finish()
        }
        #expect(found.isEmpty)
    }

    @Test(arguments: [
        ("a.csv", nil), ("a.csv.gz", nil), ("a.csv.GZ", nil), ("bz2", nil), ("a.bz2", ".bz2"), ("a.ZST", ".zst"),
        ("a.Z", ".Z"), ("a.br", ".br"), ("dir.zip/a", nil), ("a.xz\u{301}", nil),
    ]) func `the ending of an unsupported compressed format is recognized`(path: String, ending: String?) {
        #expect(ExportOutput.otherCompression(of: path) == ending)
    }
}
