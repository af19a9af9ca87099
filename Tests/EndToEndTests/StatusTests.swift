import Foundation
import NgramSamples
import Testing

@Suite(.waitsForPrograms) struct StatusTests {
    private static let corpusKeys = ["name", "archives", "rows", "ngrams", "first_year", "last_year"]
    private static let archiveKeys = ["name", "corpus", "state", "rows", "bad_rows", "bytes"]

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
                        [name, corpus, "complete", "\(rows)", "0", "\(size)"]
                    ])
                let when = try #require(found.first?["when"] as? String)
                #expect(ISO8601DateFormatter().date(from: when) != nil)
            }
        }
    }

    @Test func `the other formats list the corpora and then the archives`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            for (format, separator) in [("csv", ","), ("tsv", "\t")] {
                let lines = try Program.expect(0, "status", "--db", store, "--format", format).lines
                let empty = try #require(lines.firstIndex(of: ""))
                #expect(lines[0] == Self.corpusKeys.joined(separator: separator))
                #expect(empty == 4)
                #expect(lines[empty + 1] == (Self.archiveKeys + ["when"]).joined(separator: separator))
                #expect(lines.count == empty + 2 + 11)
            }
            let table = try Program.expect(0, "status", "--db", store)
            #expect(table.lines.contains { $0.hasPrefix("eng-2012") })
            #expect(table.lines.contains { $0.contains("googlebooks-eng-all-1gram-20120701-a ") })
        }
    }

    @Test func `--corpus lists only that one`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let object = try JSON.object(
                try Program.expect(0, "status", "--corpus", "eng-2009", "--db", store, "--format", "json").bytes)
            #expect(object["corpora"]?.compactMap { $0["name"] as? String } == ["eng-2009"])
            #expect(object["archives"]?.count == 3)
        }
    }

    @Test func `a failed archive and its bad rows show, and count for nothing`() throws {
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
