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

    private let jobs = WaitingJobs()

    /// An executor with the given number of threads. It must be kept alive until the last of its tasks has ended.
    package init(threads: Int) {
        let executor = asUnownedTaskExecutor()
        for _ in 0..<threads {
            let thread = Thread { [jobs] in
                nameCurrentThread("ngrams.reader")
                #if os(Linux)
                    // On Linux the niceness belongs to the thread, not to the process (sched(7)).
                    setpriority(.init(PRIO_PROCESS.rawValue), 0, Self.niceness)
                #endif
                while let job = jobs.next() { job.runSynchronously(on: executor) }
            }
            thread.start()
        }
    }

    deinit { jobs.end() }

    /// Runs a job on the next free thread.
    package func enqueue(_ job: consuming ExecutorJob) {
        jobs.append(UnownedJob(job))
    }
}

/// Runs the writer on a separate thread, because SQLite blocks on the disk. The thread has a name, by which benchmarks
/// find its processor time. A dispatch queue would not: it runs on any thread of a pool.
package final class WriterExecutor: SerialExecutor {
    private let jobs = WaitingJobs()

    /// An executor with one thread.
    package init() {
        let executor = asUnownedSerialExecutor()
        let thread = Thread { [jobs] in
            nameCurrentThread("ngrams.writer")
            while let job = jobs.next() { job.runSynchronously(on: executor) }
        }
        thread.start()
    }

    deinit { jobs.end() }

    /// Runs a job after all earlier ones.
    package func enqueue(_ job: consuming ExecutorJob) {
        jobs.append(UnownedJob(job))
    }
}

/// Names the current thread for the system's tools. Foundation on Linux does not give the system a name that is set before
/// the thread starts, and the system ignores names of more than 15 bytes.
package func nameCurrentThread(_ name: String) {
    Thread.current.name = name
}

/// The jobs that wait for the threads of an executor. The threads retain it instead of the executor, whose `deinit` ends
/// them.
private final class WaitingJobs: @unchecked Sendable {
    private let condition = NSCondition()
    private var waiting: [UnownedJob] = []
    private var isEnding = false

    /// Waits for a job. Returns nil when the executor has ended and no job is left.
    func next() -> UnownedJob? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty && !isEnding { condition.wait() }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    func append(_ job: UnownedJob) {
        condition.withLock { waiting.append(job) }
        condition.signal()
    }

    func end() {
        condition.withLock { isEnding = true }
        condition.broadcast()
    }
}
