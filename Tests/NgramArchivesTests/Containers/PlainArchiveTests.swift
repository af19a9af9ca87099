import Foundation
import NgramArchives
import NgramTestSupport
import Testing

@Suite("Archives that are not compressed")
struct PlainArchiveTests {
    @Test("are read in pieces of any size", arguments: [1, 3, 100, 1 << 20])
    func pieces(_ pieces: Int) throws {
        var random = SeededRandom(seed: 2)
        let folder = try TestFolder()
        for count in [0, 1, 99, 100, 101, 5000] {
            let bytes = random.bytes(count)
            #expect(try contents(of: folder.write(bytes, to: "a\(count)"), pieces: pieces) == bytes)
        }
    }

    @Test("larger than the buffer are read completely")
    func large() throws {
        let folder = try TestFolder()
        let bytes = (0..<600_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(try contents(of: folder.write(bytes, to: "a"), pieces: 1 << 20) == bytes)
    }

    @Test("are refused when they changed while they were read")
    func changed() throws {
        let folder = try TestFolder()
        let path = try folder.write(Array("a\t1\t1\t1\n".utf8), to: "a")
        let reader = try ArchiveReader(path: path)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("b\t1\t1\t1\n".utf8))
        try handle.close()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 1)
        defer { buffer.deallocate() }
        #expect(throws: ArchiveError.changedWhileRead(path: path)) { try reader.read(into: buffer) }
    }

    @Test("that do not exist are refused with their path")
    func missing() throws {
        let folder = try TestFolder()
        let error = #expect(throws: ArchiveError.self) { try ArchiveReader(path: folder.file("none")) }
        #expect(error?.description.contains(folder.file("none")) ?? false)
    }
}
