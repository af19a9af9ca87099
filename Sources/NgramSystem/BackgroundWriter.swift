import Dispatch
import Synchronization

/// Writes buffers to a file on a thread of its own, so that the next is being made meanwhile.
///
/// At most `mostWaiting` buffers wait; then whoever hands in another waits, on its own thread.
package final class BackgroundWriter: Sendable {
    private static let mostWaiting = 4

    private let descriptor: Int32
    private let name: String
    private let queue = DispatchQueue(label: "ngrams.export")
    private let room = DispatchSemaphore(value: mostWaiting)
    private let failure = Mutex<(any Error)?>(nil)
    private let spare = Mutex<[Chunk]>([])

    /// A buffer that goes to and fro: a new one each time would have the kernel map and clear its memory each time,
    /// which took longer than making the rows. Held by one thread at a time.
    private final class Chunk: @unchecked Sendable {
        var bytes: [UInt8] = []
    }

    /// A writer to a file, which it does not own.
    package init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Hands in bytes to be written behind those handed in before, and takes back an empty buffer.
    /// - Throws: what an earlier write threw; nothing is written after that.
    package func write(exchanging buffer: inout [UInt8]) throws {
        try throwFailure()
        room.wait()
        let chunk = spare.withLock { $0.popLast() } ?? Chunk()
        swap(&chunk.bytes, &buffer)
        queue.async { [self] in
            if failure.withLock({ $0 == nil }) {
                do {
                    try DescriptorWriting.write(chunk.bytes, to: descriptor, name: name)
                } catch {
                    failure.withLock { $0 = error }
                }
            }
            chunk.bytes.removeAll(keepingCapacity: true)
            spare.withLock { $0.append(chunk) }
            room.signal()
        }
    }

    /// Waits until all that was handed in is written, or has failed to be.
    package func wait() {
        queue.sync {}
    }

    /// Waits until all is written.
    /// - Throws: what a write threw.
    package func finish() throws {
        wait()
        try throwFailure()
    }

    private func throwFailure() throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
