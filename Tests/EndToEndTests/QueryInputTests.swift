import Foundation
import Testing

/// Words and years as the input of queries.
@Suite(.waitsForPrograms) struct QueryInputTests {
    /// A store of the given rows, as the corpus `c`.
    private func store(_ rows: String, in folder: String) throws -> String {
        try Files.write(rows, to: folder + "/w")
        try Program.expect(0, "ingest", "--corpus", "c", folder + "/w", "--db", folder + "/db")
        return folder + "/db"
    }

    private func run(_ arguments: [String], input: [UInt8], folder: String) throws -> Ending {
        try Files.write(input, to: folder + "/input")
        return try Program.start(arguments, input: folder + "/input").wait()
    }

    @Test func `a hyphen stands for the lines of standard input, in its place among the words`() throws {
        try withFolder { folder in
            let store = try store("a\t2000\t1\t1\nb c\t2001\t2\t1\n-\t2002\t3\t1\n x \t2003\t4\t1\n", in: folder)
            let total = ["query", "total", "--db", store, "--format", "csv"]
            let lines = Array("b c\n\n-\nnone\n\n x ".utf8)
            let piped = try run(total + ["a", "-", "a"], input: lines, folder: folder)
            let given = try Program.run(total + ["--", "a", "b c", "none", " x ", "a"])
            #expect(piped.code == 0)
            #expect(piped.errors == "")
            #expect(piped.lines.filter { !$0.hasPrefix("-,") } == given.lines)
            #expect(piped.lines.contains("-,3,1,2002,2002"), "a line with only a hyphen is the word -")

            let years = ["query", "years", "--db", store, "--format", "csv"]
            let series = try run(years + ["-"], input: lines, folder: folder)
            #expect(series.lines.dropFirst() == ["b c,2001,2,1", "-,2002,3,1", " x ,2003,4,1"])
            let table = try run(["query", "total", "--db", store, "-"], input: Array("a\n".utf8), folder: folder)
            #expect(table.lines.count == 3)
        }
    }

    @Test func `standard input without any word of the store ends with 1`() throws {
        try withFolder { folder in
            let store = try store("a\t2000\t1\t1\n", in: folder)
            let total = ["query", "total", "--db", store, "--format", "csv", "-"]
            for (input, rows) in [("", 0), ("\n\n", 0), ("b\nc\n", 2)] {
                let ending = try run(total, input: Array(input.utf8), folder: folder)
                #expect(ending.code == 1)
                #expect(ending.lines.count == 1 + rows)
            }
        }
    }

    @Test func `a line that is not UTF-8 is a usage error with its number, after the earlier answers`() throws {
        try withFolder { folder in
            let store = try store("a\t2000\t1\t1\n", in: folder)
            for format in ["csv", "json"] {
                let ending = try run(
                    ["query", "total", "--db", store, "--format", format, "-"],
                    input: Array("a\n\n".utf8) + [0xC3, 10] + Array("a\n".utf8), folder: folder)
                #expect(ending.code == 64)
                #expect(ending.errors == "ngrams: error: standard input: line 3 is not valid UTF-8\n")
                if format == "csv" {
                    #expect(ending.lines.dropFirst() == ["a,1,1,2000,2000"])
                } else {
                    #expect(try JSON.rows(ending.bytes).count == 1)
                }
            }
        }
    }

    @Test func `a folder as standard input cannot be read`() throws {
        try withFolder { folder in
            let store = try store("a\t2000\t1\t1\n", in: folder)
            let ending = try Program.start(["query", "total", "-", "--db", store], input: folder).wait()
            #expect(ending.code == 66)
            #expect(ending.errors.contains("standard input cannot be read: "))
        }
    }

    @Test func `thousands of lines are answered in order`() throws {
        try withFolder { folder in
            let words = (0..<5000).map { "w\($0)" }
            let store = try store(words.map { "\($0)\t2000\t\($0.utf8.count)\t1\n" }.joined(), in: folder)
            let shuffled = (0..<20_000).map { words[$0 * 7919 % 5000] }
            let ending = try run(
                ["query", "total", "--db", store, "--format", "csv", "-"],
                input: Array(shuffled.joined(separator: "\n").utf8), folder: folder)
            #expect(ending.lines.dropFirst() == shuffled.map { "\($0),\($0.utf8.count),1,2000,2000" }[...])
        }
    }

    @Test(arguments: ["csv", "tsv"])
    func `answers are written as the lines arrive, all from one state of the store`(format: String) throws {
        try withFolder { folder in
            let store = try store("a\t2000\t1\t1\n", in: folder)
            let fifo = folder + "/fifo"
            #expect(mkfifo(fifo, 0o600) == 0)
            // Also open for reading, so that opening never waits; a child that inherited it would keep the FIFO open.
            let writing = open(fifo, O_RDWR | O_CLOEXEC)
            let program = try Program.start(
                ["query", "total", "--db", store, "--format", format, "-"], input: fifo)
            func type(_ line: String) { _ = write(writing, line + "\n", line.utf8.count + 1) }
            let separator = format == "csv" ? "," : "\t"
            type("a")
            let row = ["a", "1", "1", "2000", "2000"].joined(separator: separator) + "\n"
            let isAnswered = try program.poll { try program.outputSoFar().hasSuffix(row) }
            #expect(isAnswered)
            try Files.write("a\t2000\t5\t1\n", to: folder + "/more")
            try Program.expect(0, "ingest", "--corpus", "c", folder + "/more", "--db", store)
            type("b")
            type("a")
            let areAnswered = try program.poll { try program.outputSoFar().split(separator: "\n").count == 4 }
            #expect(areAnswered)
            #expect(try program.outputSoFar().hasSuffix(row), "the state of the first answer")
            close(writing)
            #expect(try program.wait().code == 0)
            #expect(try Program.run("query", "total", "a", "--db", store, "--format", "csv").output.contains("a,6,2,"))
        }
    }

    @Test func `a word that the store has in another normalization form gets a hint that names it`() throws {
        try withFolder { folder in
            let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
            let one = try store("\(composed)\t2000\t1\t1\nn\u{303}\t2000\t1\t1\nfoo\t1990\t1\t1\n", in: folder)
            for query in ["total", "years"] {
                let ending = try Program.expect(1, "query", query, decomposed, "--db", one, "--format", "csv")
                #expect(ending.errors.utf8.starts(with: "ngrams: note: \"\(decomposed)\" ".utf8))
                #expect(ending.errors.contains("\u{22}\(composed)\u{22} in composed form (NFC) was"))
                let other = try Program.expect(1, "query", query, "\u{F1}", "--db", one, "--format", "csv")
                #expect(other.errors.contains("decomposed form (NFD)"))
                #expect(Array(other.errors.utf8).contains(0xCC), "names the decomposed form")
                #expect(try Program.expect(0, "query", query, composed, "--db", one).errors == "")
                #expect(try Program.expect(1, "query", query, "\u{EA}", "foo2", "--db", one).errors == "")
                let years = try Program.expect(1, "query", query, decomposed, "--to", "1999", "--db", one)
                #expect(years.errors == "", "the other form has nothing in these years either")
            }
        }
    }

    @Test(arguments: [
        ["query", "total", "w", "--from", "-5"], ["query", "years", "w", "--to", "-1"],
        ["query", "top", "--year", "-5"],
        ["query", "top", "--from", "0"], ["export", "totals", "--to", "10000"], ["query", "total", "w", "--from", "x"],
    ])
    func `a wrong year is a usage error that states the valid years`(arguments: [String]) throws {
        try withFolder { folder in
            let ending = try Program.run(arguments, folder: folder)
            #expect(ending.code == 64)
            #expect(ending.errors.contains("'\(arguments[arguments.count - 1])'"))
            #expect(ending.errors.contains("A year is a number from 1 to 9999."))
            #expect(!ending.errors.contains("Missing value"))
        }
    }
}
