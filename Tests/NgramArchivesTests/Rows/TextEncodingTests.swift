import NgramModel
import NgramTestSupport
import Testing

@Suite("N-grams are UTF-8")
struct TextEncodingTests {
    /// Sequences just outside the ranges of table 3-7 of the Unicode Standard, "Well-Formed UTF-8 Byte Sequences".
    static let malformed: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xC3, 0xC3, 0xA9],
        [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE4, 0xB8], [0xE4, 0xB8, 0x41], [0xE4, 0x41, 0xAD],
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80],
        [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x98, 0x41],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        [0xC3, 0xA9, 0xA9],
    ]

    static let wellFormed = [
        "é", "e\u{301}", "中文", "😀", "\u{0}", "\u{1}", "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}",
        "\u{FEFF}", "\u{FFFD}", "\u{FFFE}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}", "T\"", "\\", "a,b", "Access_", " ",
        "\r", "a\rb",
    ]

    @Test("anything else is a bad row", arguments: malformed, Edition.allCases)
    func refused(_ bytes: [UInt8], _ edition: Edition) throws {
        for (before, behind) in [("", ""), ("ab", ""), ("", "cd"), ("é", "é")] {
            let ngram = Array(before.utf8) + bytes + Array(behind.utf8)
            let row = TestRow(ngram, [Observation(year: 1990, matchCount: 5, volumeCount: 5)])
            let failure = try #require(map(row.bytes(edition), edition).firstBadRow)
            #expect(failure.row.problem.contains("not UTF-8"))
            let skipped = map(row.bytes(edition) + row.bytes(edition), edition, badRows: .skip).counts
            #expect(skipped.badRows == 2)
            #expect(skipped.blocks.isEmpty)
        }
    }

    @Test("valid UTF-8 is kept byte for byte", arguments: wellFormed, Edition.allCases)
    func kept(_ text: String, _ edition: Edition) {
        let archive = TestArchive(
            edition,
            ["", "z"].map { TestRow(Array((text + $0).utf8), [Observation(year: 1990, matchCount: 5, volumeCount: 5)]) }
        )
        #expect(map(archive.bytes, edition).counts.decoded() == archive.model.dump())
    }
}
