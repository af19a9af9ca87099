import Dispatch
import Foundation

/// Runs the readers on separate threads, one for each archive that is read at the same time. Reading and inflating a
/// file block a thread for milliseconds. On Swift's cooperative pool, which has one thread per processor, blocked
/// threads would keep the mappers from running.
///
/// On Linux the readers have a lower priority than the mappers and the writer. Favoring the later stages keeps work
/// from queueing up in front of the writer, which would otherwise finish alone. This saves 3 % of the time of an ingest
/// with ISA-L.
package final class ReaderExecutor: TaskExecutor {
    private static let niceness: CInt = 5

    /// The state that the threads share. They retain it instead of the executor, whose `deinit` ends them.
    private final class Jobs: @unchecked Sendable {
        let condition = NSCondition()
        var waiting: [UnownedJob] = []
        var isEnding = false

        func next() -> UnownedJob? {
            condition.lock()
            defer { condition.unlock() }
            while waiting.isEmpty && !isEnding { condition.wait() }
            return waiting.isEmpty ? nil : waiting.removeFirst()
        }
    }

    private let jobs = Jobs()

    /// An executor with the given number of threads. It must be kept alive until the last of its tasks has ended.
    package init(threads: Int) {
        let executor = asUnownedTaskExecutor()
        for _ in 0..<threads {
            let thread = Thread { [jobs] in
                #if os(Linux)
                    // On Linux the niceness belongs to the thread, not to the process (sched(7)).
                    setpriority(.init(PRIO_PROCESS.rawValue), 0, Self.niceness)
                #endif
                while let job = jobs.next() { job.runSynchronously(on: executor) }
            }
            thread.name = "ngrams.reader"
            thread.start()
        }
    }

    deinit {
        jobs.condition.withLock { jobs.isEnding = true }
        jobs.condition.broadcast()
    }

    /// Runs a job on the next free thread.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.condition.withLock { jobs.waiting.append(job) }
        jobs.condition.signal()
    }
}

/// Runs the writer on a separate thread, because SQLite blocks on the disk.
package final class WriterExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "ngrams.writer")

    /// An executor with one thread.
    package init() {}

    /// Runs a job after all earlier ones.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
