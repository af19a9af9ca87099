import Foundation
import Testing

/// A trait of tests that wait for programs: they run on threads of their own. A suite passes it on to its tests.
///
/// Swift's cooperative pool has one thread per processor. A test that blocks one until a program ends keeps other
/// tests from running, although the processor may be idle. These threads are twice as many as processors, so that
/// there is always a program to run, but not so many that the programs wait for each other.
struct WaitingThreads: SuiteTrait, TestTrait, TestScoping {
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(Threads.shared) { try await function() }
    }

    private final class Threads: TaskExecutor {
        static let shared = Threads()
        private let queue = OperationQueue()

        private init() {
            queue.maxConcurrentOperationCount = 2 * ProcessInfo.processInfo.activeProcessorCount
        }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            let executor = asUnownedTaskExecutor()
            queue.addOperation { job.runSynchronously(on: executor) }
        }
    }
}

extension Trait where Self == WaitingThreads {
    /// The tests run on threads that may block.
    static var waitsForPrograms: Self { Self() }
}
