import Foundation
import Testing

/// Archives of odd n-grams, in any order and with any compression, compared with a naive count.
@Suite(.waitsForPrograms) struct RandomArchiveTests {
    @Test(arguments: RowKind.allCases, [1, 2] as [UInt64])
    func `every answer equals a naive count, for any order of rows and any compression`(kind: RowKind, seed: UInt64)
        throws
    {
        try withFolder { folder in
            var rows = RandomRows(seed: seed &* 1000 &+ UInt64(RowKind.allCases.firstIndex(of: kind) ?? 0))
            var counts = NaiveCounts()
            for (label, compression) in Compression.allCases.enumerated() {
                let archive = rows.archive(kind, groups: 40)
                try ArchiveFiles.write(archive, kind, label, compression, in: folder + "/data")
                try counts.add(archive, kind)
            }
            let store = folder + "/store"
            let data = kind == .v2020 ? folder + "/data/20200217/eng" : folder + "/data"
            let ingest = try Program.expect(0, "ingest", "--db", store, "--jobs", "\(1 + seed)", data)
            #expect(ingest.bytes.isEmpty)
            try counts.expectHeld(by: store, corpus: ArchiveFiles.corpus(kind))
            for top in [
                NaiveTop(limit: 30), NaiveTop(limit: 30, byVolume: true), NaiveTop(limit: 30, tags: "only"),
                NaiveTop(limit: 30, years: 1800...1820, tags: "include"), NaiveTop(limit: 7, prefix: "a"),
            ] {
                var options = ["--tags", top.tags, "-n", "\(top.limit)", "--by", top.byVolume ? "volume" : "match"]
                options += ["--from", "\(top.years.lowerBound)", "--to", "\(top.years.upperBound)"]
                let export = try Program.run(
                    ["export", "top", "--db", store, "--prefix", top.prefix] + options)
                expectSame(export.bytes, counts.topCSV(top), "\(options)")
            }
            try checkExportOptions(of: counts, store)
            try checkJSON(of: counts, store)
        }
    }

    private func checkExportOptions(of counts: NaiveCounts, _ store: String) throws {
        for (range, prefix) in [(1900...1950, ""), (1...1600, "a"), (1...9999, "\""), (9999...9999, ""), (5...8, "")] {
            let options = ["--db", store, "--from", "\(range.lowerBound)", "--to", "\(range.upperBound)"]
            let years = try Program.run(["export", "years", "--prefix", prefix] + options)
            expectSame(years.bytes, counts.yearsCSV(range, prefix: prefix), "\(options)")
            #expect(years.code == 0)
            let totals = try Program.run(["export", "totals", "--prefix", prefix] + options)
            expectSame(totals.bytes, counts.totalsCSV(range, prefix: prefix), "\(options)")
        }
    }

    /// All n-grams that can be an argument, as JSON. An argument cannot contain NUL.
    private func checkJSON(of counts: NaiveCounts, _ store: String) throws {
        // Foundation on Linux drops a byte order mark at the beginning of any string.
        let words = counts.words.filter { !$0.contains(0) && !$0.starts(with: "\u{FEFF}".utf8) }
            .map { String(decoding: $0, as: UTF8.self) }
        let json = try Program.run(["query", "total", "--db", store, "--format", "json", "--"] + words)
        let keys = ["ngram", "match_count", "volume_count", "first_year", "last_year"]
        let found = try JSON.rows(json.bytes).map { JSON.texts($0, keys).map { Array($0.utf8) } }
        let expected = words.map { word in
            let total = counts.total(Array(word.utf8))
            return [word, "\(total.match)", "\(total.volume)", "\(total.first ?? 0)", "\(total.last ?? 0)"]
                .map { Array($0.utf8) }
        }
        #expect(found == expected)
    }

    /// The checksum of a compressed archive shows that it has no rows. A plain empty file may be a failed download.
    @Test(arguments: Compression.allCases)
    func `an archive without rows is accepted if it is compressed, and fails if it is not`(compression: Compression)
        throws
    {
        try withFolder { folder in
            for kind in RowKind.allCases { try ArchiveFiles.write([], kind, 1, compression, in: folder) }
            let nameless = folder + "/nameless" + compression.ending
            try Files.write(try compression.compress([], member: "x"), to: nameless)
            let store = folder + "/store"
            let code: Int32 = compression == .plain ? 65 : 0
            let ending = try Program.expect(code, "ingest", "--db", store, folder, folder + "/20200217/eng")
            #expect(ending.errors.contains("holds no row") == (compression == .plain))
            try Program.expect(code, "ingest", "--db", store, "--corpus", "mine", nameless)
            #expect(try Set(Ledger.states(store).values) == [compression == .plain ? "failed" : "complete"])
            if compression == .plain { return }
            try NaiveCounts().expectHeld(by: store, corpus: "eng-2009")
            try NaiveCounts().expectHeld(by: store, corpus: "mine")
            try Program.expect(1, "query", "total", "x", "--db", store, "--corpus", "eng-2012")
        }
    }

    @Test(arguments: RowKind.allCases) func `the edition of an archive with another name is recognized by its rows`(
        kind: RowKind
    ) throws {
        try withFolder { folder in
            var rows = RandomRows(seed: 77)
            let archive = rows.archive(kind, groups: 30)
            try Files.write(archive, to: folder + "/words")
            try Program.expect(0, "ingest", "--db", folder + "/db", "--corpus", "my.words", folder + "/words")
            try NaiveCounts(archive, kind).expectHeld(by: folder + "/db", corpus: "my.words")
        }
    }
}
