import Foundation
import NgramSystem
import NgramTestSupport
import Testing

@Suite struct ByteSinkTests {
    @Test func `gathers small writes and keeps their order`() throws {
        let captured = CapturedBytes()
        let sink = ByteSink(drain: captured.take)
        let line = Array("0123456789\n".utf8)
        let count = 3 * ByteSink.capacity / line.count
        for _ in 0..<count { try sink.append { $0.append(contentsOf: line) } }
        try sink.flush()
        try sink.flush()
        #expect(captured.bytes == Array(repeatElement(line, count: count).joined()))
        #expect(captured.parts.count == 3)
    }

    @Test func `any number of bytes passes through a buffer that does not grow`() throws {
        let captured = CapturedBytes()
        let sink = ByteSink(drain: captured.take)
        let bytes = (0..<5 * ByteSink.capacity + 77).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try sink.append { $0 += [1, 2, 3] }
        for part in [bytes, [], bytes] {
            try part.withUnsafeBufferPointer { try sink.append(contentsOf: $0) }
        }
        try sink.flush()
        #expect(captured.bytes == [1, 2, 3] + bytes + bytes)
        #expect(captured.parts.map(\.count).max() == ByteSink.capacity)
    }

    @Test func `an array passes as a whole, after what came before it`() throws {
        let captured = CapturedBytes()
        let sink = ByteSink(drain: captured.take)
        try sink.append { $0 += [1, 2, 3] }
        var large = [UInt8](repeating: 7, count: 3 * ByteSink.capacity)
        try sink.append(exchanging: &large)
        #expect(large.isEmpty)
        try sink.append(exchanging: &large)
        try sink.append { $0 += [4] }
        try sink.flush()
        #expect(captured.parts.map(\.count) == [3, 3 * ByteSink.capacity, 1])
    }

    @Test func `a collecting sink passes all bytes at once`() throws {
        let captured = CapturedBytes()
        let sink = ByteSink(collecting: { captured.take($0) })
        let line = [UInt8](repeating: 9, count: 1000)
        for _ in 0..<200 { try sink.append { $0 += line } }
        try line.withUnsafeBufferPointer { try sink.append(contentsOf: $0) }
        #expect(captured.parts.isEmpty)
        try sink.flush()
        #expect(captured.parts.map(\.count) == [201_000])
    }

    @Test func `a closed pipe is distinguished from a failure`() throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let sink = ByteSink(descriptor: pipe.fileHandleForWriting.fileDescriptor, name: "pipe")
        try sink.append { $0.append(1) }
        #expect(throws: ClosedPipe()) { try sink.flush() }
    }

    @Test func `any other error names the output and the cause`() throws {
        let sink = ByteSink(descriptor: -1, name: "out\u{1B}.csv")
        try sink.append { $0.append(1) }
        let failure = #expect(throws: OutputFailure.self) { try sink.flush() }
        #expect(failure?.code == EBADF)
        #expect(failure.map { "\($0)" } == "out\u{1B}.csv is closed")
        let full = OutputFailure(name: "out.csv", SystemFailure(code: ENOSPC))
        #expect("\(full)" == "out.csv: cannot write: No space left on device")
    }

    @Test func `bytes of a failed write are not written again`() throws {
        let sink = ByteSink(descriptor: -1, name: "x")
        try sink.append { $0.append(1) }
        #expect(throws: OutputFailure.self) { try sink.flush() }
        #expect(throws: Never.self) { try sink.flush() }
    }

    /// A pipe accepts fewer bytes at a time than are written, and a non-blocking one returns `EAGAIN` in between.
    @Test(arguments: [false, true]) func `a partial write continues where it stopped`(isNonBlocking: Bool) async throws
    {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        if isNonBlocking { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let reader = pipe.fileHandleForReading
        // Both ends block, so neither may have a thread of the tasks' pool, which may be the only one.
        DispatchQueue.global().async {
            try? DescriptorWriting.writeAll(bytes, to: descriptor, name: "pipe")
            try? pipe.fileHandleForWriting.close()
        }
        let received = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: try? reader.readToEnd()) }
        }
        #expect(received.map(Array.init) == bytes)
    }
}
