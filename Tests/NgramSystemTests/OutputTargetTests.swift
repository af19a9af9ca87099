import Foundation
import NgramSystem
import Testing

/// Files that appear complete or not at all. End-to-end tests cover what a user sees.
@Suite struct OutputTargetTests {
    private func write(_ text: String, to path: String) throws {
        let target = try OutputTarget(path: path)
        try DescriptorWriting.writeAll(Array(text.utf8), to: target.descriptor, name: path)
        try target.commit()
    }

    @Test(arguments: ["\u{301}x", "\u{20DD}", String(repeating: "日", count: 80), String(repeating: "n", count: 255)])
    func `a file with any name of valid bytes is replaced in its own folder`(name: String) throws {
        try inFolder { folder in
            let path = "\(folder)/\(name)"
            for text in ["first", "second"] {
                try write(text, to: path)
                #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
                #expect(try FileSystem.entries(in: folder).map { Array($0.name.utf8) } == [Array(name.utf8)])
            }
        }
    }

    @Test(arguments: ["\u{301}report", "report"])
    func `files that killed processes left of the same file are removed, similar names stay`(name: String) throws {
        try inFolder { folder in
            let others = [".\(name).123456789.partial", ".other.12345678.partial", "\(name).12345678.partial"]
            for left in others + [".\(name).12345678.partial"] {
                _ = FileManager.default.createFile(atPath: "\(folder)/\(left)", contents: nil)
            }
            try write("new", to: "\(folder)/\(name)")
            let found = try FileSystem.entries(in: folder).map { Array($0.name.utf8) }
            #expect(Set(found) == Set((others + [name]).map { Array($0.utf8) }))
        }
    }

    @Test func `a cycle of links is an error`() throws {
        try inFolder { folder in
            symlink("b", folder + "/a")
            symlink("a", folder + "/b")
            #expect(throws: OutputFailure(name: folder + "/a", SystemFailure(code: ELOOP))) {
                try OutputTarget(path: folder + "/a")
            }
        }
    }

    @Test func `links of the same user are followed to the end, relative to the folder of each`() throws {
        try inFolder { folder in
            for name in ["one", "two"] {
                try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            }
            symlink("../two/middle", folder + "/one/link")
            symlink("file", folder + "/two/middle")
            #expect(try OutputTarget.destination(of: folder + "/one/link") == folder + "/one/../two/file")
            try write("text", to: folder + "/one/link")
            #expect(try String(contentsOfFile: folder + "/two/file", encoding: .utf8) == "text")
            #expect(try FileSystem.linkTarget(folder + "/two/middle") == "file")
        }
    }
}
