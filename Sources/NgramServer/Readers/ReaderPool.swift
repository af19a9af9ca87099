import Dispatch
import NIOCore
import NIOPosix
import NgramStore
import Synchronization

/// Runs questions to the store on threads that may block, each with a reader of its own.
///
/// Readers stay open for the next question. If the file of a store was replaced or has vanished, a reader is opened anew.
final class ReaderPool: Sendable {
    /// Why a question was not answered.
    enum Refusal: Error {
        /// Too many questions wait.
        case busy
        /// The question took too long.
        case tookTooLong
        /// Nobody waits for the answer, or the server ends.
        case cancelled
    }

    /// `StoreSession` is used by one thread at a time: it is taken out of here while it is in use.
    private struct Shared: @unchecked Sendable {
        /// The readers that no thread uses.
        var sessions: [StoreSession] = []
        /// The questions that are being answered or wait.
        var questions = 0
    }

    private let stores: @Sendable () throws -> StoreSet
    private let limits: ServerLimits
    private let threads: NIOThreadPool
    private let shared = Mutex(Shared())
    private let calls = Mutex<[ObjectIdentifier: Call]>([:])

    /// - Parameter stores: the stores, which may change if they are those of a folder.
    init(limits: ServerLimits, stores: @escaping @Sendable () throws -> StoreSet) {
        (self.limits, self.stores) = (limits, stores)
        threads = NIOThreadPool(numberOfThreads: limits.concurrentRequests)
        threads.start()
    }

    /// The questions that are being answered or wait.
    var questions: Int { shared.withLock { $0.questions } }

    /// Answers a question.
    ///
    /// - Returns: the answer, which fails with a `Refusal` or an error of the work; and what cancels the question.
    func run<Value: Sendable>(
        on eventLoop: any EventLoop, _ work: @escaping @Sendable (ServedSnapshot) throws -> Value
    ) -> (answer: EventLoopFuture<Value>, cancel: @Sendable () -> Void) {
        let isAdmitted = shared.withLock { shared in
            guard shared.questions < limits.concurrentRequests + limits.waitingRequests else { return false }
            shared.questions += 1
            return true
        }
        guard isAdmitted else { return (eventLoop.makeFailedFuture(Refusal.busy), {}) }
        let call = Call()
        calls.withLock { $0[ObjectIdentifier(call)] = call }
        let promise = eventLoop.makePromise(of: Value.self)
        let deadline = eventLoop.scheduleTask(in: .seconds(Int64(limits.requestSeconds))) {
            call.end(because: .tookTooLong)
        }
        threads.submit { [self] state in
            let result = Result {
                guard case .active = state else { throw Refusal.cancelled }
                return try run(call, work)
            }
            deadline.cancel()
            _ = calls.withLock { $0.removeValue(forKey: ObjectIdentifier(call)) }
            shared.withLock { $0.questions -= 1 }
            promise.completeWith(result)
        }
        return (promise.futureResult, { call.end(because: .cancelled) })
    }

    /// Ends all questions that are being answered or wait.
    func cancelAll() {
        for call in calls.withLock({ Array($0.values) }) { call.end(because: .cancelled) }
    }

    /// Ends the threads, and closes the readers.
    func shutDown() {
        try? threads.syncShutdownGracefully()
        shared.withLock { $0.sessions = [] }
    }

    private func run<Value>(_ call: Call, _ work: (ServedSnapshot) throws -> Value) throws -> Value {
        try call.check()
        let session = try takeSession()
        try call.begin(session.interruption)
        do {
            let value = try session.read(work)
            call.finish()
            shared.withLock { $0.sessions.append(session) }
            return value
        } catch {
            call.finish()
            // After an error of the store it may be the reader that no longer works, so the next question opens another.
            if !(error is StoreError) { shared.withLock { $0.sessions.append(session) } }
            // A statement that was interrupted says so in words of its own.
            try call.check()
            throw error
        }
    }

    private func takeSession() throws -> StoreSession {
        let stores = try stores()
        while let session = shared.withLock({ $0.sessions.popLast() }) {
            if session.isCurrent(stores) { return session }
        }
        return try StoreSession(stores)
    }
}

/// A question that can be ended from another thread, and never ends another one that uses the same reader later.
private final class Call: Sendable {
    private struct State {
        var refusal: ReaderPool.Refusal?
        var interruption: (@Sendable () -> Void)?
        var timer: (any DispatchSourceTimer)?
    }

    private let state = Mutex(State())

    /// - Throws: why the question was ended, if it was.
    func check() throws {
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
    }

    /// Begins to use a reader.
    func begin(_ interruption: @escaping @Sendable () -> Void) throws {
        let refusal = state.withLock { state in
            if state.refusal == nil { state.interruption = interruption }
            return state.refusal
        }
        if let refusal { throw refusal }
    }

    /// Ends to use the reader.
    func finish() {
        state.withLock { state in
            state.interruption = nil
            state.timer?.cancel()
            state.timer = nil
        }
    }

    /// Ends the question, within a statement or before the next one.
    func end(because refusal: ReaderPool.Refusal) {
        state.withLock { state in
            state.refusal = state.refusal ?? refusal
            guard let interruption = state.interruption, state.timer == nil else { return }
            interruption()
            // An interruption between two statements has no effect on the second one.
            let timer = DispatchSource.makeTimerSource(queue: .global())
            timer.schedule(deadline: .now() + .milliseconds(5), repeating: .milliseconds(5))
            timer.setEventHandler { [weak self] in self?.state.withLock { $0.interruption?() } }
            timer.resume()
            state.timer = timer
        }
    }
}
