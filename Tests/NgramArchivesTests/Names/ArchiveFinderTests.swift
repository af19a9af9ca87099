import Foundation
import NgramArchives
import NgramTestSupport
import Testing

@Suite("The files at a path")
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
        for path in [folder.path, folder.path + "/"] {
            let found = try ArchiveFinder.files(at: path)
            #expect(found.files.map(\.path) == Self.names.map { folder.file($0) })
            #expect(found.files.map(\.absolutePath) == found.files.map { ArchiveFinder.absolute($0.path) })
            #expect(found.files.map(\.name) == found.files.map { ArchiveName(path: $0.absolutePath) })
            #expect((found.passedOver.files, found.passedOver.folders) == (3, 2))
            #expect(found.isFolder)
        }
    }

    @Test("are, for a folder searched recursively, all that are named like archives, each folder's own first")
    func recursive() throws {
        let folder = try TestFolder()
        let names = [
            "2-00000-of-00001.GZ", "20200217/eng/1-00000-of-00001.gz", "a/totalcounts-1", "a/z/1-00000-of-00001",
            "b/googlebooks-eng-all-1gram-20090715-0.CSV.ZIP",
        ]
        for name in names + ["notes", "a/notes", "a/z/notes"] { try folder.write([1], to: name) }
        // A cycle.
        try FileManager.default.createSymbolicLink(atPath: folder.file("a/up"), withDestinationPath: folder.path)
        let found = try ArchiveFinder.files(at: folder.path, recursive: true)
        #expect(found.files.map(\.path) == names.map { folder.file($0) })
        #expect(found.files.map(\.name.corpus?.description) == [nil, "eng-2019", nil, nil, "eng-2009"])
        #expect((found.passedOver.files, found.passedOver.folders) == (3, 1))
        #expect(found.failures == [])
    }

    @Test("follow links to files, and pass over those that lead nowhere")
    func links() throws {
        let folder = try TestFolder()
        let target = try folder.write([1, 2], to: "target")
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.file("1-00000-of-00002.gz"), withDestinationPath: target)
        try manager.createSymbolicLink(atPath: folder.file("1-00001-of-00002.gz"), withDestinationPath: "/nowhere/x")
        let found = try ArchiveFinder.files(at: folder.path)
        #expect(found.files.map(\.path) == [folder.file("1-00000-of-00002.gz")])
        #expect(found.files.map(\.identity?.size) == [2])
        #expect((found.passedOver.files, found.passedOver.folders) == (2, 0))
    }

    @Test("are, for a file, the file itself, whatever its name")
    func file() throws {
        let folder = try TestFolder()
        let path = try folder.write([], to: "whatever")
        let found = try ArchiveFinder.files(at: path)
        #expect(found.files.map(\.path) == [path])
        #expect(!found.isFolder)
    }

    @Test("are an error if the path cannot be read")
    func nothing() throws {
        let folder = try TestFolder()
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
