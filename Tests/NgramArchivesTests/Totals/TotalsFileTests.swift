import NgramTestSupport
import Testing

@testable import NgramArchives

@Suite("Totals files")
struct TotalsFileTests {
    typealias Row = TotalsFile.Row

    static let rows = [
        Row(year: 1505, matchCount: 32059, pageCount: 231, volumeCount: 1),
        Row(year: 1507, matchCount: 49586, pageCount: 477, volumeCount: 1),
        Row(year: 2008, matchCount: 19_482_936_409, pageCount: 108_811_006, volumeCount: 206_272),
    ]

    static let tuples = "1505,32059,231,1\t1507,49586,477,1\t2008,19482936409,108811006,206272"
    static let lines = "1505\t32059\t231\t1\n1507\t49586\t477\t1\n2008\t19482936409\t108811006\t206272"

    @Test(
        "are read in the layouts of all editions",
        arguments: [
            " \t\(tuples)\t", "\t\(tuples)\t", "\(tuples)", " \t\(tuples)\t\n", "\(tuples)\n",
            "These are the counts\twith\ttabs, and commas\n\(lines)\n", "\(lines)\n", "\(lines)",
        ])
    func layouts(_ text: String) throws {
        #expect(try read(text).rows == Self.rows)
    }

    @Test("have their years in order, whatever that of the file")
    func order() throws {
        #expect(try read("\t2008,1,1,1\t1505,2,2,2\t").rows.map(\.year) == [1505, 2008])
    }

    @Test("hold counts up to the largest")
    func largest() throws {
        let row = try #require(try read("\t9999,9223372036854775807,9223372036854775807,0\t").rows.first)
        #expect(row == Row(year: 9999, matchCount: .max, pageCount: .max, volumeCount: 0))
    }

    @Test(
        "that are none are refused",
        arguments: [
            "\t1505,32059,231\t", "\t1505,32059,231,1,1\t", "\t1505,x,231,1\t", "\t1505,-1,231,1\t", "\t0,1,1,1\t",
            "\t10000,1,1,1\t", "\t1505,1,1,\t", "\t1505,9223372036854775808,1,1\t", "\t1505,1,1,1\t1505,1,1,1\t",
            "\t1505,1,1,1\thello\t", "year\n1505\t1\t1\n", "year\n1505\t1\t1\t1\n1505\t1\t1\t1\n", "year\n1505 1 1 1\n",
            "<html>\n<body>404</body>\n", "year\n1505\t1\t1\t1\r\n", "\t1505,1.5,1,1\t", "\t1505, 1,1,1\t",
            "year\nword\t1505\t1\t1\n",
        ])
    func refused(_ text: String) throws {
        #expect(throws: ArchiveError.self) { try read(text) }
    }

    @Test("without any year are refused", arguments: ["", " ", "\n", "hello", "year\tcount\n", " \t\t"])
    func empty(_ text: String) throws {
        #expect(throws: ArchiveError.self) { try read(text) }
    }

    @Test("that are too large to be one are refused")
    func tooLarge() throws {
        #expect(throws: ArchiveError.self) { try read(String(repeating: " ", count: 4 << 20 | 1)) }
    }

    private func read(_ text: String) throws -> TotalsFile {
        let folder = try TestFolder()
        return try TotalsFile(ArchiveReader(path: folder.write(Array(text.utf8), to: "totals")))
    }
}
