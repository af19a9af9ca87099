import Foundation
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
    private let calls = Mutex<[ObjectIdentifier: QuestionCall]>([:])

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
        let call = QuestionCall()
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

    /// Lets idle threads, if there are any, answer parts of a question, each with a reader of the same state of the store.
    func help<Value>(
        _ call: QuestionCall, with parts: QuestionParts<ServedSnapshot, Value>, version: [Int64]
    ) {
        guard questions < limits.concurrentRequests else { return }
        let helpers = min(parts.count, ProcessInfo.processInfo.activeProcessorCount, limits.concurrentRequests) - 1
        for _ in 0..<max(0, helpers) {
            threads.submit { [self] state in
                guard case .active = state, parts.begin() else { return }
                defer { parts.end() }
                // A failure of a part is kept with the parts. Without a reader, the question's own thread does it all.
                try? run(call) { store in
                    if store.state.version == version { try parts.answer(with: store) }
                }
            }
        }
    }

    private func run<Value>(_ call: QuestionCall, _ work: (ServedSnapshot) throws -> Value) throws -> Value {
        try call.check()
        let session = try takeSession()
        try call.begin(with: session)
        do {
            let value = try session.read { snapshot, state in
                try work(ServedSnapshot(snapshot: snapshot, state: state, helpers: (self, call)))
            }
            call.finish(with: session)
            shared.withLock { $0.sessions.append(session) }
            return value
        } catch {
            call.finish(with: session)
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
