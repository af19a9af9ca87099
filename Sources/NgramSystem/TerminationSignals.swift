import Dispatch
import Foundation
import Synchronization

/// Watches for Ctrl-C, termination and hang-up. The first such signal requests an orderly end of the work; the second
/// ends the process immediately. Neither loses anything that was committed.
package final class TerminationSignals {
    private static let watched: [Int32] = [SIGINT, SIGTERM, SIGHUP]

    /// State shared with the signal handlers, which run on a separate queue.
    private final class Received: Sendable {
        let number = Mutex<Int32?>(nil)
    }

    private let first = Received()
    private var sources: [any DispatchSourceSignal] = []

    /// The number of the first signal that arrived; nil if none has.
    package var received: Int32? { first.number.withLock { $0 } }

    /// Watches for signals until ``stop()``.
    ///
    /// - Parameter onFirst: Called on the handlers' queue when the first signal arrives.
    package init(onFirst: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "ngrams.signals")
        for number in Self.watched {
            // A signal that the parent process ignores, as nohup does with SIGHUP, stays ignored.
            if isIgnored(signal(number, SIG_IGN)) { continue }
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [first] in
                let isFirst = first.number.withLock { received in
                    defer { received = received ?? number }
                    return received == nil
                }
                if isFirst { onFirst() } else { _exit(128 + number) }
            }
            source.activate()
            sources.append(source)
        }
    }

    /// Stops watching. Afterward, a signal ends the process.
    package func stop() {
        guard !sources.isEmpty else { return }
        for source in sources { source.cancel() }
        sources = []
        for number in Self.watched { _ = signal(number, SIG_DFL) }
    }
}

/// Whether a handler is C's `SIG_IGN`. That is a function pointer with the value 1, so it can only be compared as a
/// number.
private func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}
