import Dispatch

/// Where the readers run. Reading a file and inflating block a thread for milliseconds, which on Swift's cooperative
/// pool would keep the mappers, one thread per processor, from running. So readers have threads of their own: as many
/// as there are archives being read.
final class ReaderExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "ngrams.readers", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}

/// Where the writer runs: one thread of its own, because SQLite blocks on the disk.
final class WriterExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "ngrams.writer")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
