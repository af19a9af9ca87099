import NgramPacking
import NgramSystem
import NgramTestSupport
import Testing

@Suite struct GzipEncoderTests {
    private func compressed(_ parts: [[UInt8]]) throws -> [UInt8] {
        let captured = CapturedBytes()
        let sink = ByteSink(drain: captured.take)
        let encoder = try GzipEncoder(into: sink)
        for part in parts { try encoder.append(part) }
        try encoder.finish()
        try sink.flush()
        return captured.bytes
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 300_000])
    func `compressed bytes inflate to the original, however they were split`(count: Int) throws {
        var random = SeededRandom(seed: 7)
        let bytes = random.bytes(count)
        let parts = [Array(bytes.prefix(count / 3)), [], Array(bytes.dropFirst(count / 3))]
        #expect(try NaiveGzip(compressed(parts)).content == bytes)
    }

    @Test func `an error of zlib is thrown`() throws {
        let encoder = try GzipEncoder(into: ByteSink(drain: { _ in }))
        try encoder.finish()
        // "Z_STREAM_ERROR if the stream state was inconsistent" (zlib.h): the stream has ended.
        let failure = #expect(throws: CompressionFailure.self) { try encoder.append([1]) }
        #expect(failure?.code == -2)
        #expect(failure.map { "\($0)" } == "zlib cannot compress (error -2)")
    }

    @Test func `an error of the sink is thrown`() throws {
        struct Full: Error {}
        var random = SeededRandom(seed: 8)
        let bytes = random.bytes(300_000)
        let encoder = try GzipEncoder(into: ByteSink(drain: { _ in throw Full() }))
        #expect(throws: Full.self) { try encoder.append(bytes) }
    }
}
