import Dispatch
import Foundation
import NgramSystem

/// Begins to move what was written to a file to the disk while more is written, so that the next commit waits less.
final class EarlySync: @unchecked Sendable {
    /// Bytes that are worth it.
    private static let worthwhileBytes = 16 << 20

    private let descriptor: CInt
    private let queue = DispatchQueue(label: "ngrams.sync")
    private let running = DispatchGroup()
    /// Used only on the writer's thread.
    private var bytes = 0

    /// - Parameter path: a database that is open. It must be closed before this object, because closing a descriptor drops
    ///   the locks that SQLite has on the file (https://sqlite.org/howtocorrupt.html, 2.2).
    init(path: String) throws(SystemFailure) {
        descriptor = try SystemFailure.check { open(path, O_RDONLY | O_CLOEXEC) }
    }

    deinit { close(descriptor) }

    /// Called when bytes have been written.
    func wrote(_ count: Int) {
        bytes += count
        guard bytes >= Self.worthwhileBytes, running.wait(timeout: .now()) == .success else { return }
        bytes = 0
        // A failure is the next commit's, which does the same and reports it.
        queue.async(group: running) { [descriptor] in _ = fdatasync(descriptor) }
    }

    /// Waits until nothing is in motion.
    func finish() { running.wait() }
}
