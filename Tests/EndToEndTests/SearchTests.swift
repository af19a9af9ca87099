import NgramTestSupport
import Testing

@Suite(.waitsForPrograms) struct SearchTests {
    private static let rows: [(words: String, match: Int)] = [
        ("cat", 50), ("Cat", 40), ("cats", 30), ("cat_NOUN", 20), ("car", 10), ("the cat", 9), ("a cat", 8),
        ("the big cat", 7), ("THE CAT", 6), ("cab", 50),
    ]

    /// A store of words and phrases.
    private func store(in folder: String) throws -> String {
        let lines = Self.rows.map { "\($0.words)\t1990\t\($0.match)\t1\n" }.joined()
        try Files.write(Array(lines.utf8), to: folder + "/mine.tsv")
        try Program.expect(0, "ingest", "--corpus", "c", "--db", folder + "/db", folder + "/mine.tsv")
        return folder + "/db"
    }

    @Test(arguments: [
        (["cat"], ["cat"]), (["ca?"], ["cab", "cat", "car"]), (["cat~"], ["cat", "cats"]),
        (["cat", "--ignore-case"], ["cat", "Cat"]), (["* cat"], ["the cat", "a cat"]),
        (["** cat"], ["cat", "the cat", "a cat", "the big cat"]), (["the / a cat"], ["the cat", "a cat"]),
        (["the cat", "--ignore-case"], ["the cat", "THE CAT"]), (["cat_*"], ["cat_NOUN"]),
        (["cat~", "--tags", "include"], ["cat", "cats", "cat_NOUN"]), (["* * *"], ["the big cat"]),
        (["c(at|ab)s?", "--syntax", "regex"], ["cab", "cat", "cats"]),
        (["the .*", "--syntax", "regex", "--ignore-case"], ["the cat", "the big cat", "THE CAT"]),
        (["cat", "--syntax", "fuzzy"], ["cab", "cat", "Cat", "cats", "car"]),
        (["cat", "--syntax", "fuzzy", "--edits", "2", "--order", "2"], ["a cat"]),
        (["cat", "--ignore-case", "--merge-case"], ["cat"]),
        (["cats / car / Cat", "--ignore-case", "--merge-case"], ["cat", "cats", "car"]),
        (["** cat", "--order", "2"], ["the cat", "a cat"]), (["ca?", "-n", "1"], ["cab"]),
    ])
    func `the n-grams that match are found, the largest first`(arguments: [String], expected: [String]) throws {
        try withFolder { folder in
            let found = try Program.expect(
                0, ["query", "search"] + arguments + ["--db", try store(in: folder), "--format", "csv"])
            #expect(found.lines.dropFirst().map { $0.split(separator: ",")[1] } == expected.map { $0[...] })
        }
    }

    @Test func `merged spellings have the sums and the years of all of them`() throws {
        try withFolder { folder in
            let store = try store(in: folder)
            let search = [
                "query", "search", "the cat", "--ignore-case", "--merge-case", "--db", store, "--format", "csv",
            ]
            let found = try Program.expect(0, search)
            #expect(found.lines == ["rank,ngram,match_count,volume_count", "1,the cat,15,2"])
            try Program.expect(64, "query", "search", "cat", "--merge-case", "--db", store)
            try Program.expect(0, "query", "search", "dog", "-n", "0", "--db", store)
            let books = try Program.expect(
                0, ["query", "search", "cat~", "--by", "volume", "--format", "json", "--db", store])
            #expect(books.lines[1] == #"{"rank":1,"ngram":"cat","match_count":50,"volume_count":1},"#)
        }
    }

    @Test(arguments: 1...4) func `an order selects n-grams of so many words in answers and exports`(order: Int) throws {
        try withFolder { folder in
            let store = try store(in: folder)
            let expected = Self.rows.filter { $0.words.split(separator: " ").count == order }
            let byBytes = expected.map(\.words).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for (command, column) in [("totals", 0), ("years", 0), ("top", 1)] {
                let options = ["--order", "\(order)", "--db", store]
                let limit = command == "top" ? ["-n", "100", "--tags", "include"] : []
                let found = try Program.expect(0, ["export", command] + options + limit)
                let names = found.lines.dropFirst().map { String($0.split(separator: ",")[column]) }
                #expect(names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } == byBytes, "\(command)")
                if command != "top" { #expect(names == byBytes, "\(command)") }
            }
            let top = try Program.expect(
                0, "query", "top", "-n", "1", "--order", "\(order)", "--db", store, "--format", "csv")
            #expect(top.lines.count == (expected.isEmpty ? 1 : 2))
        }
    }

    @Test func `nothing found is 1, and a wrong pattern is 64 with its place`() throws {
        try withFolder { folder in
            let store = try store(in: folder)
            try Program.expect(1, "query", "search", "dog", "--db", store)
            try Program.expect(1, "query", "search", "cat", "--from", "1991", "--db", store)
            let wrong = try Program.expect(64, "query", "search", "a \"b", "--db", store)
            #expect(wrong.errors.contains("pattern, line 1, column 3: "))
            #expect(wrong.errors.contains("  a \"b\n    ^\n"))
        }
    }
}
