import Dispatch
import Synchronization

/// The parts of a question, which several threads answer, each with a reader of its own.
final class QuestionParts<Reader, Value: Sendable>: Sendable {
    private struct State {
        var answers: [Value?]
        /// The first part that nobody answers yet.
        var next = 0
        var failure: (any Error)?
    }

    /// The number of parts.
    let count: Int
    private let state: Mutex<State>
    private let helpers = DispatchGroup()
    private let answer: @Sendable (Int, Reader) throws -> Value

    /// - Parameter answer: answers a part, given its number.
    init(_ count: Int, _ answer: @escaping @Sendable (Int, Reader) throws -> Value) {
        self.count = count
        self.answer = answer
        state = Mutex(State(answers: Array(repeating: nil, count: count)))
    }

    /// Whether another thread may help. If so, it must call `end`.
    func begin() -> Bool {
        state.withLock { state in
            // Within the lock, because nobody waits for a thread that begins after the last part.
            if state.next < count { helpers.enter() }
            return state.next < count
        }
    }

    /// Ends the help of another thread.
    func end() { helpers.leave() }

    /// Answers parts until no more are left or one fails.
    func answer(with reader: Reader) throws {
        while let part = next() {
            do {
                let value = try answer(part, reader)
                state.withLock { $0.answers[part] = value }
            } catch {
                state.withLock { state in
                    state.failure = state.failure ?? error
                    state.next = count
                }
                throw error
            }
        }
    }

    private func next() -> Int? {
        state.withLock { state in
            guard state.next < count else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    /// Waits for the other threads.
    ///
    /// - Returns: the answers, in the order of the parts.
    /// - Throws: the first failure of a part.
    func wait() throws -> [Value] {
        helpers.wait()
        return try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.answers.compactMap(\.self)
        }
    }
}
