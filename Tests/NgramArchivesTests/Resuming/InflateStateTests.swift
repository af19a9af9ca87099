import NgramTestSupport
import Testing

@testable import NgramArchives

@Suite("States of inflating")
struct InflateStateTests {
    @Test(
        "give the rest of the contents, whatever the blocks, buffers and reads",
        arguments: 1...8 as ClosedRange<UInt64>)
    func rest(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let folder = try TestFolder()
        let content = repetitiveBytes(random.int(1...120_000), &random)
        for container in try RandomContainer.all(content, &random) {
            let path = try folder.write(container.bytes, to: container.name)
            let contents = try open(path, &random)
            contents.recorder = StateRecorder(every: Int64(random.oneIn(2) ? 1 : random.int(1...20_000)))
            var states: [InflateState] = []
            let whole = try read(contents, &random) { states += contents.recorder.states }
            #expect(whole == content, "\(container)")
            for state in states.shuffled(using: &random).prefix(20) {
                let serialized = state.serialized
                #expect(serialized.count <= InflateState.largestSize)
                let stored = try InflateState(serialized: serialized)
                #expect(stored == state)
                let other = try open(path, &random)
                try #require(try other.resume(from: stored), "\(container), \(state.compressedOffset)")
                #expect(other.checksum == NaiveChecksum.of(Array(content.prefix(Int(state.uncompressedOffset)))))
                let rest = try read(other, &random) {}
                #expect(
                    rest == Array(content.dropFirst(Int(state.uncompressedOffset))),
                    "\(container), \(state.compressedOffset)")
                #expect(other.checksum == contents.checksum, "\(container), \(state.compressedOffset)")
            }
        }
    }

    @Test("are taken in every kind of container, soon after they are due", arguments: [1000, 30_000] as [Int64])
    func frequency(interval: Int64) throws {
        var random = SeededRandom(seed: 5)
        let folder = try TestFolder()
        let content = repetitiveBytes(400_000, &random)
        for container in try RandomContainer.all(content, &random) {
            let reader = try ArchiveReader(
                path: folder.write(container.bytes, to: container.name), stateInterval: interval)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1000, alignment: 1)
            defer { buffer.deallocate() }
            var offsets: [Int64] = [0]
            while try reader.read(into: buffer) == buffer.count {
                let offset = reader.state(at: reader.uncompressedOffset)?.compressedOffset ?? 0
                if offset != offsets.last { offsets.append(offset) }
            }
            let gaps = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
            #expect(gaps.allSatisfy { $0 >= interval }, "\(container)")
            // A block has at most 512 symbols or 4,000 bytes. ISA-L cannot stop at every boundary.
            #if !ISAL
                #expect(gaps.allSatisfy { $0 <= interval + 30_000 }, "\(container)")
                #expect(offsets.count > container.bytes.count / Int(interval + 30_000), "\(container)")
            #endif
        }
    }

    @Test("are not taken unless they are asked for")
    func none() throws {
        var random = SeededRandom(seed: 6)
        let folder = try TestFolder()
        for container in try RandomContainer.all(repetitiveBytes(50_000, &random), &random) {
            let reader = try ArchiveReader(path: folder.write(container.bytes, to: container.name))
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 10_000, alignment: 1)
            defer { buffer.deallocate() }
            while try reader.read(into: buffer) == buffer.count { #expect(reader.state(at: .max) == nil) }
        }
    }

    @Test("that are truncated, extended or have any byte changed are not states")
    func damaged() throws {
        var random = SeededRandom(seed: 7)
        let folder = try TestFolder()
        for container in try RandomContainer.all(repetitiveBytes(3000, &random), &random) {
            let contents = try open(folder.write(container.bytes, to: container.name), &random)
            contents.recorder = StateRecorder(every: 700)
            _ = try read(contents, &random) {}
            guard let state = contents.recorder.states.last else { continue }
            let bytes = state.serialized
            for index in bytes.indices {
                var other = bytes
                other[index] ^= UInt8(random.int(1...255))
                #expect(throws: InvalidInflateState(), "\(container), byte \(index)") {
                    try InflateState(serialized: other)
                }
                #expect(throws: InvalidInflateState(), "\(container), \(index) bytes") {
                    try InflateState(serialized: Array(bytes.prefix(index)))
                }
            }
            #expect(throws: InvalidInflateState()) { try InflateState(serialized: bytes + [0]) }
        }
        for count in [0, 1, 75, 76, 77, 5000, InflateState.largestSize, InflateState.largestSize + 1] {
            #expect(throws: InvalidInflateState()) { try InflateState(serialized: random.bytes(count)) }
        }
    }

    /// The contents of a file, read through a buffer of random size.
    private func open(_ path: String, _ random: inout SeededRandom) throws -> any ArchiveContents {
        let size = random.oneIn(2) ? random.int(1...100) : random.int(1...100_000)
        let input = try ArchiveFile(path: path, bufferBytes: size)
        if path.hasSuffix(".gz") { return try GzipContents(input) }
        if path.hasSuffix(".zip") { return try ZipContents(input) }
        return PlainContents(input)
    }

    /// Reads to the end in pieces of random sizes.
    private func read(
        _ contents: any ArchiveContents, _ random: inout SeededRandom, _ afterEach: () -> Void
    ) throws -> [UInt8] {
        let most = random.oneIn(2) ? 100 : 50_000
        var bytes: [UInt8] = []
        while true {
            let count = random.int(1...most)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
            defer { buffer.deallocate() }
            let got = try contents.read(into: buffer)
            bytes += buffer.prefix(got)
            afterEach()
            if got < count { return bytes }
        }
    }
}
