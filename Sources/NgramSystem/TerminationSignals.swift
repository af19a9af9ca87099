import Foundation
import Synchronization

/// Watches for Ctrl-C, termination and hang-up. The first such signal requests an orderly end of the work; the second
/// ends the process immediately. Neither loses anything that was committed.
///
/// At most one value watches at a time.
package final class TerminationSignals {
    private static let watched: [Int32] = [SIGINT, SIGTERM, SIGHUP]

    private let watcher: SignalWatcher
    private var handled: [Int32] = []

    /// The number of the first signal that arrived; nil if none has.
    package var received: Int32? { watcher.first.withLock { $0 } }

    /// Watches for signals until ``stop()``.
    ///
    /// - Parameters:
    ///   - repeating: Whether to call `onFirst` again, ten times a second, until ``stop()``. For work that forgets a
    ///     request that comes just before it begins, such as a statement of SQLite.
    ///   - onFirst: Called on a thread of its own when the first signal arrives.
    package init(repeating: Bool = false, onFirst: @escaping @Sendable () -> Void) {
        watcher = SignalWatcher(repeating, onFirst)
        SignalPipe.shared.watcher.withLock { $0 = watcher }
        for number in Self.watched {
            if isIgnored(signal(number, writeToSignalPipe)) {
                // A signal that the parent process ignores, as nohup does with SIGHUP, stays ignored.
                _ = signal(number, SIG_IGN)
            } else {
                handled.append(number)
            }
        }
    }

    /// Stops watching. Afterward, a signal ends the process.
    package func stop() {
        for number in handled { _ = signal(number, SIG_DFL) }
        handled = []
        SignalPipe.shared.watcher.withLock { $0 = nil }
    }
}

/// What to do when signals arrive.
private final class SignalWatcher: Sendable {
    let first = Mutex<Int32?>(nil)
    private let repeating: Bool
    private let onFirst: @Sendable () -> Void

    init(_ repeating: Bool, _ onFirst: @escaping @Sendable () -> Void) {
        (self.repeating, self.onFirst) = (repeating, onFirst)
    }

    func receive(_ number: Int32) {
        let isFirst = first.withLock { received in
            defer { received = received ?? number }
            return received == nil
        }
        if isFirst { onFirst() } else { _exit(128 + number) }
    }

    /// Whether to call ``remind()``.
    var reminds: Bool { repeating && first.withLock { $0 != nil } }

    func remind() { onFirst() }
}

/// Carries signals from their handler to a thread, through a pipe.
///
/// Dispatch has sources of signals. On Linux, they lose about one in a hundred of the signals that arrive while threads
/// start.
private final class SignalPipe: Sendable {
    /// Lives as long as the process, because a handler may still write to the pipe on another thread.
    static let shared = SignalPipe()

    let watcher = Mutex<SignalWatcher?>(nil)

    private init() {
        var ends: [Int32] = [-1, -1]
        // Without descriptors, no command gets far, and a signal ends it immediately.
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        signalPipeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        let end = ends[0]
        Thread.detachNewThread { [self] in watch(end) }
    }

    private func watch(_ descriptor: Int32) {
        while true {
            let watcher = watcher.withLock { $0 }
            var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&event, 1, watcher?.reminds == true ? 100 : -1) == 0 {
                self.watcher.withLock { $0 }?.remind()
                continue
            }
            var number: UInt8 = 0
            guard read(descriptor, &number, 1) == 1 else { continue }
            self.watcher.withLock { $0 }?.receive(Int32(number))
        }
    }
}

/// The descriptor to which the handler writes; -1 before there is one.
private let signalPipeEnd = Atomic<Int32>(-1)

/// Writes the number of a signal to the pipe. A handler of signals may do little else: it interrupts any code, even code
/// that holds a lock of the allocator.
private func writeToSignalPipe(_ number: Int32) {
    let before = errno
    defer { errno = before }
    let end = signalPipeEnd.load(ordering: .relaxed)
    var byte = UInt8(truncatingIfNeeded: number)
    guard end >= 0, write(end, &byte, 1) == 1 else { _exit(128 + number) }
}

/// Whether a handler is C's `SIG_IGN`. That is a function pointer with the value 1, so it can only be compared as a
/// number.
private func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
}
