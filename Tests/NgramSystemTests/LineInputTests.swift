import Foundation
import NgramSystem
import Testing

@Suite struct LineInputTests {
    /// Runs a function with the two ends of a pipe.
    private func withPipe(_ body: (_ read: Int32, _ write: Int32) throws -> Void) throws {
        let pipe = Pipe()
        try body(pipe.fileHandleForReading.fileDescriptor, pipe.fileHandleForWriting.fileDescriptor)
        withExtendedLifetime(pipe) {}
    }

    private func lines(_ bytes: [UInt8], limit: Int = 16 << 20) throws -> [[UInt8]] {
        let file = FileManager.default.temporaryDirectory.path + "/ngrams-lines-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let descriptor = open(file, O_RDONLY)
        defer { close(descriptor) }
        var input = LineInput(descriptor: descriptor, limit: limit)
        var lines: [[UInt8]] = []
        while let line = try input.next() {
            lines.append(line)
            #expect(input.number == lines.count)
        }
        #expect(try input.next() == nil)
        return lines
    }

    @Test func `every line is returned, including empty lines and a last line without a line feed`() throws {
        #expect(try lines([]) == [])
        #expect(try lines([10]) == [[]])
        #expect(try lines(Array("a\n\nb".utf8)) == [[97], [], [98]])
        #expect(try lines(Array("a\r\n\0\n".utf8)) == [[97, 13], [0]])
        let many = (0..<50_000).map { Array("line \($0) \(String(repeating: "x", count: $0 % 97))".utf8) }
        #expect(try lines(Array(many.joined(separator: [10]))) == many)
        let long = [UInt8](repeating: 120, count: 300_000)
        #expect(try lines(long + [10] + long) == [long, long])
    }

    @Test func `a line longer than the limit is refused with its number`() throws {
        #expect(throws: LineInput.Failure.tooLong(line: 2, limit: 1000)) {
            try lines(Array("a\n".utf8) + [UInt8](repeating: 120, count: 200_000), limit: 1000)
        }
    }

    @Test func `a line is returned before the next one is written`() throws {
        try withPipe { reading, writing in
            var input = LineInput(descriptor: reading)
            for text in ["one", "two", "three"] {
                #expect(!input.hasLine)
                let bytes = Array("\(text)\n".utf8)
                #expect(write(writing, bytes, bytes.count) == bytes.count)
                let line = try input.next()
                #expect(line == Array(text.utf8))
            }
            let bytes = Array("x\ny\n".utf8)
            #expect(write(writing, bytes, bytes.count) == bytes.count)
            let line = try input.next()
            #expect(line == [120])
            #expect(input.hasLine)
        }
    }

    @Test func `a descriptor that cannot be read is a failure`() {
        var input = LineInput(descriptor: -1)
        #expect(throws: LineInput.Failure.self) { try input.next() }
    }
}
