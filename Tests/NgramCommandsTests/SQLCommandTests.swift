import Testing

@testable import NgramCommands

@Suite struct SQLCommandTests {
    @Test func `names that repeat get numbers that no other name has`() {
        #expect(SQLCommand.unique([]) == [])
        #expect(SQLCommand.unique(["a", "b"]) == ["a", "b"])
        #expect(SQLCommand.unique(["a", "a", "a_2", "a", "", ""]) == ["a", "a_3", "a_2", "a_4", "", "_2"])
    }

    private struct Place {
        var sql: String
        var offset: Int
        var line: Int
        var column: Int
        var excerpt: String
        var indent: Int
    }

    private static let places = [
        Place(sql: "SELECT x", offset: 7, line: 1, column: 8, excerpt: "SELECT x", indent: 7),
        Place(sql: "SELECT\n  é x\nFROM", offset: 12, line: 2, column: 5, excerpt: "  é x", indent: 4),
        Place(sql: "SELECT\n 日本 x", offset: 15, line: 2, column: 5, excerpt: " 日本 x", indent: 6),
        Place(sql: "a;\n\n b", offset: 2, line: 3, column: 2, excerpt: " b", indent: 1),
        Place(sql: "a\n", offset: 2, line: 2, column: 1, excerpt: "", indent: 0),
        Place(sql: "", offset: 0, line: 1, column: 1, excerpt: "", indent: 0),
        Place(sql: "\u{1B}x", offset: 1, line: 1, column: 2, excerpt: "\\u{1B}x", indent: 6),
    ]

    @Test(arguments: places.indices) func `a place is shown by line and column`(number: Int) {
        let place = Self.places[number]
        let found = PlaceReport.place(of: place.offset, in: Array(place.sql.utf8))
        #expect(found.line == place.line && found.column == place.column, "\(found)")
        #expect(found.excerpt == place.excerpt && found.indent == place.indent, "\(found)")
    }

    @Test func `of a long line, the part around the place is shown`() {
        let sql = String(repeating: "a", count: 1000) + "b" + String(repeating: "c", count: 1000)
        let found = PlaceReport.place(of: 1000, in: Array(sql.utf8))
        #expect(found.column == 1001 && found.indent == 51)
        #expect(
            found.excerpt == "…" + String(repeating: "a", count: 50) + "b" + String(repeating: "c", count: 49) + "…")
    }
}
