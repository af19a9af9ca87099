import Foundation
import NgramSystem
import Testing

/// Compares path functions with the results of `basename`, `dirname` and the kernel.
@Suite struct PathTests {
    /// A combining acute accent: after a slash, the two are one `Character` that is not a slash.
    private static let mark = "\u{301}"

    @Test(arguments: [
        ("a", ".", "a"), ("/", "/", ""), ("", ".", ""), ("/a", "/", "a"), ("a/b", "a", "b"), ("a/b/", "a", "b"),
        ("a//b//", "a", "b"), ("//a", "/", "a"), ("///", "/", ""), ("a/", ".", "a"), ("/a/b/c", "/a/b", "c"),
        ("../x", "..", "x"), ("a/\(mark)b", "a", "\(mark)b"), ("/\(mark)", "/", "\(mark)"), ("é/日", "é", "日"),
    ]) func `the folder and the name are those of dirname and basename`(path: String, folder: String, name: String) {
        #expect(path.parentFolder.hasSameBytes(as: folder))
        #expect(path.lastPathPart.hasSameBytes(as: name))
    }

    @Test func `a path is split at every slash, whatever follows it`() {
        let parts = "/a/\(Self.mark)b//c/".pathParts
        #expect(parts.map { Array($0.utf8) } == [[0x61], [0xCC, 0x81, 0x62], [0x63]])
    }

    @Test(arguments: [("a", "b", "a/b"), ("a/", "b", "a/b"), ("/", "b", "/b"), ("a", mark, "a/\(mark)")])
    func `a name is joined with one slash`(folder: String, name: String, path: String) {
        #expect(folder.appendingPathPart(name).hasSameBytes(as: path))
    }

    @Test(arguments: [
        ("x.gz", ".gz", true), ("x.GZ", ".gz", false), ("x.gz\(mark)", ".gz", false), (".gz", ".gz", true),
        ("gz", ".gz", false), ("e\u{301}", "\u{301}", true), ("\u{E9}", "\u{301}", false), ("x", "", true),
    ]) func `an ending is compared byte by byte`(path: String, ending: String, expected: Bool) {
        #expect(path.hasEnding(ending) == expected)
    }

    @Test(arguments: [("x.GZ", true), ("x.gZ", true), ("x.ＧＺ", false), ("x\u{0E}gz", false)])
    func `case is ignored for ASCII letters only`(path: String, expected: Bool) {
        #expect(path.hasEnding(".gz", ignoringCase: true) == expected)
    }

    @Test func `canonically equivalent names are different`() {
        #expect(!"\u{E9}".hasSameBytes(as: "e\u{301}"))
        #expect(!"\u{E9}x".hasBeginning("e"))
        #expect(!"e\u{301}x".hasBeginning("\u{E9}"))
    }
}
