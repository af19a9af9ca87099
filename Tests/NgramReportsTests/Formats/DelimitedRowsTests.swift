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

    @Test(arguments: [OutputFormat.csv, .tsv]) func `an empty cell is an empty field`(format: OutputFormat) throws {
        let separator = format == .csv ? "," : "\t"
        let text = try rendered(format, columns, [[.string("x"), .integer(0), .empty]])
        #expect(text.split(separator: "\n").last.map(String.init) == ["x", "0", ""].joined(separator: separator))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("\"", "\"\"\"\""),
        ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), (" spaced ", " spaced "), ("tab\there", "tab\there"), ("'", "'"),
        ("", ""),
    ]) func `csv quotes only fields that RFC 4180 requires to be quoted`(field: String, expected: String) throws {
        let text = try rendered(.csv, [.text("a"), .text("b")], [[.text(Ngram(field)), .string(field)]])
        #expect(text == "a,b\n\(expected),\(expected)\n")
    }

    @Test(arguments: [OutputFormat.csv, .tsv])
    func `the bytes of an n-gram are written unchanged, even if they are not UTF-8`(
        format: OutputFormat
    ) throws {
        let odd: [UInt8] = [0x01, 0xFF, 0x1B, 0xC3, 0xC2, 0x85, 0x00, 0x7F]
        let bytes = try renderedBytes(format, [.text("n")], [[.text(Ngram(bytes: odd))]])
        #expect(bytes == Array("n\n".utf8) + odd + Array("\n".utf8))
    }

    @Test(arguments: ["a\tb\nc\\", "\\t", "A\\tegetaing", "\r\n", "\\", "\\\\", "plain", "", "é\u{301}"])
    func `a field of tsv reads back unchanged and never breaks its row`(text: String) throws {
        let rows: [[Cell]] = [[.text(Ngram(text)), .string(text)]]
        let lines = try rendered(.tsv, [.text("a"), .text("b")], rows).utf8.split(separator: 10)
        let fields = lines[1].split(separator: 9, omittingEmptySubsequences: false)
        #expect(lines.count == 2)
        #expect(fields.map { Self.copyText(Array($0)) } == [Array(text.utf8), Array(text.utf8)])
    }

    /// A field as PostgreSQL's COPY reads it.
    private static func copyText(_ field: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var rest = field[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let letter = rest.popFirst() else {
                text.append(byte)
                continue
            }
            let meanings: [UInt8: UInt8] = [UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13]
            text.append(meanings[letter] ?? letter)
        }
        return text
    }

    @Test func `canonically equivalent n-grams stay different`() throws {
        let rows: [[Cell]] = [[.text(Ngram("\u{E9}"))], [.text(Ngram("e\u{301}"))]]
        let bytes = try renderedBytes(.csv, [.text("n")], rows)
        #expect(bytes == [0x6E, 0x0A, 0xC3, 0xA9, 0x0A, 0x65, 0xCC, 0x81, 0x0A])
    }
}
