import NgramModel
import NgramReports
import Testing

@Suite struct TableRowsTests {
    private let columns: [Column] = [.text("ngram"), .count("match_count"), .number("first_year"), .text("state")]

    @Test func `numbers are aligned right, and quantities but not years are grouped`() throws {
        let text = try rendered(
            .table, columns,
            [
                [.text(Ngram("the")), .integer(12_345_678), .integer(1800), .string("complete")],
                [.text(Ngram("unheard of")), .integer(0), .empty, .empty],
            ])
        #expect(
            text == """
                ngram       match_count  first_year  state
                ----------  -----------  ----------  --------
                the          12,345,678        1800  complete
                unheard of            0

                """)
    }

    @Test func `columns stay aligned with wide and combining characters`() throws {
        let rows: [[Cell]] = [
            [.text(Ngram("日本")), .integer(1)], [.text(Ngram("e\u{301}te\u{301}")), .integer(22)],
            [.text(Ngram("word")), .integer(333)],
        ]
        #expect(
            try rendered(.table, [.text("ngram"), .count("n")], rows) == """
                ngram    n
                -----  ---
                日本     1
                e\u{301}te\u{301}     22
                word   333

                """)
    }

    @Test func `characters that could control a terminal are escaped`() throws {
        let text = try rendered(.table, [.text("n")], [[.text(Ngram("\u{1B}[2Jx"))], [.string("a\u{202E}b")]])
        #expect(text == "n\n----------\n\\u{1B}[2Jx\na\\u{202E}b\n")
    }

    @Test func `invalid UTF-8 is shown as replacement characters`() throws {
        let odd = Ngram(bytes: [0xFF, 0x80])
        let text = try rendered(.table, [.text("n"), .count("c")], [[.text(odd), .integer(1)]])
        #expect(text == "n   c\n--  -\n\u{FFFD}\u{FFFD}  1\n")
    }

    @Test func `a table without rows has a header`() throws {
        #expect(try rendered(.table, [.text("a"), .count("b")], []) == "a  b\n-  -\n")
    }
}
