import Dispatch
import Synchronization

/// Writes buffers to a file on a separate thread, while the caller fills the next one.
///
/// At most `maximumWaiting` buffers wait to be written. A caller with another buffer blocks until there is room.
package final class BackgroundWriter: Sendable {
    private static let maximumWaiting = 4

    private let descriptor: Int32
    private let name: String
    private let queue = DispatchQueue(label: "ngrams.export")
    private let room = DispatchSemaphore(value: maximumWaiting)
    private let failure = Mutex<(any Error)?>(nil)
    private let spare = Mutex<[Chunk]>([])

    /// A buffer that is reused. With a new buffer each time, the kernel would have to map and clear its memory each
    /// time, which took longer than formatting the rows. Only one thread holds it at any time.
    private final class Chunk: @unchecked Sendable {
        var bytes: [UInt8] = []
    }

    /// A writer to a file. It neither owns nor closes the descriptor.
    ///
    /// - Parameter name: The name of the file in error messages.
    package init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Takes the bytes of a buffer and leaves an empty one. The bytes are written after all earlier ones.
    /// - Throws: The error of an earlier write; nothing is written after an error.
    package func write(exchanging buffer: inout [UInt8]) throws {
        try throwFailure()
        room.wait()
        let chunk = spare.withLock { $0.popLast() } ?? Chunk()
        swap(&chunk.bytes, &buffer)
        queue.async { [self] in
            if failure.withLock({ $0 == nil }) {
                do {
                    try DescriptorWriting.writeAll(chunk.bytes, to: descriptor, name: name)
                } catch {
                    failure.withLock { $0 = error }
                }
            }
            chunk.bytes.removeAll(keepingCapacity: true)
            spare.withLock { $0.append(chunk) }
            room.signal()
        }
    }

    /// Waits until every buffer has been written or has failed.
    package func wait() {
        queue.sync {}
    }

    /// Waits until every buffer has been written.
    /// - Throws: The error of the first write that failed.
    package func finish() throws {
        wait()
        try throwFailure()
    }

    private func throwFailure() throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
