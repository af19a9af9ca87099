/// An archive that is being read.
struct RunningArchive: Equatable, Sendable {
    /// Its index in the plan.
    let archive: Int

    /// Its file's name, as it came: not yet fit for a terminal.
    let name: String

    /// Its corpus.
    let corpus: String

    /// Its size on disk in bytes.
    let packedBytes: Int64

    /// When it began.
    let startedAt: Duration

    /// How many of its packed bytes have been read and their counts stored.
    private(set) var bytesDone: Int64 = 0

    /// How many rows that were.
    private(set) var rows: Int64 = 0

    private var meter: RateMeter

    init(archive: Int, name: String, corpus: String, packedBytes: Int64, startedAt: Duration) {
        self.archive = archive
        self.name = name
        self.corpus = corpus
        self.packedBytes = packedBytes
        self.startedAt = startedAt
        meter = RateMeter(at: startedAt)
    }

    /// Moves to totals since its beginning, never backwards and never past its end, and returns the step.
    mutating func advance(toBytes bytes: Int64, rows: Int64, at time: Duration) -> (bytes: Int64, rows: Int64) {
        let step = (
            bytes: max(0, min(bytes, packedBytes) - bytesDone),
            rows: max(0, rows - self.rows)
        )
        bytesDone += step.bytes
        self.rows += step.rows
        meter.add(bytes: step.bytes, rows: step.rows, at: time)
        return step
    }

    /// The speed at which it is being read.
    func rate(at time: Duration) -> RateMeter.Rate? { meter.rate(at: time) }

    /// The time that the rest of it will take at the present speed.
    func timeLeft(at time: Duration) -> Duration? {
        rate(at: time).flatMap { $0.timeLeft(bytes: packedBytes - bytesDone) }
    }
}

extension RateMeter.Rate {
    /// The time that so many packed bytes take; nil when nothing moves, or when it would be more than a year.
    func timeLeft(bytes remaining: Int64) -> Duration? {
        if remaining <= 0 { return .zero }
        let seconds = Double(remaining) / bytes
        return seconds < 365 * 86_400 ? .seconds(seconds) : nil
    }
}
