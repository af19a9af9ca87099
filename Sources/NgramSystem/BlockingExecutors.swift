import Dispatch
import Foundation

/// Where the readers run. Reading a file and inflating block a thread for milliseconds, which on Swift's cooperative
/// pool would keep the mappers, one thread per processor, from running. So readers have threads of their own: as many
/// as archives are read at a time.
///
/// On Linux they run at a lower priority than the mappers and the writer. What is read must still be mapped and merged:
/// with the stages behind it served first, nothing piles up before the writer, which would be left alone with it at the
/// end (3 % of the time of an ingest with ISA-L).
package final class ReaderExecutor: TaskExecutor {
    private static let niceness: CInt = 5

    /// What the threads share. They keep it, not the executor, which ends them when it goes.
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

    /// Must be kept alive until the last of its tasks has ended.
    package init(threads: Int) {
        let executor = asUnownedTaskExecutor()
        for _ in 0..<threads {
            let thread = Thread { [jobs] in
                #if os(Linux)
                    // Of this thread alone: on Linux, niceness is a thread's (sched(7)).
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

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.condition.withLock { jobs.waiting.append(job) }
        jobs.condition.signal()
    }
}

/// Where the writer runs: one thread of its own, because SQLite blocks on the disk.
package final class WriterExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "ngrams.writer")

    /// An executor with a thread of its own.
    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
