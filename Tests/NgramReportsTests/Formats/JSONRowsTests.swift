import Foundation
import NgramModel
import NgramReports
import NgramSystem
import NgramTestSupport
import Testing

@Suite struct JSONRowsTests {
    private let columns: [Column] = [.text("ngram"), .count("match_count"), .number("first_year")]

    @Test func `rows are objects in one array, one per line`() throws {
        let text = try rendered(
            .json, columns,
            [
                [.text(Ngram("a")), .integer(1_234_567), .integer(1800)], [.text(Ngram("b")), .integer(0), .empty],
            ])
        #expect(
            text == """
                [
                {"ngram":"a","match_count":1234567,"first_year":1800},
                {"ngram":"b","match_count":0,"first_year":null}
                ]

                """)
    }

    @Test func `no rows are an empty array`() throws {
        #expect(try rendered(.json, columns, []) == "[]\n")
    }

    @Test func `every scalar up to U+02FF reads back unchanged`() throws {
        let scalars = (0..<0x300).compactMap { Unicode.Scalar($0) }
        let rows: [[Cell]] = scalars.map { [.string(String($0))] }
        let bytes = try renderedBytes(.json, [.text("n")], rows)
        let parsed = try JSONDecoder().decode([[String: String]].self, from: Data(bytes))
        #expect(parsed.map { $0["n"].map { Array($0.unicodeScalars) } } == scalars.map { [$0] })
    }

    @Test func `control characters, quotes and backslashes are escaped`() throws {
        let text = try rendered(.json, [.text("n")], [[.string("\u{1B}[31m \"q\" \\ \n \u{7F} \u{9B} é 日")]])
        #expect(text == #"[\#n{"n":"\u001B[31m \"q\" \\ \u000A \u007F \u009B é 日"}\#n]\#n"#)
    }

    @Test func `invalid UTF-8 becomes replacement characters, and the JSON stays valid`() throws {
        let odd = Ngram(bytes: [0x61, 0xFF, 0xC3, 0x62])
        let bytes = try renderedBytes(.json, [.text("n")], [[.text(odd)]])
        let parsed = try JSONDecoder().decode([[String: String]].self, from: Data(bytes))
        #expect(parsed == [["n": "a\u{FFFD}\u{FFFD}b"]])
    }

    @Test func `sections become an object with an array for each`() throws {
        let captured = CapturedBytes()
        let sections = [
            RowSection(name: "corpora", columns: [.text("name")], rows: [[.string("eng")]]),
            RowSection(name: "archives", columns: [.text("name")], rows: []),
        ]
        try OutputFormat.json.write(sections, to: ByteSink(drain: captured.take))
        #expect(captured.text == "{\n\"corpora\": [\n{\"name\":\"eng\"}\n],\n\"archives\": []\n}\n")
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(captured.bytes)) }
    }

    @Test(arguments: [OutputFormat.table, .csv, .tsv]) func `other formats separate sections with an empty line`(
        format: OutputFormat
    ) throws {
        let captured = CapturedBytes()
        let first = RowSection(name: "a", columns: [.text("x")], rows: [[.string("1")]])
        let second = RowSection(name: "b", columns: [.count("y")], rows: [[.integer(2)]])
        try format.write([first, second], to: ByteSink(drain: captured.take))
        let parts = try [first, second].map { try rendered(format, $0.columns, $0.rows) }
        #expect(captured.text == parts.joined(separator: "\n"))
    }
}
