import Foundation
import NgramTestSupport
import Testing

/// Rows that violate the format.
@Suite(.waitsForPrograms) struct BadRowTests {
    /// A bad row of an edition, and a word that its message must contain.
    private static let badRows: [(RowKind, [UInt8], String)] =
        [
            ("w\t2000\t1", "3 columns"), ("w\t2000\t1\t1\t1", "5 columns"), ("", "1 column"), ("w", "1 column"),
            ("\t2000\t1\t1", "empty n-gram"), ("w\t0\t1\t1", "year"), ("w\t10000\t1\t1", "year"),
            ("w\t-1\t1\t1", "year"), ("w\t19x9\t1\t1", "year"), ("w\t\t1\t1", "year"), ("w\t 1999\t1\t1", "year"),
            ("w\t99999999999999999999\t1\t1", "year"), ("w\t1999\t1.5\t1", "match"), ("w\t1999\t+1\t1", "match"),
            ("w\t1999\t\t1", "match"), ("w\t1999\t1\t", "volume"), ("w\t1999\t1\t1 ", "volume"),
            ("w\t1999\t9223372036854775808\t1", "at most 9223372036854775807"),
            ("w\t1999\t1\t18446744073709551617", "at most"), ("w\t1999\t1\t1\r", "CR LF"),
        ].map { (.v2012, Array($0.0.utf8), $0.1) }
        + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80], [0x61, 0x80]].map {
            (.v2012, $0 + Array("\t1999\t1\t1".utf8), "UTF-8")
        }
        + [("w\t2000\t1\t1", "4 columns"), ("w\t2000\t1\tx\t1", "page"), ("w\t2000\t1\t1\t1\t1", "6 columns")]
        .map { (.v2009, Array($0.0.utf8), $0.1) }
        + [
            ("w", "1 column"), ("w\t", "year,match,volume"), ("w\t1999,1", "year,match,volume"),
            ("w\t1999,1,1,1", "year,match,volume"), ("w\t1999,1,1\t", "year,match,volume"),
            ("w\t1999,1,1\t0,1,1", "year"), ("w\t1999,1,1\t2000,1,x", "volume"), ("\t1999,1,1", "empty n-gram"),
            ("w\t1999,1,1\t2000,9223372036854775808,1", "at most"), ("w\t2000\t1\t1", "year,match,volume"),
        ].map { (.v2020, Array($0.0.utf8), $0.1) }

    @Test func `a bad row fails its archive with the file, the row's number, the row and what was expected`() throws {
        try withFolder { folder in
            var random = SeededRandom(seed: 5)
            var expected: [String] = []
            for (label, (kind, row, word)) in Self.badRows.enumerated() {
                // Some are far into the archive, in a later partition.
                let before = label % 7 == 0 ? 120_000 : Int.random(in: 0..<50, using: &random)
                let rows = Self.good(kind, before) + row + [10] + Self.good(kind, 3)
                let path = try ArchiveFiles.write(rows, kind, label, .plain, in: folder)
                expected.append("\(path): row \(before + 1) \(word)")
            }
            let good = Self.good(.v2012, 10)
            try ArchiveFiles.write(good, .v2012, 9000, in: folder)
            let store = folder + "/db"
            let ending = try Program.expect(65, "ingest", "--db", store, folder, folder + "/20200217/eng")
            #expect(ending.bytes.isEmpty)
            let messages = ending.errors.split(separator: "\n").filter { $0.hasPrefix("ngrams: error: ") }
            #expect(messages.count == expected.count)
            for ((kind, row, word), place) in zip(Self.badRows, expected) {
                let start = "ngrams: error: \(place.dropLast(word.count))"
                let message = messages.first { $0.hasPrefix(start) } ?? ""
                #expect(message.contains(word), "\(kind) \(String(decoding: row, as: UTF8.self)): \(place) \(message)")
                #expect(message.contains("expected"))
                #expect(message.contains("the row is \""))
            }
            try NaiveCounts(good, .v2012).expectHeld(by: store, corpus: "eng-2012")
            try NaiveCounts().expectHeld(by: store, corpus: "eng-2019", isUncounted: true)
        }
    }

    @Test(arguments: RowKind.allCases)
    func `--bad-rows skip counts bad rows and reports the first, and a later run without it fails`(kind: RowKind) throws
    {
        try withFolder { folder in
            var random = RandomRows(seed: 11)
            let bad = Self.badRows.filter { $0.0 == kind }.map(\.1)
            let rows = random.archive(kind, groups: 60).split(separator: 10).map(Array.init)
            // Bad rows between, before and after the good ones.
            let mixed = (rows + bad).shuffled(using: &random.random)
            let first = try #require(mixed.firstIndex { bad.contains($0) })
            let path = try ArchiveFiles.write(Array(mixed.joined(separator: [10])), kind, 1, in: folder)
            let store = folder + "/db"
            let ending = try Program.expect(0, "ingest", "--db", store, "--bad-rows", "skip", path)
            #expect(ending.errors.contains(": \(rows.count) rows, \(bad.count) bad rows skipped"))
            #expect(ending.errors.contains("\(path): skipped \(bad.count) bad rows; the first is row \(first + 1): "))
            try NaiveCounts(rows.joined(separator: [10]), kind)
                .expectHeld(by: store, corpus: ArchiveFiles.corpus(kind))
            let status = try JSON.object(
                try Program.expect(0, "status", "--db", store, "--format", "json").bytes)
            let archives = (status["archives"] ?? []).map { JSON.texts($0, ["rows", "bad_rows"]) }
            #expect(archives == [["\(rows.count)", "\(bad.count)"]])

            // With the same option, the archive is unchanged. Without it, the archive is refused, and the store stays
            // as it is.
            try Program.expect(0, "ingest", "--db", store, "--bad-rows", "skip", path)
            let refused = try Program.expect(65, "ingest", "--db", store, path)
            #expect(refused.errors.contains("--replace") && refused.errors.contains("--bad-rows skip"))
            let failed = try Program.expect(65, "ingest", "--db", store, "--replace", path)
            #expect(failed.errors.contains("\(path): row \(first + 1) "))
            try NaiveCounts(rows.joined(separator: [10]), kind)
                .expectHeld(by: store, corpus: ArchiveFiles.corpus(kind))
        }
    }

    @Test func `--bad-rows skip fails a file of another edition, which has no good row`() throws {
        try withFolder { folder in
            let path = try ArchiveFiles.write(Self.good(.v2020, 136), .v2012, 1, .plain, in: folder)
            let store = folder + "/db"
            for _ in 0..<2 {
                let ending = try Program.expect(65, "ingest", "--db", store, "--bad-rows", "skip", path)
                #expect(
                    ending.errors.contains("ngrams: error: \(path): all of its 136 rows are bad; the first is row 1: "))
            }
            try NaiveCounts().expectHeld(by: store, corpus: "eng-2012", isUncounted: true)
        }
    }

    @Test func `a message shortens a long row and contains no terminal control characters`() throws {
        try withFolder { folder in
            let row = "\u{1B}[2Jnasty\u{7}" + String(repeating: "x", count: 5000)
            let path = try ArchiveFiles.write(Array("\(row)\tno\t1\t1\n".utf8), .v2012, 1, .plain, in: folder)
            let ending = try Program.expect(65, "ingest", "--db", folder + "/db", path)
            #expect(ending.errors.utf8.count < 1000)
            #expect(ending.errors.contains("xxx"))
            #expect(ending.errors.utf8.allSatisfy { $0 >= 0x20 || $0 == 10 })
        }
    }

    private static func good(_ kind: RowKind, _ count: Int) -> [UInt8] {
        let rest =
            switch kind {
            case .v2009: "\t2000\t3\t2\t1\n"
            case .v2012: "\t2000\t3\t1\n"
            case .v2020: "\t2000,3,1\n"
            }
        return Array((0..<count).map { "word\($0 / 7)\(rest)" }.joined().utf8)
    }
}
