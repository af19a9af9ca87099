import Dispatch
import Synchronization

/// A question that can be ended from another thread, and never ends another one that uses the same readers later.
final class QuestionCall: Sendable {
    private struct State {
        var refusal: ReaderPool.Refusal?
        /// What interrupts the readers that the question uses.
        var interruptions: [ObjectIdentifier: @Sendable () -> Void] = [:]
        var timer: (any DispatchSourceTimer)?

        func interrupt() {
            for interruption in interruptions.values { interruption() }
        }
    }

    private let state = Mutex(State())

    /// - Throws: why the question was ended, if it was.
    func check() throws {
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
    }

    /// Begins to use a reader.
    func begin(with session: StoreSession) throws {
        let refusal = state.withLock { state in
            if state.refusal == nil { state.interruptions[ObjectIdentifier(session)] = session.interruption }
            return state.refusal
        }
        if let refusal { throw refusal }
    }

    /// Ends to use a reader.
    func finish(with session: StoreSession) {
        state.withLock { state in
            state.interruptions[ObjectIdentifier(session)] = nil
            guard state.interruptions.isEmpty else { return }
            state.timer?.cancel()
            state.timer = nil
        }
    }

    /// Ends the question, within a statement or before the next one.
    func end(because refusal: ReaderPool.Refusal) {
        state.withLock { state in
            state.refusal = state.refusal ?? refusal
            guard !state.interruptions.isEmpty, state.timer == nil else { return }
            state.interrupt()
            // An interruption between two statements has no effect on the second one.
            let timer = DispatchSource.makeTimerSource(queue: .global())
            timer.schedule(deadline: .now() + .milliseconds(5), repeating: .milliseconds(5))
            timer.setEventHandler { [weak self] in
                self?.state.withLock { $0.interrupt() }
            }
            timer.resume()
            state.timer = timer
        }
    }
}
