import Foundation
import NgramArchives
import NgramTestSupport
import Testing

@Suite("The files that a path stands for")
struct ArchiveFinderTests {
    private static let names = [
        "1-00000-of-00024.gz", "googlebooks-eng-all-1gram-20090715-0.csv.zip", "googlebooks-eng-all-1gram-20120701-a",
        "googlebooks-eng-all-totalcounts-20120701.txt", "totalcounts-1",
    ]

    @Test("are, for a folder, those in it that are named like archives, by name")
    func folder() throws {
        let folder = try TestFolder()
        for name in Self.names + ["README.md", "a.gz", "googlebooks-eng-all-1gram-20120701-b.gz.part"] {
            try folder.write([], to: name)
        }
        try folder.write([], to: "below/googlebooks-eng-all-1gram-20120701-c.gz")
        try FileManager.default.createDirectory(
            atPath: folder.file("googlebooks-eng-all-1gram-20120701-d"), withIntermediateDirectories: true)
        #expect(try ArchiveFinder.files(at: folder.path) == Self.names.map { folder.file($0) })
        #expect(try ArchiveFinder.files(at: folder.path + "/") == Self.names.map { folder.file($0) })
    }

    @Test("is, for a file, itself, whatever its name")
    func file() throws {
        let folder = try TestFolder()
        let path = try folder.write([], to: "whatever")
        #expect(try ArchiveFinder.files(at: path) == [path])
    }

    @Test("are an error where there is nothing that can be read")
    func nothing() throws {
        let folder = try TestFolder()
        #expect(throws: ArchiveError.self) { try ArchiveFinder.files(at: folder.path) }
        #expect(throws: ArchiveError.self) { try ArchiveFinder.files(at: folder.file("none")) }
        #expect(throws: ArchiveError.self) { try ArchiveFinder.files(at: "") }
        #expect(throws: ArchiveError.self) { try ArchiveFinder.files(at: "/dev/null") }
        let pipe = folder.file("pipe")
        try #require(mkfifo(pipe, 0o600) == 0)
        #expect(throws: ArchiveError.self) { try ArchiveFinder.files(at: pipe) }
        #expect(throws: ArchiveError.self) { try ArchiveReader(path: pipe) }
        #expect(throws: ArchiveError.self) { try ArchiveReader(path: folder.path) }
    }

    @Test(
        "have the folders above them however the path is written",
        arguments: [
            "20200217/eng/1-00018-of-00024.gz", "20200217/eng/./1-00018-of-00024.gz",
            "20200217/./eng/1-00018-of-00024.gz",
            "20200217/eng/../eng/1-00018-of-00024.gz", "20200217//eng//1-00018-of-00024.gz",
            "./20200217/eng/1-00018-of-00024.gz",
        ])
    func absolute(_ path: String) {
        let absolute = ArchiveFinder.absolute(path)
        #expect(absolute.hasPrefix("/"))
        #expect(ArchiveName(path: absolute).corpus?.description == "eng-2019", "\(absolute)")
    }
}
