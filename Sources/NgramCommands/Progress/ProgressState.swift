import NgramIngest

/// What is known of an ingest so far: a pure value that events are applied to.
///
/// It never reads a clock. Times are spans since the beginning of the ingest, given by whoever applies the events.
struct ProgressState: Equatable, Sendable {
    /// The archives being read, in the order in which they began.
    private(set) var running: [RunningArchive] = []

    /// How the archives that are done with ended.
    private(set) var tally = ArchiveTally()

    /// Whether archives of more than one corpus have come up, so that a name alone may not say which is meant.
    private(set) var hasSeveralCorpora = false

    private var corpus: String?
    private var closed: Set<Int> = []
    private var plannedArchives = 0
    private var plannedBytes: Int64 = 0
    /// The sizes of all archives that have begun.
    private var startedBytes: Int64 = 0
    /// The sizes of those among them that are done with.
    private var settledBytes: Int64 = 0
    /// Archives that were done with without having begun.
    private var neverStarted = 0
    /// The whole ingest's speed, once there is something to measure.
    private var meter: RateMeter?

    /// How many archives there are.
    var archives: Int { max(plannedArchives, closed.count + running.count) }

    /// How many of them are done with, however they ended.
    var archivesDone: Int { closed.count }

    /// Rows of the archives that were added in this run and of those being read.
    var rows: Int64 { running.reduce(tally.rows) { $0 + $1.rows } }

    /// The packed size of all archives in bytes, as far as it is known.
    var packedBytes: Int64 { max(plannedBytes, startedBytes) }

    /// How many of the packed bytes are done with.
    ///
    /// An archive that is skipped without having begun never tells its size. What the plan leaves for all archives that
    /// have not begun is therefore shared out evenly among them; when the last has begun nothing is estimated any more.
    var bytesDone: Int64 {
        let known = running.reduce(settledBytes) { $0 + $1.bytesDone }
        guard neverStarted > 0 else { return known }
        let waiting = max(0, archives - closed.count - running.count)
        let share = Double(neverStarted) / Double(neverStarted + waiting)
        return known + Int64((Double(packedBytes - startedBytes) * share).rounded())
    }

    /// The speed at which archives are being read; skipped ones count for nothing in it.
    func rate(at time: Duration) -> RateMeter.Rate? { meter?.rate(at: time) }

    /// The time that what remains will take at the present speed.
    func timeLeft(at time: Duration) -> Duration? {
        rate(at: time).flatMap { $0.timeLeft(bytes: packedBytes - bytesDone) }
    }

    /// Applies an event that happened at a time.
    ///
    /// Events of one archive are expected in order, but one that comes late or twice does no harm.
    ///
    /// - Returns: The archive that the event ended, if it did.
    @discardableResult
    mutating func apply(_ event: IngestEvent, at time: Duration) -> ClosedArchive? {
        switch event {
        case .planned(let archives, let packedBytes):
            (plannedArchives, plannedBytes) = (max(0, archives), max(0, packedBytes))
        case .started(let archive, let name, let corpus, let packedBytes):
            start(
                RunningArchive(
                    archive: archive, name: name, corpus: corpus, packedBytes: max(0, packedBytes), startedAt: time))
        case .advanced(let archive, let packedBytes, let rows):
            if let index = running.firstIndex(where: { $0.archive == archive }) {
                advance(index, toBytes: packedBytes, rows: rows, at: time)
            }
        case .finished(let archive, let name, let corpus, let outcome):
            return close(archive, name: name, corpus: corpus, outcome: outcome, at: time)
        case .note, .copied: break
        }
        return nil
    }

    private mutating func start(_ archive: RunningArchive) {
        guard !closed.contains(archive.archive), !running.contains(where: { $0.archive == archive.archive }) else {
            return
        }
        meet(archive.corpus)
        running.append(archive)
        startedBytes += archive.packedBytes
        // From here and not from the plan, so that looking for archives to skip does not count as slow reading.
        if meter == nil { meter = RateMeter(at: archive.startedAt) }
    }

    private mutating func advance(_ index: Int, toBytes packedBytes: Int64, rows: Int64, at time: Duration) {
        let step = running[index].advance(toBytes: packedBytes, rows: rows, at: time)
        meter?.add(bytes: step.bytes, rows: step.rows, at: time)
    }

    private mutating func close(
        _ archive: Int, name: String, corpus: String, outcome: ArchiveOutcome, at time: Duration
    ) -> ClosedArchive? {
        guard closed.insert(archive).inserted else { return nil }
        meet(corpus)
        let index = running.firstIndex { $0.archive == archive }
        if let index {
            // What was read since the last step was read; what a failure left unread was not.
            if case .added(let rows, _, _) = outcome {
                advance(index, toBytes: running[index].packedBytes, rows: rows, at: time)
            }
            settledBytes += running[index].packedBytes
        } else {
            neverStarted += 1
        }
        let started = index.map { running.remove(at: $0) }
        tally.count(outcome, packedBytes: started?.packedBytes ?? 0)
        return ClosedArchive(
            name: name, corpus: corpus, outcome: outcome, packedBytes: started?.packedBytes,
            elapsed: started.map { time - $0.startedAt })
    }

    private mutating func meet(_ name: String) {
        if let corpus, corpus != name { hasSeveralCorpora = true }
        corpus = name
    }
}
