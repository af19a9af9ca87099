import Foundation
import NgramSystem
import NgramTestSupport
import Testing

@Suite struct FileSystemTests {
    @Test func `a folder's entries are the files in it, in byte order`() throws {
        try inFolder { folder in
            let names = ["a", ".hidden", "日本", "\u{301}", String(repeating: "n", count: 255)]
            for name in names { _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil) }
            let found = try FileSystem.entries(in: folder)
            #expect(
                found.map { Array($0.name.utf8) }
                    == names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
        }
    }

    @Test func `a folder that cannot be listed is reported with the system's own reason`() throws {
        try inFolder { folder in
            #expect(throws: SystemFailure(code: ENOENT)) { try FileSystem.entries(in: folder + "/none") }
            _ = FileManager.default.createFile(atPath: folder + "/file", contents: nil)
            #expect(throws: SystemFailure(code: ENOTDIR)) { try FileSystem.entries(in: folder + "/file") }
        }
    }

    @Test func `several names of one file are the same file, names of two files are not`() throws {
        try inFolder { folder in
            for name in ["a", "b"] { _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil) }
            symlink("a", folder + "/soft")
            link(folder + "/a", folder + "/hard")
            symlink(folder, folder + "/here")
            for name in ["a", "soft", "hard", "here/a", "./a", "here/here/soft"] {
                #expect(FileSystem.isSameFile(folder + "/a", "\(folder)/\(name)"), "\(name)")
                #expect(!FileSystem.isSameFile(folder + "/b", "\(folder)/\(name)"), "\(name)")
            }
            #expect(FileSystem.isSameFile(folder + "/new", folder + "/here/new"), "a name that is not in use")
            #expect(!FileSystem.isSameFile(folder + "/new", folder + "/other"))
            #expect(!FileSystem.isSameFile(folder + "/none/new", folder + "/none/new2"))
        }
    }

    @Test func `the error number of a failed call is kept when later calls change errno`() {
        let failure = #expect(throws: SystemFailure.self) {
            try SystemFailure.check {
                errno = ENOSPC
                return -1
            }
        }
        errno = 0
        #expect(failure?.code == ENOSPC)
        #expect(failure.map { "\($0)" } == "No space left on device")
    }

    @Test func `a call that a signal interrupts is repeated`() throws {
        var calls = 0
        let result = try SystemFailure.check {
            calls += 1
            errno = EINTR
            return calls < 3 ? -1 : 7
        }
        #expect(result == 7)
        #expect(calls == 3)
    }
}

/// A folder for one test, removed afterwards.
func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/ngrams-system-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
}
