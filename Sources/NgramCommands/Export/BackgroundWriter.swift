import Dispatch
import Synchronization

/// Writes buffers to a file on a thread of its own, so that the next is being made meanwhile.
///
/// At most `mostWaiting` buffers wait; then whoever hands in another waits, on its own thread.
final class BackgroundWriter: Sendable {
    private static let mostWaiting = 4

    private let descriptor: Int32
    private let name: String
    private let queue = DispatchQueue(label: "ngrams.export")
    private let room = DispatchSemaphore(value: mostWaiting)
    private let failure = Mutex<(any Error)?>(nil)

    /// A writer to a file, which it does not own.
    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Hands in bytes to be written behind those handed in before.
    /// - Throws: what an earlier write threw; nothing is written after that.
    func write(_ bytes: [UInt8]) throws {
        try throwFailure()
        room.wait()
        queue.async { [self] in
            defer { room.signal() }
            guard failure.withLock({ $0 == nil }) else { return }
            do {
                try DescriptorWriting.write(bytes, to: descriptor, name: name)
            } catch {
                failure.withLock { $0 = error }
            }
        }
    }

    /// Waits until all that was handed in is written, or has failed to be.
    func wait() {
        queue.sync {}
    }

    /// Waits until all is written.
    /// - Throws: what a write threw.
    func finish() throws {
        wait()
        try throwFailure()
    }

    private func throwFailure() throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
