import Dispatch
import Foundation
import Synchronization

/// Ctrl-C, termination and hanging up: the first asks the work to end tidily, the second ends the process at once,
/// which loses nothing either.
final class EndingSignals {
    private static let statuses: [(signal: Int32, status: ExitStatus)] = [
        (SIGINT, .interrupted), (SIGTERM, .terminated), (SIGHUP, .hungUp),
    ]

    /// What the handlers, which run on a queue of their own, share with the rest.
    private final class Received: Sendable {
        let status = Mutex<ExitStatus?>(nil)
    }

    private let first = Received()
    private var sources: [any DispatchSourceSignal] = []

    /// The code to end with, nil when no signal has come.
    var received: ExitStatus? { first.status.withLock { $0 } }

    /// Watches for signals until `stop`.
    init(onFirst: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "ngrams.signals")
        for (number, status) in Self.statuses {
            // One that is ignored from outside, as nohup does with hanging up, stays ignored.
            if isIgnored(signal(number, SIG_IGN)) { continue }
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [first] in
                let isFirst = first.status.withLock { received in
                    defer { received = received ?? status }
                    return received == nil
                }
                if isFirst { onFirst() } else { _exit(status.rawValue) }
            }
            source.activate()
            sources.append(source)
        }
    }

    /// Stops watching; from then on a signal ends the process.
    func stop() {
        guard !sources.isEmpty else { return }
        for source in sources { source.cancel() }
        sources = []
        for (number, _) in Self.statuses { _ = signal(number, SIG_DFL) }
    }
}

/// C's `SIG_IGN` is a function pointer of the value 1, which can only be compared as a number.
private func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}
