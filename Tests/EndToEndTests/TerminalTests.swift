import Foundation
import Testing

/// The program on a terminal: what it writes, and how it ends when the terminal disappears.
@Suite(.waitsForPrograms, .enabled(if: PseudoTerminal.isThere, "there are no pseudoterminals"))
struct TerminalTests {
    private static let environment = ["TERM": "xterm", "LC_ALL": "C.UTF-8"]

    /// Terminal control sequences, quotes, wildcards, bidirectional overrides and C1 controls, all of them valid UTF-8.
    private static let hostile = [
        "\u{1B}[2J\u{1B}[H", "\u{1B}]0;title\u{7}", "\u{1B}]52;c;aGVsbG8=\u{7}", "\u{9B}31mred", "a\rb", "bell\u{7}",
        "back\u{8}\u{8}", "\u{202E}gnp.exe", "\u{2066}x\u{2069}", "\u{7F}", "\u{90}q\u{9C}", "zero\u{200B}width",
        "'; DROP TABLE ngram; --", "\"quoted\"", "100%_*?[a-z]", "back\\slash", "$(reboot)`id`", "NULL", "ångström 中文",
    ]

    /// The commands, with each of those texts in every place.
    private static let commands: [[String]] = {
        var commands = [
            ["query", "total", "--"] + hostile, ["query", "years", "--"] + hostile, ["status"], ["verify"],
        ]
        commands.append(["query", "top", "-n", "100"])
        for text in hostile {
            commands += [["query", "top", "--prefix=\(text)"], ["query", "total", "x", "--corpus=\(text)"]]
            commands += [["status", "--corpus=\(text)"], ["ingest", "--corpus=\(text)", "in"]]
            commands += [["ingest", "--", "none/\(text)"], ["ingest", "--db=none/\(text)", "in"]]
            commands += [["status", "--db=none/\(text)"], ["--\(text)"], [text], ["query", text], ["help", text]]
            commands += [["status", "--format=\(text)"], ["query", "top", "-n\(text)"]]
            commands += [["ingest", "--bad-rows=\(text)", "x"], ["export", "top", "-o", "none/\(text)"]]
        }
        return commands
    }()

    /// Runs the program on a terminal.
    private func run(_ arguments: [String], folder: String) throws -> (code: Int32?, bytes: [UInt8]) {
        let terminal = try PseudoTerminal()
        let program = try Program.start(
            arguments, environment: Self.environment, folder: folder, terminal: terminal)
        let code = try program.wait().code
        return (code, terminal.rest())
    }

    /// Expects no terminal control sequences, except those that redraw progress.
    private func expectHarmless(_ bytes: [UInt8], _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let own = try? Regex("\u{1B}\\[([0-9]+A|J|K|\\?7[lh])")
        let text = String(decoding: bytes, as: UTF8.self)
        let rest = own.map { text.replacing($0, with: "") } ?? text
        let found = rest.unicodeScalars.filter { scalar in
            if scalar == "\n" || scalar == "\r" && what == "progress" { return false }
            return [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
        }
        #expect(found.isEmpty, "\(what): \(found.map { String($0.value, radix: 16) })", sourceLocation: sourceLocation)
    }

    /// Creates a store of an archive with hostile n-grams and a hostile name.
    private func makeStore(_ folder: String) throws -> NaiveCounts {
        let words = Self.hostile + ["nul\u{0}byte"]
        let rows = words.enumerated().map { "\($1)\t\(1900 + $0)\t\(5 + $0)\t1\n" }.joined()
        try Files.write(rows, to: "\(folder)/in/\u{1B}[2J';DROP TABLE archive;--\n\u{202E}%_*?[")
        try Files.write("bad \u{1B}[2J\u{9B}m row\t\u{202E}x\t1\t1\n", to: folder + "/in/bad\u{1B}]0;x\u{7}")
        return try NaiveCounts(Array(rows.utf8), .v2012)
    }

    @Test func `no input can control a terminal, and csv, tsv and json are exact`() throws {
        try withFolder { folder in
            let counts = try makeStore(folder)
            let files = try Files.names(in: folder + "/in").map { "in/" + $0 }
            var runs = 0
            for _ in 0..<2 {
                let ingest = try run(["ingest", "--corpus", "c"] + files, folder: folder)
                #expect(ingest.code == 65, "because of the bad row")
                #expect(String(decoding: ingest.bytes, as: UTF8.self).contains("\\u{1B}"))
                expectHarmless(ingest.bytes, "progress")
                runs += 1
            }
            for command in Self.commands {
                let ending = try run(command, folder: folder)
                #expect(ending.code.map { [0, 1, 64, 65, 66, 74].contains($0) } == true, "\(command)")
                expectHarmless(ending.bytes, "\(command)")
                runs += 1
            }
            // A note about the failed archive would appear on the terminal, among the rows.
            let failed = try Ledger.states(folder + "/ngrams.sqlite").first { $0.value == "failed" }
            try Program.expect(
                0, "remove", "--yes", "--corpus", "c", "--db", folder + "/ngrams.sqlite", #require(failed).key)
            try expectExact(counts, folder)
            let left = try Files.names(in: folder).filter { !$0.hasPrefix("ngrams.sqlite") }
            #expect(left == ["in"], "no text became the name of a file")
            print(
                "hostile text: \(runs) runs on a terminal, \(Self.hostile.count) texts as words, prefixes, names and options"
            )
        }
    }

    /// The other formats are for programs, so every byte is as it was read.
    private func expectExact(_ counts: NaiveCounts, _ folder: String) throws {
        for report in [["export", "totals"], ["export", "years"]] {
            let expected = report[1] == "totals" ? counts.totalsCSV() : counts.yearsCSV()
            expectSame(try run(report, folder: folder).bytes, expected, "\(report) on a terminal")
        }
        let words = counts.words.filter { !$0.contains(0) }.map { String(decoding: $0, as: UTF8.self) }
        let tsv = try run(["query", "total", "--format", "tsv", "--"] + words, folder: folder).bytes
        let lines = words.map { word in
            let total = counts.total(Array(word.utf8))
            // Escaped as in PostgreSQL's COPY; none of the words has a tab or a line feed.
            let field = word.replacing("\\", with: "\\\\").replacing("\r", with: "\\r")
            return "\(field)\t\(total.match)\t\(total.volume)\t\(total.first ?? 0)\t\(total.last ?? 0)\n"
        }
        let header = "ngram\tmatch_count\tvolume_count\tfirst_year\tlast_year\n"
        expectSame(tsv, Array((header + lines.joined()).utf8), "tsv on a terminal")
        let json = try run(["query", "total", "--format", "json", "--"] + words, folder: folder).bytes
        #expect(try JSON.rows(json).map { Array(JSON.texts($0, ["ngram"])[0].utf8) } == words.map { Array($0.utf8) })
        for word in words {
            let top = try Program.run(
                ["query", "top", "--format", "csv", "-n", "99", "--prefix=\(word)"], folder: folder)
            expectSame(top.bytes, counts.topCSV(NaiveTop(limit: 99, prefix: word)), "prefix \(word.debugDescription)")
        }
        let names = try Program.run(["status", "--format", "json"], folder: folder)
        let found = try JSON.object(names.bytes)["archives"]?.map { JSON.texts($0, ["name"])[0] }
        // The failed archive was removed above.
        #expect(found.map(Set.init) == Set(try Files.names(in: folder + "/in").filter { !$0.hasPrefix("bad") }))
    }

    /// Text that is not UTF-8 is never a word of a store, but must not do harm.
    @Test(.enabled(if: SystemTool.bash != nil, "there is no bash on the PATH"))
    func `arguments that are not UTF-8 do no harm`() throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            let script = """
                for bad in $'\\xff' $'a\\xc3' $'\\xed\\xa0\\x80' $'\\xf5\\x80\\x80\\x80' $'\\x9b2J'; do
                    "$NGRAMS" query total "$bad" --corpus eng-2012 --format csv > out 2> err; echo $?
                    "$NGRAMS" query top --prefix "$bad" --corpus eng-2012 > out 2> err; echo $?
                    "$NGRAMS" ingest "$bad" 2>> err; echo $?
                    "$NGRAMS" status --db "none/$bad" 2>> err; echo $?
                    "$NGRAMS" status --corpus "$bad" 2>> err; echo $?
                    "$NGRAMS" "--$bad" 2>> err; echo $?
                    cat err >> all
                done
                """
            let ending = try Program.bash(script, folder: folder)
            #expect(ending.lines == (0..<5).flatMap { _ in ["1", "0", "66", "66", "64", "64"] })
            expectHarmless(try Files.read(folder + "/all"), "messages")
        }
    }

    @Test func `a terminal that disappears ends an ingest cleanly, and nothing is lost`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            let arguments = ["ingest", "--corpus", "c", "--db", folder + "/db", folder + "/wide"]
            let terminal = try PseudoTerminal()
            let program = try Program.start(arguments, environment: Self.environment, terminal: terminal)
            let isUnderWay = program.poll { Files.size(folder + "/db-wal") > 8 << 20 && terminal.bytes.count > 100 }
            #expect(isUnderWay)
            terminal.disconnect()
            #expect(try program.wait().code == 129)
            #expect(try Ledger.states(folder + "/db") == ["wide": "interrupted"])
            let again = try Program.run(arguments)
            #expect(again.code == 0)
            #expect(again.errors.contains("wide: carries on after row "))
            try Program.expect(0, "verify", "--db", folder + "/db")
            #expect(try Program.run(["export", "totals", "--db", folder + "/db"]).lineCount == 1 + WideRows.count)
        }
    }

    @Test(.enabled(if: SystemTool.find("nohup") != nil, "there is no nohup on the PATH"))
    func `under nohup an ingest continues without its terminal`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            let terminal = try PseudoTerminal()
            // Standard error stays a terminal, because nohup does not redirect it if standard output is not a terminal.
            let line = "exec nohup \"$NGRAMS\" ingest --corpus c --db db wide > /dev/null"
            let program = try RunningProgram(
                try #require(SystemTool.find("sh")), ["-c", "trap '' HUP; \(line)"],
                environment: Self.environment.merging(["NGRAMS": Program.path, "PATH": "/usr/bin:/bin"]) { $1 },
                folder: folder, terminal: terminal)
            #expect(program.poll { Files.size(folder + "/db-wal") > 8 << 20 })
            terminal.disconnect()
            #expect(try program.wait().code == 0)
            #expect(try Ledger.states(folder + "/db") == ["wide": "complete"])
            try Program.expect(0, "verify", "--db", folder + "/db")
        }
    }
}
