import Foundation
import Testing

/// The memory of the commands that print rows depends on the longest n-gram, not on its number of rows.
@Suite(.waitsForPrograms) struct ExportMemoryTests {
    /// The memory limit of a command, in bytes: twice the measured peak. The rows of the longest n-gram alone take 9.6
    /// GB.
    private static let memory = 80 << 20

    /// The size in bytes of an n-gram whose row in the 2020 layout, with all 9,999 years, is within the limit of 1 MiB.
    private static let ngramBytes = 959_000

    /// The size in bytes of an n-gram that fits in an argument, which Linux limits to 128 KiB.
    private static let argumentBytes = 120_000

    private static func row(_ letter: Unicode.Scalar, count: Int) -> [UInt8] {
        var row = [UInt8](repeating: UInt8(ascii: letter), count: count)
        for year in 1...9999 { row += "\t\(year),1,1".utf8 }
        return row + [10]
    }

    private func withStore(_ body: (_ store: String) throws -> Void) throws {
        try withFolder { folder in
            let rows = Self.row("x", count: Self.ngramBytes) + Self.row("y", count: Self.argumentBytes)
            let path = try ArchiveFiles.write(rows, .v2020, 1, .gzip, in: folder)
            try Program.expect(0, "ingest", "--db", folder + "/db", path)
            try body(folder + "/db")
        }
    }

    private func expectBounded(_ arguments: [String]) throws -> Ending {
        let (ending, used) = try Program.start(arguments).waitWatchingMemory()
        #expect(ending.code == 0, "\(arguments) \(ending.errors)")
        #expect(used < Self.memory, "\(arguments): \(used >> 20) MB")
        return ending
    }

    @Test(arguments: ["csv", "tsv", "jsonl"])
    func `an export of the longest n-gram in every year takes little memory`(format: String) throws {
        try withStore { store in
            for report in ["years", "totals"] {
                _ = try expectBounded(["export", report, "--db", store, "--format", format, "-o", "/dev/null"])
            }
            let few = ["--prefix", "x", "--from", "9990", "--db", store, "--format", format]
            let ending = try expectBounded(["export", "years"] + few)
            let lines = ending.bytes.split(separator: 10)
            #expect(lines.count == 10 + (format == "jsonl" ? 0 : 1))
            #expect(lines.suffix(10).allSatisfy { Self.ngramBytes..<Self.ngramBytes + 100 ~= $0.count })
        }
    }

    @Test func `a database of the longest n-grams takes little memory`() throws {
        try withStore { store in
            _ = try expectBounded(["export", "sqlite", "--db", store, "-o", store + ".out", "--from", "9900"])
            guard SQLShell.isThere else { return }
            let rows = try SQLShell.run("SELECT length(ngram), count(*) FROM ngram_year GROUP BY 1", on: store + ".out")
            #expect(rows == ["\(Self.argumentBytes)|100", "\(Self.ngramBytes)|100"])
        }
    }

    @Test(arguments: ["table", "csv", "tsv", "json"])
    func `a query of several years of a long n-gram takes little memory`(format: String) throws {
        try withStore { store in
            let word = String(repeating: "y", count: Self.argumentBytes)
            let ending = try expectBounded(
                ["query", "years", word, "--db", store, "--format", format, "--from", "9800"])
            #expect(ending.bytes.count > 200 * Self.argumentBytes)
        }
    }
}
