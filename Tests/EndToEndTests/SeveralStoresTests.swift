import Foundation
import NgramSystem
import NgramTestSupport
import Testing

/// Queries and exports of several stores, by name or in a folder.
@Suite(.waitsForPrograms) struct SeveralStoresTests {
    /// Makes a store of the small archives, and stores of one archive each in the folder `parts`.
    private func withStores(_ body: (_ one: String, _ parts: String) throws -> Void) throws {
        try withFolder { folder in
            let one = try SmallStore.make(in: folder)
            try Files.write([], to: folder + "/parts/notes.txt")
            for (index, path) in try TestFolder.tree(folder + "/data").keys.sorted().enumerated() {
                try Program.expect(
                    0, "ingest", "--db", "\(folder)/parts/\(index).sqlite", "--progress", "none",
                    "\(folder)/data/\(path)")
            }
            try body(one, folder + "/parts")
        }
    }

    @Test func `a folder of stores answers as one store of all archives does`() throws {
        try withStores { one, parts in
            for corpus in SmallStore.corpora {
                for command in [
                    ["query", "total", "apple", "aardvark", "zyzzyva"], ["query", "years", "apple", "--fill"],
                    ["query", "top", "-n", "20", "--tags", "include"], ["query", "search", "a*", "--ignore-case"],
                    ["query", "search", "a*", "--ignore-case", "--merge-case"],
                    ["query", "frequency", "apple, aard*", "--from", "1950", "--to", "1960"],
                    ["export", "totals"], ["export", "years"], ["export", "top", "-n", "7"],
                ] {
                    let arguments = command + ["--format", "csv", "--corpus", corpus]
                    let expected = try Program.run(arguments + ["--db", one])
                    let found = try Program.run(arguments + ["--db", parts])
                    #expect(found.code == expected.code, "\(command): \(found)")
                    #expect(found.output == expected.output, "\(command)")
                }
            }
        }
    }

    @Test func `stores may be named one by one or by the environment`() throws {
        try withStores { one, parts in
            let all = try Files.names(in: parts).filter { $0.hasSuffix(".sqlite") }.map { "\(parts)/\($0)" }
            let question = ["query", "total", "apple", "--corpus", "eng-2012", "--format", "csv"]
            let expected = try Program.run(question + ["--db", one]).output
            #expect(try Program.run(question + all.flatMap { ["--db", $0] }).output == expected)
            #expect(try Program.run(question, environment: ["NGRAMS_DB": parts]).output == expected)
        }
    }

    @Test func `what would count twice, a folder without stores, and a command for one store are refused`() throws {
        try withStores { one, parts in
            let question = ["query", "total", "apple", "--corpus", "eng-2012"]
            let twice = try Program.run(question + ["--db", one, "--db", one])
            #expect(twice.code == 64 && twice.errors.contains("are one store"), "\(twice)")
            let overlapping = try Program.run(question + ["--db", one, "--db", parts])
            #expect(overlapping.code == 65 && overlapping.errors.contains("is in two stores"), "\(overlapping)")
            let empty = try Program.run(question + ["--db", "\(parts)/../data"])
            #expect(empty.code == 66 && empty.errors.contains("the folder has no store"), "\(empty)")
            let sql = try Program.run(["sql", "--db", one, "--db", "\(parts)/0.sqlite", "SELECT 1"])
            #expect(sql.code == 64 && sql.errors.contains("takes one store"), "\(sql)")
            let verify = try Program.run(["verify", "--db", one, "--db", "\(parts)/0.sqlite"])
            #expect(verify.code == 65 && verify.errors.contains("is in two stores"), "\(verify)")
        }
    }

    @Test func `status, verify and tables are those of one store`() throws {
        try withStores { one, parts in
            func corpora(_ store: String) throws -> String {
                try Program.expect(0, "status", "--format", "csv", "--db", store).output
            }
            #expect(try corpora(parts) == corpora(one))
            let archives = ["status", "--archives", "--format", "json", "--db"]
            func names(_ store: String) throws -> [String] {
                try JSON.object(Program.expect(0, archives + [store]).bytes)["archives"]?
                    .compactMap { $0["name"] as? String } ?? []
            }
            #expect(try names(parts) == names(one))
            let verified = try Program.expect(0, "verify", "--db", parts)
            let count = try names(one).count
            #expect(verified.output.split(separator: "\n").count == count)
            #expect(verified.output.split(separator: "\n").allSatisfy { $0.contains(": ok: 1 archive") })

            for (store, output) in [(one, "one"), (parts, "parts")] {
                try Program.expect(
                    0, "export", "sqlite", "--corpus", "eng-2012", "--prefix", "a", "--db", store, "--output",
                    "\(parts)/\(output).tables")
            }
            let dump = try Program.bash(
                "cd '\(parts)'; for f in one parts; do sqlite3 $f.tables .dump > $f.sql; done; cmp one.sql parts.sql")
            #expect(dump.code == 0, "\(dump)")
        }
    }

    /// Writes the manifest of a folder of stores from what `ngrams sql` tells of each.
    private func describe(_ parts: String, without missing: String? = nil) throws {
        var entries: [[String: Any]] = []
        for name in try Files.names(in: parts) where name.hasSuffix(".sqlite") {
            let path = "\(parts)/\(name)"
            let rows = try JSON.rows(
                Array(
                    Program.expect(
                        0, "sql", "--format", "json", "--db", path,
                        """
                        SELECT corpus, name, contents, edition, n, first_ngram, last_ngram, first_year, last_year
                        FROM archives WHERE state = 'complete'
                        """
                    ).output.utf8))
            let status = try FileStatus(path: path)
            for row in rows {
                entries.append(
                    row.merging([
                        "store": name, "store_modified": status.modified,
                    ]) { $1 })
            }
        }
        let failed = missing.map { [["archive": $0, "failure": "no answer"]] } ?? []
        let manifest: [String: Any] = ["version": 1, "archives": entries, "missing": failed]
        try JSONSerialization.data(withJSONObject: manifest).write(
            to: URL(fileURLWithPath: "\(parts)/manifest.json"))
    }

    @Test func `the server tells of archives that a manifest lists and no store has`() throws {
        try withStores { _, parts in
            try describe(parts, without: "https://example.com/c.gz")
            let store = try ServedStore(parts)
            let routes = [
                "total?ngram=apple", "years?ngram=apple", "top?limit=1", "search?pattern=a*", "frequency?query=apple",
            ]
            func missing(_ route: String) throws -> Int? {
                let answer = try store.get("/api/\(route)&corpus=eng-2012")
                #expect(answer.status == 200, "\(answer.text)")
                let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
                return object?["missingArchives"] as? Int
            }
            for route in routes { #expect(try missing(route) == 1, "\(route)") }
            let page = "/ngrams/graph?content=apple&corpus=eng-2012"
            let note = "1 archive of eng-2012 is missing, so its counts are too low"
            #expect(try store.get(page).text.contains(note))
            try describe(parts)
            for route in routes { #expect(try missing(route) == nil, "\(route)") }
            #expect(try !store.get(page).text.contains(note))
        }
    }

    @Test func `a manifest changes no answer, and tells which archives are missing`() throws {
        try withStores { one, parts in
            try describe(parts)
            for command in [
                ["query", "total", "apple", "aardvark", "zyzzyva"], ["query", "years", "apple", "--fill"],
                ["query", "top", "-n", "20", "--prefix", "b"], ["query", "search", "a*"],
                ["query", "frequency", "apple, aard*, banana", "--from", "1950", "--to", "1960"],
                ["export", "totals", "--prefix", "b"], ["export", "years"], ["status", "--corpus", "eng-2012"],
            ] {
                let isStatus = command[0] == "status"
                let arguments = command + ["--format", "csv"] + (isStatus ? [] : ["--corpus", "eng-2012"])
                let expected = try Program.run(arguments + ["--db", one])
                let found = try Program.run(arguments + ["--db", parts])
                #expect(found.output == expected.output && found.errors == expected.errors, "\(command) \(found)")
                #expect(found.code == expected.code)
            }

            try describe(parts, without: "https://example.com/c.gz")
            let question = ["query", "total", "apple", "--corpus", "eng-2012", "--db", parts, "--format", "json"]
            let note = "1 archive of \(parts)/manifest.json is missing, so counts lack it: https://example.com/c.gz"
            let incomplete = try Program.expect(0, question)
            #expect(incomplete.errors.contains(note), "\(incomplete.errors)")
            #expect(try JSON.rows(incomplete.bytes)[0]["missing_archives"] as? Int == 1)
            for command in [
                ["query", "years", "apple"], ["query", "top"], ["query", "search", "a*"],
                ["query", "frequency", "apple"], ["query", "frequency", "apple", "--wide"],
            ] {
                let ending = try Program.run(command + question.dropFirst(3))
                let rows = try JSON.rows(ending.bytes)
                let counts = rows.map { $0["missing_archives"] as? Int }
                #expect(!counts.isEmpty && counts.allSatisfy { $0 == 1 }, "\(ending)")
                #expect(ending.errors.contains(note), "\(ending.errors)")
            }
            let export = try Program.expect(
                0, "export", "totals", "--format", "jsonl", "--corpus", "eng-2012", "--db", parts)
            #expect(export.output.split(separator: "\n").allSatisfy { $0.hasSuffix(#","missing_archives":1}"#) })
            #expect(export.errors.contains(note))

            // A store that is gone.
            try describe(parts)
            try FileManager.default.removeItem(atPath: "\(parts)/0.sqlite")
            let gone = try Program.run(["status", "--db", parts])
            #expect(gone.errors.contains("1 archive of \(parts)/manifest.json is missing"), "\(gone)")

            for name in try Files.names(in: parts) where name.hasSuffix(".sqlite") && name != "1.sqlite" {
                try FileManager.default.removeItem(atPath: "\(parts)/\(name)")
            }
            let one = try Program.expect(0, "verify", "--db", parts)
            #expect(one.errors.contains("archives of \(parts)/manifest.json are missing"), "\(one)")

            try Files.write(Array("{}".utf8), to: "\(parts)/manifest.json")
            let wrong = try Program.run(question)
            #expect(wrong.code == 65 && wrong.errors.contains("is not a manifest of a folder of stores"), "\(wrong)")
        }
    }
}
