import Dispatch
import Synchronization

/// Works on inputs on other threads, several at a time, and gives the outputs in the order of the inputs.
///
/// It belongs to one thread, which decides how many inputs are on their way: it takes the oldest output when `isFull`.
package final class OrderedWork<Input: Sendable, Output: Sendable> {
    private final class Job: Sendable {
        let output = Mutex<Result<Output, any Error>?>(nil)
        let isDone = DispatchSemaphore(value: 0)
    }

    private let limit: Int
    private let work: @Sendable (Input) throws -> Output
    /// From the oldest on.
    private var jobs: [Job] = []

    /// - Parameters:
    ///   - limit: how many inputs may be on their way, at least 1.
    ///   - work: called on other threads.
    package init(limit: Int, _ work: @escaping @Sendable (Input) throws -> Output) {
        (self.limit, self.work) = (limit, work)
    }

    /// Whether an output must be taken before the next input.
    package var isFull: Bool { jobs.count >= limit }

    /// Begins to work on an input.
    package func begin(_ input: Input) {
        precondition(!isFull, "an output must be taken first")
        let job = Job()
        jobs.append(job)
        DispatchQueue.global().async { [work] in
            let output = Result { try work(input) }
            job.output.withLock { $0 = output }
            job.isDone.signal()
        }
    }

    /// Waits for the oldest output; nil if all have been taken.
    ///
    /// - Throws: what the work threw for this input.
    package func next() throws -> Output? {
        guard !jobs.isEmpty else { return nil }
        let job = jobs.removeFirst()
        job.isDone.wait()
        return try job.output.withLock { output in
            defer { output = nil }
            return try output?.get()
        }
    }
}
