import Foundation
import Testing

/// The formats of exports, compared with CSV from a slow and simple implementation.
@Suite(.waitsForPrograms) struct ExportFormatTests {
    private static let reports = ["totals", "years", "top"]

    /// A store whose n-grams contain everything that a format has to quote or escape.
    private func makeStore(in folder: String) throws -> NaiveCounts {
        let words = ["plain", "A\\tegetaing", "\\", "a,b", "say \"hi\"", "\"", "日本", "e\u{301}", "\u{1B}[2J", "\u{85}"]
        let rows = Array(words.map { "\($0)\t1999\t3\t2\n\($0)\t2000\t40\t1\n" }.joined().utf8)
        try ArchiveFiles.write(rows, .v2012, 1, in: folder + "/data")
        try Program.expect(0, "ingest", "--db", folder + "/db", folder + "/data")
        return try NaiveCounts(rows, .v2012)
    }

    private func csv(_ report: String, _ counts: NaiveCounts) -> [UInt8] {
        switch report {
        case "totals": counts.totalsCSV()
        case "years": counts.yearsCSV()
        default: counts.topCSV(NaiveTop())
        }
    }

    /// The fields of CSV (RFC 4180). Fields with line ends are not supported.
    private func fields(_ csv: [UInt8]) -> [[String]] {
        String(decoding: csv, as: UTF8.self).unicodeScalars.split(separator: "\n").map { line in
            var fields = [String.UnicodeScalarView()]
            var isQuoted = false
            for scalar in line {
                if scalar == "\"" {
                    isQuoted.toggle()
                    // A doubled quote ends the quoting and begins it again.
                    fields[fields.count - 1].append(scalar)
                } else if scalar == ",", !isQuoted {
                    fields.append(String.UnicodeScalarView())
                } else {
                    fields[fields.count - 1].append(scalar)
                }
            }
            return fields.map { field in
                let text = String(field)
                guard text.unicodeScalars.first == "\"" else { return text }
                return String(String.UnicodeScalarView(text.unicodeScalars.dropFirst().dropLast()))
                    .replacingOccurrences(of: "\"\"", with: "\"", options: .literal)
            }
        }
    }

    @Test(arguments: reports) func `csv is the default format`(report: String) throws {
        try withFolder { folder in
            let counts = try makeStore(in: folder)
            let plain = try Program.expect(0, "export", report, "--db", folder + "/db")
            let csv = try Program.expect(0, "export", report, "--db", folder + "/db", "--format", "csv")
            expectSame(plain.bytes, self.csv(report, counts), report)
            expectSame(csv.bytes, plain.bytes, report)
        }
    }

    @Test(arguments: reports) func `tsv escapes tabs, line ends and backslashes, so every n-gram can be read back`(
        report: String
    ) throws {
        try withFolder { folder in
            let counts = try makeStore(in: folder)
            let tsv = try Program.expect(0, "export", report, "--db", folder + "/db", "--format", "tsv")
            let expected = fields(csv(report, counts)).map { row in
                row.map { $0.replacingOccurrences(of: "\\", with: "\\\\", options: .literal) }.joined(separator: "\t")
                    + "\n"
            }
            expectSame(tsv.bytes, Array(expected.joined().utf8), report)
            #expect(tsv.output.contains("A\\\\tegetaing\t"))
        }
    }

    @Test(arguments: reports) func `jsonl has one object per line, with the columns as keys`(report: String) throws {
        try withFolder { folder in
            let counts = try makeStore(in: folder)
            let path = folder + "/report.jsonl"
            try Program.expect(0, "export", report, "--db", folder + "/db", "--format", "jsonl", "-o", path)
            let table = fields(csv(report, counts))
            let lines = try Files.read(path).split(separator: 10)
            #expect(lines.count == table.count - 1)
            for (line, row) in zip(lines, table.dropFirst()) {
                let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
                #expect(Set(object.keys) == Set(table[0]))
                for (key, field) in zip(table[0], row) {
                    let found = object[key].map { "\($0)" } ?? "none"
                    #expect(found.unicodeScalars.elementsEqual(field.unicodeScalars), "\(key)")
                }
            }
        }
    }

    @Test func `an unknown format is a usage error that lists the formats`() throws {
        let ending = try Program.expect(64, "export", "totals", "--format", "xml")
        for format in ["csv", "tsv", "jsonl"] { #expect(ending.errors.contains(format)) }
    }
}
