import NgramSamples
import Testing

@Suite struct PackingTests {
    /// Bytes that hardly compress. The longest sequence is larger than every buffer of the writers.
    private func noise(_ length: Int) -> [UInt8] {
        var state: UInt32 = 1
        return (0..<length).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
    }

    @Test(arguments: [0, 1, 600_000])
    func gzipDecompressesToTheWrittenBytes(length: Int) throws {
        let content = noise(length)
        let compressed = try GzipWriter.compress(content)
        #expect(compressed.number(at: 4, bytes: 4) == 0, "the header has no time, which would make equal files differ")
        #expect(try inflated(compressed, windowBits: 31) == content)
    }

    @Test(arguments: ZipLayout.allCases, [0, 1, 600_000])
    func zipDecompressesToTheWrittenBytes(layout: ZipLayout, length: Int) throws {
        let content = noise(length)
        let zip = try ZipFile(ZipWriter.compress(content, member: "rows.csv", layout: layout))
        #expect(zip.name == "rows.csv")
        #expect(zip.content == content)
        #expect(zip.usesZip64 == (layout == .zip64))
        #expect(zip.localSizes[1] == (layout == .streamed ? 0 : UInt64(length)))
    }

    @Test func writersCountBytesBeforeAndAfterCompression() throws {
        let content = noise(300_000)
        let sink = MemorySink()
        let writer = try ZipWriter(sink: sink, member: "rows.csv", layout: .streamed)
        try writer.write(content)
        try writer.write(content)
        try writer.finish()
        #expect(writer.uncompressedBytes == 600_000)
        #expect(writer.compressedBytes == UInt64(sink.bytes.count))
    }
}
