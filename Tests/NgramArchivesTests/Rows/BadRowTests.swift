import NgramArchives
import NgramModel
import NgramTestSupport
import Testing

/// A row that violates the format, and words of its message.
struct BadRowCase: Sendable, CustomTestStringConvertible {
    var edition: Edition
    var row: [UInt8]
    var words: [String]

    init(_ edition: Edition, _ row: String, _ words: String...) {
        self.edition = edition
        self.row = Array(row.utf8)
        self.words = words
    }

    var testDescription: String { "\(edition): \(BadRow.escape(row))" }
}

@Suite("Bad rows")
struct BadRowTests {
    /// Texts that are not counts, and words of their messages.
    static let noCounts = [
        ("", "whole number"), ("-1", "whole number"), ("+1", "whole number"), ("1.5", "whole number"),
        (" 1", "whole number"), ("1 ", "whole number"), ("1e3", "whole number"), ("0x1", "whole number"),
        ("१", "whole number"), ("n", "whole number"), ("1\u{0}", "whole number"), ("1\u{A0}", "whole number"),
        ("99999999999999999999", "at most 9223372036854775807"),
        ("9223372036854775808", "at most 9223372036854775807"),
        ("18446744073709551617", "at most 9223372036854775807"),
        ("99999999999999999999999999999999999999999", "at most 9223372036854775807"),
    ]

    /// Texts that are not years.
    static let noYears = [
        "", "0", "00", "10000", "99999999999999999999", "18446744073709551617", "-1990", "+1990", "1990.5", " 1990",
        "MCM", "1990 ",
    ]

    static let cases: [BadRowCase] = Edition.allCases.flatMap { edition -> [BadRowCase] in
        let names =
            edition == .y2009 ? ["match count", "page count", "volume count"] : ["match count", "volume count"]
        let separator = edition == .y2019 ? "," : "\t"
        var cases = noYears.map {
            BadRowCase(
                edition, "x\t" + ([$0] + names.map { _ in "5" }).joined(separator: separator), "a year from 1 to 9999")
        }
        for (column, name) in names.enumerated() {
            for (text, words) in noCounts {
                var columns = ["1990"] + names.map { _ in "5" }
                columns[column + 1] = text
                cases.append(BadRowCase(edition, "x\t" + columns.joined(separator: separator), "(\(name))", words))
            }
        }
        return cases
    }

    static let layouts = [
        BadRowCase(.y2012, "", "1 column", "expected 4"), BadRowCase(.y2012, "x", "1 column", "expected 4"),
        BadRowCase(.y2012, "x\t1990\t5", "3 columns"), BadRowCase(.y2012, "x\t1990\t5\t5\t", "5 columns"),
        BadRowCase(.y2012, "x\t1990\t5\t5\t5", "5 columns"), BadRowCase(.y2012, "\t1990\t5\t5", "empty n-gram"),
        BadRowCase(.y2012, "x\t1990,5,5", "2 columns"), BadRowCase(.y2012, "x\t1990\t5\t5\r", "CR LF"),
        BadRowCase(.y2012, "x 1990 5 5", "1 column"), BadRowCase(.y2012, "\t\t\t", "empty n-gram"),
        BadRowCase(.y2009, "", "1 column", "expected 5"), BadRowCase(.y2009, "x\t1990\t5\t5", "4 columns"),
        BadRowCase(.y2009, "x\t1990\t5\t5\t5\t", "6 columns"), BadRowCase(.y2009, "\t1990\t5\t5\t5", "empty n-gram"),
        BadRowCase(.y2009, "x\t1990\t5\t5\t5\r", "CR LF"),
        BadRowCase(.y2019, "", "1 column"), BadRowCase(.y2019, "x", "1 column", "year,match,volume"),
        BadRowCase(.y2019, "\t1990,5,5", "empty n-gram"), BadRowCase(.y2019, "x\t", "column 2"),
        BadRowCase(.y2019, "x\t1990,5,5\t", "column 3"), BadRowCase(.y2019, "x\t1990,5,5\t\t1991,5,5", "column 3"),
        BadRowCase(.y2019, "x\t1990,5", "column 2", "year,match,volume"),
        BadRowCase(.y2019, "x\t1990,5,5,", "column 2"),
        BadRowCase(.y2019, "x\t1990,5,5,5", "column 2"), BadRowCase(.y2019, "x\t1990\t5\t5", "column 2"),
        BadRowCase(.y2019, "x\t1990,5,5\r", "CR LF"),
        BadRowCase(.y2019, "x\t1990,5,5\t1991,5,x\t1992,5,5", "column 3", "whole number"),
        BadRowCase(.y2019, "x\t1990,5,5\t1980,5,5\t0,5,5\t1992,5,5", "column 4", "year"),
    ]

    @Test("of every kind fail at their number with what was expected", arguments: cases + layouts)
    func refused(_ bad: BadRowCase) throws {
        let (bytes, good) = archive(around: bad.row, bad.edition)
        let mapped = map(bytes, bad.edition)
        let failure = try #require(mapped.firstBadRow)
        #expect(mapped.counts.rows + mapped.counts.badRows + 1 == 3, "the bad row is the third")
        #expect(failure.offset == Int64(good.rows.prefix(2).flatMap { $0.bytes(bad.edition) }.count))
        for words in bad.words { #expect(failure.row.problem.contains(words), "\(failure.row)") }
        #expect(failure.row.excerpt == bad.row)
        #expect(!failure.row.description.contains("\n"))
    }

    @Test("are skipped and counted on request, and the first is reported", arguments: cases + layouts)
    func skipped(_ bad: BadRowCase) {
        let (bytes, good) = archive(around: bad.row, bad.edition)
        let mapped = map(bytes, bad.edition, badRows: .skip)
        #expect(mapped.firstBadRow == map(bytes, bad.edition).firstBadRow)
        #expect(mapped.firstBadRow?.index == 2)
        #expect(mapped.counts.badRows == 1)
        #expect(mapped.counts.rows == Int64(good.rows.count))
        #expect(mapped.counts.decoded() == good.model.dump())
        #expect(mapped.counts.matchSum == good.model.sums.match)
    }

    @Test("are reported by the first if there are many", arguments: Edition.allCases)
    func first(edition: Edition) {
        let good = TestArchive(edition, [TestRow([0x77], [Observation(year: 1800, matchCount: 7, volumeCount: 9)])])
        let bytes = good.bytes + Array("first\n".utf8) + good.bytes + Array("second\nthird\n".utf8)
        let mapped = map(bytes, edition, badRows: .skip)
        #expect(mapped.firstBadRow?.row.excerpt == Array("first".utf8))
        #expect(mapped.firstBadRow?.index == 1)
        #expect(mapped.firstBadRow?.offset == Int64(good.bytes.count))
        #expect((mapped.counts.rows, mapped.counts.badRows) == (2, 3))
    }

    @Test("are shortened in the message if they are long", arguments: Edition.allCases)
    func shortened(edition: Edition) throws {
        let row = [UInt8](repeating: 0x71, count: 5000)
        let failure = try #require(map(row + [0x0A], edition).firstBadRow)
        #expect(failure.row.excerpt == row.prefix(80) + Array("…".utf8))
    }

    @Test("the largest counts and years are good rows", arguments: Edition.allCases)
    func extremes(edition: Edition) {
        for (year, match, volume) in [(1, Int64.max, 0), (9999, 0, Int64.max), (9999, 1 << 62, 1)]
            as [(Int, Int64, Int64)]
        {
            let archive = TestArchive(
                edition, [TestRow([0x78], [Observation(year: year, matchCount: match, volumeCount: volume)])])
            #expect(map(archive.bytes, edition).counts.decoded() == archive.model.dump())
        }
    }

    /// Two rows before and two after the bad row; three of them have the n-gram that the bad row begins with.
    private func archive(around bad: [UInt8], _ edition: Edition) -> (bytes: [UInt8], good: TestArchive) {
        let rows = [([0x77], 1800), ([0x78], 1985), ([0x78], 1991), ([0x78], 1980)] as [([UInt8], Int)]
        let good = TestArchive(
            edition, rows.map { TestRow($0.0, [Observation(year: $0.1, matchCount: 70, volumeCount: 9)]) })
        let lines = good.rows.map { $0.bytes(edition) }
        return (Array((lines[0..<2] + [bad + [0x0A]] + lines[2...]).joined()), good)
    }
}
