import NgramArchives
import NgramModel
import NgramTestSupport
import Testing

@Suite("The edition of an archive's rows")
struct EditionSnifferTests {
    @Test(
        "is told by their columns",
        arguments: [
            ("a\t1990\t1\t1", Edition.y2012), ("a\t1990\t1\t1\t1", .y2009), ("a\t1990,1,1", .y2019),
            ("a\t1990,1,1\t1991,1,1", .y2019), ("a\t1990,1,1\t1991,1,1\t1992,1,1", .y2019),
            ("a\t1990,1,1\t1991,1,1\t1992,1,1\t1993,1,1", .y2019), ("a,b,c\t1990\t1\t1", .y2012),
            ("a", nil), ("", nil), ("a\t1990", nil), ("a\t1990\t1", nil), ("a\t1990\t1\t1\t1\t1", nil),
            ("a\t1990,1", nil),
        ] as [(String, Edition?)])
    func row(_ row: String, edition: Edition?) {
        #expect(Edition(row: Array(row.utf8)) == edition)
    }

    @Test("is that of the first row that has the layout of one", arguments: Edition.allCases)
    func file(edition: Edition) throws {
        let folder = try TestFolder()
        let row = TestRow([0x61], [Observation(year: 1990, matchCount: 1, volumeCount: 1)]).bytes(edition)
        for (name, prefix) in [("plain", ""), ("prose", "some words\n\n")] {
            let bytes = Array(prefix.utf8) + row + Array("b\t1\t2\t3\n".utf8)
            #expect(try Edition(sniffing: folder.write(bytes, to: name)) == edition)
            #expect(try Edition(sniffing: folder.write(gzip(bytes), to: name + ".gz")) == edition)
        }
    }

    @Test("is unknown if the archive has no such row")
    func unknown() throws {
        let folder = try TestFolder()
        #expect(try Edition(sniffing: folder.write([], to: "empty")) == nil)
        #expect(try Edition(sniffing: folder.write(Array("hello\nworld\n".utf8), to: "prose")) == nil)
        #expect(throws: ArchiveError.self) { try Edition(sniffing: folder.file("none")) }
    }
}
