import Foundation
import NgramSamples
import Testing

@Suite(.waitsForPrograms) struct StatusTests {
    private static let corpusKeys = ["name", "archives", "rows", "ngrams", "first_year", "last_year"]
    private static let archiveKeys = ["name", "corpus", "state", "why", "rows", "bad_rows", "bytes"]

    @Test func `json is one object with the corpora and the archives`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let object = try JSON.object(
                try Program.expect(0, "status", "--db", store, "--format", "json").bytes)
            #expect(object.keys.sorted() == ["archives", "corpora"])
            let corpora = try #require(object["corpora"])
            let archiveCounts = ["eng-2009": 2, "eng-2012": 4, "eng-2019": 2]
            let expected = SmallStore.corpora.map { corpus in
                let counts = SmallStore.of(corpus)
                let years = counts.years.values.flatMap(\.keys)
                return [
                    corpus, "\(archiveCounts[corpus] ?? 0)", "\(counts.rows)", "\(counts.years.count)",
                    "\(years.min() ?? 0)", "\(years.max() ?? 0)",
                ]
            }
            #expect(corpora.map { JSON.texts($0, Self.corpusKeys) } == expected)

            let archives = try #require(object["archives"])
            #expect(archives.count == 8 + 3, "the archives and three totals files")
            for archive in SmallSet.archives() {
                let file = archive.path.split(separator: "/").last.map(String.init) ?? ""
                let name = String(file.dropLast(file.hasSuffix(".zip") ? 4 : 3))
                let (corpus, kind) = SmallStore.place(archive.edition)
                let rows = try NaiveCounts(archive.edition.rows(of: archive.ngrams), kind).rows
                let size = Files.size("\(folder)/data/\(archive.path)")
                let found = archives.filter { $0["name"] as? String == name && $0["corpus"] as? String == corpus }
                #expect(
                    found.map { JSON.texts($0, Self.archiveKeys) } == [
                        [name, corpus, "complete", "null", "\(rows)", "0", "\(size)"]
                    ])
                let when = try #require(found.first?["when"] as? String)
                #expect(ISO8601DateFormatter().date(from: when) != nil)
            }
        }
    }

    @Test func `csv and tsv are one table: the corpora, or with --archives the archives`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            for (format, separator) in [("csv", ","), ("tsv", "\t")] {
                let corpora = try Program.expect(0, "status", "--db", store, "--format", format).lines
                #expect(corpora.count == 1 + 3)
                #expect(corpora[0] == Self.corpusKeys.joined(separator: separator))
                let archives = try Program.expect(0, "status", "--archives", "--db", store, "--format", format).lines
                #expect(archives[0] == (Self.archiveKeys + ["when"]).joined(separator: separator))
                #expect(archives.count == 1 + 11)
            }
            let json = ["status", "--db", store, "--format", "json"]
            #expect(try Program.expect(0, json).bytes == Program.expect(0, json + ["--archives"]).bytes)
        }
    }

    @Test func `a table lists the corpora, and the archives only on request`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let table = try Program.expect(0, "status", "--db", store)
            #expect(table.lines.count == 2 + 3 + 2)
            #expect(table.lines.contains { $0.hasPrefix("eng-2012") })
            #expect(table.lines.last == "11 archives are complete; list them with --archives")
            let all = try Program.expect(0, "status", "--archives", "--db", store)
            #expect(all.lines.contains { $0.contains("googlebooks-eng-all-1gram-20120701-a ") })
            #expect(all.lines.count == 2 + 3 + 1 + 2 + 11)
        }
    }

    @Test func `a table of hundreds of archives begins with the corpora and lists only what needs attention`() throws {
        try withFolder { folder in
            for number in 0..<200 {
                try Files.write(
                    "w\(number)\t2000\t1\t1\n", to: "\(folder)/data/googlebooks-eng-all-1gram-20120701-n\(number)")
            }
            try Files.write("bad row\n", to: folder + "/data/googlebooks-eng-all-1gram-20120701-n7")
            try Files.write("bad row\n", to: folder + "/data/googlebooks-eng-all-1gram-20120701-n8")
            let store = folder + "/db"
            try Program.expect(65, "ingest", "--db", store, folder + "/data")
            try Files.write("bad row\ngood\t2000\t1\t1\n", to: folder + "/skipped")
            try Program.expect(0, "ingest", "--db", store, "--corpus", "c", "--bad-rows", "skip", folder + "/skipped")
            let lines = try Program.expect(0, "status", "--db", store).lines
            #expect(lines.count < 20)
            #expect(lines[2].hasPrefix("c ") && lines[3].hasPrefix("eng-2012 "))
            #expect(lines[5] == "eng-2012: 198 complete, 2 failed")
            #expect(lines.last == "198 more archives are complete; list them with --archives")
            let failed = lines.filter { $0.contains("  failed  ") }
            #expect(failed.count == 2)
            #expect(failed.allSatisfy { $0.contains("row 1") }, "the reason")
            #expect(lines.contains { $0.hasPrefix("skipped") && $0.contains("complete") })
        }
    }

    @Test func `every failed archive has its reason in every format`() throws {
        try withFolder { folder in
            for number in 0..<16 {
                try Files.write("good\t2000\t1\t1\nbad \(number)\n", to: "\(folder)/data/w\(number)")
            }
            let store = folder + "/db"
            try Program.expect(
                65, ["ingest", "--corpus", "c", "--db", store] + (0..<16).map { "\(folder)/data/w\($0)" })
            let table = try Program.expect(0, "status", "--db", store).output
            let csv = try Program.expect(0, "status", "--archives", "--db", store, "--format", "csv").output
            let object = try JSON.object(Program.expect(0, "status", "--db", store, "--format", "json").bytes)
            let reasons = (object["archives"] ?? []).map { JSON.texts($0, ["name", "why"]) }
            #expect(reasons.count == 16)
            for number in 0..<16 {
                #expect(table.contains("bad \(number)"))
                #expect(csv.contains("bad \(number)"))
                #expect(reasons.contains { $0[0] == "w\(number)" && $0[1].contains("bad \(number)") })
            }
        }
    }

    @Test func `--corpus lists only that corpus`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let object = try JSON.object(
                try Program.expect(0, "status", "--corpus", "eng-2009", "--db", store, "--format", "json").bytes)
            #expect(object["corpora"]?.compactMap { $0["name"] as? String } == ["eng-2009"])
            #expect(object["archives"]?.count == 3)
        }
    }

    @Test func `a failed archive and its bad rows are listed but not counted`() throws {
        try withFolder { folder in
            try Files.write("good\t2000\t1\t1\nbad\n", to: folder + "/w")
            let store = folder + "/db"
            try Program.expect(65, "ingest", "--corpus", "c", folder + "/w", "--db", store)
            func archives() throws -> [[String]] {
                let object = try JSON.object(try Program.expect(0, "status", "--db", store, "--format", "json").bytes)
                return (object["archives"] ?? []).map { JSON.texts($0, ["name", "state", "rows", "bad_rows"]) }
            }
            #expect(try archives() == [["w", "failed", "0", "0"]])
            try Program.expect(0, "ingest", "--corpus", "c", folder + "/w", "--db", store, "--bad-rows", "skip")
            #expect(try archives() == [["w", "complete", "1", "1"]])
        }
    }
}
