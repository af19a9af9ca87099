import NgramModel
import NgramReports
import Testing

@Suite struct DelimitedRowsTests {
    private let columns: [Column] = [.text("ngram"), .count("match_count"), .number("first_year")]

    @Test func `csv has a header, line feeds and plain digits`() throws {
        let text = try rendered(.csv, columns, [[.text(Ngram("the cat")), .integer(1_234_567), .integer(1800)]])
        #expect(text == "ngram,match_count,first_year\nthe cat,1234567,1800\n")
    }

    @Test func `tsv has a header, line feeds and plain digits`() throws {
        let text = try rendered(.tsv, columns, [[.text(Ngram("the cat")), .integer(-5), .integer(1800)]])
        #expect(text == "ngram\tmatch_count\tfirst_year\nthe cat\t-5\t1800\n")
    }

    @Test(arguments: [OutputFormat.csv, .tsv]) func `an empty cell is nothing at all`(format: OutputFormat) throws {
        let separator = format == .csv ? "," : "\t"
        let text = try rendered(format, columns, [[.string("x"), .integer(0), .empty]])
        #expect(text.split(separator: "\n").last.map(String.init) == ["x", "0", ""].joined(separator: separator))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("\"", "\"\"\"\""),
        ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), (" spaced ", " spaced "), ("tab\there", "tab\there"), ("'", "'"),
        ("", ""),
    ]) func `csv quotes only what RFC 4180 says has to be`(field: String, expected: String) throws {
        let text = try rendered(.csv, [.text("a"), .text("b")], [[.text(Ngram(field)), .string(field)]])
        #expect(text == "a,b\n\(expected),\(expected)\n")
    }

    @Test(arguments: [OutputFormat.csv, .tsv]) func `bytes of an n-gram are kept, UTF-8 or not`(
        format: OutputFormat
    ) throws {
        let odd: [UInt8] = [0x01, 0xFF, 0x1B, 0xC3, 0xC2, 0x85, 0x00, 0x7F]
        let bytes = try renderedBytes(format, [.text("n")], [[.text(Ngram(bytes: odd))]])
        #expect(bytes == Array("n\n".utf8) + odd + Array("\n".utf8))
    }

    @Test func `a name with a tab or a line feed does not break a tsv row`() throws {
        #expect(try rendered(.tsv, [.text("n")], [[.string("a\tb\nc\\")]]) == "n\na\\tb\\nc\\\n")
    }

    @Test func `two n-grams that are canonically equivalent stay two`() throws {
        let rows: [[Cell]] = [[.text(Ngram("\u{E9}"))], [.text(Ngram("e\u{301}"))]]
        let bytes = try renderedBytes(.csv, [.text("n")], rows)
        #expect(bytes == [0x6E, 0x0A, 0xC3, 0xA9, 0x0A, 0x65, 0xCC, 0x81, 0x0A])
    }
}
