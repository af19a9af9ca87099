import Foundation
import Testing

/// Rows at the limits of the format and of 64-bit numbers.
@Suite(.waitsForPrograms) struct ExtremeArchiveTests {
    private static let largest = Int64.max

    @Test(arguments: RowKind.allCases) func `counts up to 2^63 - 1 are exact`(kind: RowKind) throws {
        try withFolder { folder in
            let numbers =
                switch kind {
                case .v2009: "\(Self.largest)\t\(Self.largest)\t\(Self.largest)"
                case .v2012: "\(Self.largest)\t\(Self.largest)"
                case .v2020: "\(Self.largest),\(Self.largest)"
                }
            let separator = kind == .v2020 ? "," : "\t"
            let rows = Array("big\t9999\(separator)\(numbers)\n".utf8)
            try ArchiveFiles.write(rows, kind, 1, .plain, in: folder)
            let store = folder + "/db"
            let data = kind == .v2020 ? folder + "/20200217/eng" : folder
            try Program.expect(0, "ingest", "--db", store, data)
            try NaiveCounts(rows, kind).expectHeld(by: store, corpus: ArchiveFiles.corpus(kind))
            let json = try Program.expect(0, "query", "top", "--db", store, "--format", "json")
            #expect(
                try JSON.texts(JSON.rows(json.bytes)[0], ["match_count", "volume_count"]) == [
                    "\(Self.largest)", "\(Self.largest)",
                ])
            let table = try Program.expect(0, "query", "years", "big", "--db", store)
            #expect(table.output.contains("9,223,372,036,854,775,807"))
        }
    }

    @Test func `an n-gram does not occur in a year with neither matches nor volumes`() throws {
        try withFolder { folder in
            let rows = Array("never\t1990\t0\t0\nw\t1999\t0\t0\nw\t2000\t1\t1\nw\t2001\t0\t0\n".utf8)
            try ArchiveFiles.write(rows, .v2012, 1, .plain, in: folder)
            try Program.expect(0, "ingest", "--db", folder + "/db", folder)
            let total = try Program.expect(0, "query", "total", "w", "--db", folder + "/db", "--format", "csv")
            #expect(total.lines.last == "w,1,1,2000,2000")
            let years = try Program.expect(0, "query", "years", "w", "--db", folder + "/db", "--format", "csv")
            #expect(years.lines.dropFirst() == ["w,2000,1,1"])
            try Program.expect(1, "query", "total", "never", "--db", folder + "/db")
            try Program.expect(0, "verify", "--db", folder + "/db")
        }
    }

    @Test func `an archive fails if a sum of its counts exceeds 2^63 - 1`() throws {
        try withFolder { folder in
            let texts = [
                "w\t2000\t\(Self.largest)\t1\nw\t2000\t1\t1\n", "w\t2000\t\(Self.largest)\t1\nw\t2001\t1\t1\n",
                "w\t2000\t\(Self.largest)\t1\nv\t2001\t1\t1\n", "w\t2000\t1\t\(Self.largest)\nw\t2000\t1\t1\n",
                "w\t2000\t\(Self.largest)\t1\nv\t2000\t1\t1\nw\t2001\t1\t1\n",
            ]
            for (label, text) in texts.enumerated() {
                try ArchiveFiles.write(Array(text.utf8), .v2012, label, .plain, in: folder)
            }
            let ingest = try Program.expect(65, "ingest", "--db", folder + "/db", folder)
            #expect(ingest.errors.components(separatedBy: "sum to more than \(Self.largest)").count == 1 + texts.count)
            #expect(try Set(Ledger.states(folder + "/db").values) == ["failed"])
        }
    }

    @Test func `a sum over archives beyond 2^63 - 1 is an error that names the n-gram, never a wrong number`() throws {
        try withFolder { folder in
            try ArchiveFiles.write(Array("w\t2000\t\(Self.largest)\t1\n".utf8), .v2012, 1, .plain, in: folder)
            try ArchiveFiles.write(Array("a\t2000\t3\t1\nw\t2000\t1\t1\n".utf8), .v2012, 2, .plain, in: folder)
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, folder)
            for command in [
                ["query", "total", "w"], ["query", "years", "w"], ["query", "top"], ["export", "years"],
                ["export", "totals"], ["export", "top"], ["export", "totals", "--output", folder + "/report.csv"],
            ] {
                let ending = try Program.run(command + ["--db", store])
                #expect(ending.code == 65, "\(command)")
                #expect(ending.errors.contains("\"w\""), "\(command) \(ending.errors)")
            }
            #expect(!Files.exists(folder + "/report.csv"))
            let other = try Program.expect(0, "query", "total", "a", "--db", store, "--format", "csv")
            #expect(other.lines.last == "a,3,1,2000,2000")
            try Program.expect(0, "verify", "--db", store)
        }
    }

    @Test(arguments: [(1 << 20) - 1, 1 << 20]) func `a row of 1 MB is read`(length: Int) throws {
        try withFolder { folder in
            let row = Self.wideRow(length: length)
            let rows = Array("first\t1999,1,1\n".utf8) + row + Array("\nlast\t2001,2,2\n".utf8)
            try ArchiveFiles.write(rows, .v2020, 1, .gzip, in: folder)
            let nextToEnd = Array("first\t1999,1,1\n".utf8) + row
            try ArchiveFiles.write(nextToEnd, .v2020, 2, .plain, in: folder)
            try Program.expect(0, "ingest", "--db", folder + "/db", folder + "/20200217/eng")
            var counts = try NaiveCounts(rows, .v2020)
            try counts.add(nextToEnd, .v2020)
            try counts.expectHeld(by: folder + "/db", corpus: "eng-2019")
        }
    }

    @Test func `an n-gram of 1 MB is stored exactly`() throws {
        try withFolder { folder in
            let word = String(repeating: "é", count: 500_000)
            let rows = Array("a\t2000\t1\t1\n\(word)\t2000\t5\t4\n\(word)\t2001\t5\t4\nz\t2000\t1\t1\n".utf8)
            try ArchiveFiles.write(rows, .v2012, 1, .gzip, in: folder)
            try Program.expect(0, "ingest", "--db", folder + "/db", folder)
            try NaiveCounts(rows, .v2012).expectHeld(by: folder + "/db", corpus: "eng-2012")
        }
    }

    @Test func `a row longer than 1 MB is a bad row: refused with its number, or skipped`() throws {
        try withFolder { folder in
            let good = (0..<1000).map { "w\($0)\t1999,1,1\n" }.joined()
            let rows = Array(good.utf8) + Self.wideRow(length: 5 << 20) + Array("\nlast\t2001,2,2\n".utf8)
            let path = try ArchiveFiles.write(rows, .v2020, 1, .gzip, in: folder)
            let refused = try Program.expect(65, "ingest", "--db", folder + "/db", path)
            #expect(refused.errors.contains("\(path): row 1001 "))
            #expect(refused.errors.utf8.count < 1000)
            try Program.expect(0, "ingest", "--db", folder + "/db", "--bad-rows", "skip", path)
            try NaiveCounts(Array((good + "last\t2001,2,2\n").utf8), .v2020)
                .expectHeld(by: folder + "/db", corpus: "eng-2019")
        }
    }

    /// A row in the 2020 layout of exactly the given number of bytes, without its newline. Years repeat, and their
    /// counts add up.
    private static func wideRow(length: Int) -> [UInt8] {
        var row = Array("wide".utf8)
        var year = 0
        while row.count < length - 40 {
            row += Array("\t\(1000 + year % 1000),\(year % 97 + 1),1".utf8)
            year += 1
        }
        // The last tuple's year is padded with zeros to the length.
        let rest = length - row.count - ",7,3".utf8.count - 1
        return row + [9] + [UInt8](repeating: UInt8(ascii: "0"), count: rest - 4) + Array("2019,7,3".utf8)
    }
}
