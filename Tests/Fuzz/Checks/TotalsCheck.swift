import NgramArchives
import NgramTestSupport

/// Totals files of any edition.
enum TotalsCheck {
    static func run(_ input: [UInt8], in folder: String) throws {
        if input.starts(with: [0x1F, 0x8B]) || input.starts(with: Array("PK".utf8)) { return }
        let path = try FuzzFile.write(input, to: "totals", in: folder)
        let rows = try unlessRefused { try TotalsFile(ArchiveReader(path: path)).rows }
        let expected = NaiveTotals.read(input)
        try agree(
            rows?.map { [Int64($0.year), $0.matchCount, $0.pageCount, $0.volumeCount] }, expected, "the totals")
    }
}
