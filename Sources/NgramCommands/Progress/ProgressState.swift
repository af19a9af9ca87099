import NgramIngest

/// The known state of an ingest: a pure value to which events are applied.
///
/// It never reads a clock. Times are durations since the beginning of the ingest, which the caller passes in.
struct ProgressState: Equatable, Sendable {
    /// The archives being read, in the order in which they started.
    private(set) var running: [ArchiveProgress] = []

    /// How the finished archives ended.
    private(set) var tally = ArchiveTally()

    /// Whether there are archives of more than one corpus, so that a name alone may be ambiguous.
    private(set) var hasSeveralCorpora = false

    private var corpus: String?
    private var finishedArchives: Set<Int> = []
    private var plannedArchives = 0
    private var plannedBytes: Int64 = 0
    /// The sum of the file sizes of all archives that have started.
    private var startedBytes: Int64 = 0
    /// The number of archives that have started.
    private var startedArchives = 0
    /// The sum of the file sizes of the started archives that have finished.
    private var finishedBytes: Int64 = 0
    /// The number of archives that finished without having started.
    private var neverStarted = 0
    /// Measures the speed of the whole ingest, once an archive has started.
    private var meter: RateMeter?

    /// The number of archives.
    var archives: Int { max(plannedArchives, finishedArchives.count + running.count) }

    /// The number of finished archives, however they ended.
    var archivesDone: Int { finishedArchives.count }

    /// The rows of the archives that were added in this run and of those being read.
    var rows: Int64 { running.reduce(tally.rows) { $0 + $1.rows } }

    /// The sum of all file sizes in bytes, as far as it is known. The sizes of archives at addresses are not known before
    /// they start; if the plan has no sizes, those that have not started are taken to be as large as the others on average.
    var fileBytes: Int64 {
        guard plannedBytes == 0, startedArchives > 0 else { return max(plannedBytes, startedBytes) }
        let waiting = max(0, archives - finishedArchives.count - running.count)
        return startedBytes + Int64((Double(startedBytes) / Double(startedArchives) * Double(waiting)).rounded())
    }

    /// The number of bytes of `fileBytes` that have been read or belong to finished archives.
    ///
    /// The size of an archive that finishes without having started is unknown. The planned bytes of all archives that
    /// have not started are therefore divided evenly among them. Once the last archive has started, nothing is
    /// estimated.
    var bytesDone: Int64 {
        let known = running.reduce(finishedBytes) { $0 + $1.bytesDone }
        guard neverStarted > 0, plannedBytes > 0 else { return known }
        let waiting = max(0, archives - finishedArchives.count - running.count)
        let share = Double(neverStarted) / Double(neverStarted + waiting)
        return known + Int64((Double(fileBytes - startedBytes) * share).rounded())
    }

    /// The speed at which archives are being read. Archives that the store already has do not count.
    func rate(at time: Duration) -> RateMeter.Rate? { meter?.rate(at: time) }

    /// The time that the rest will take at the current speed.
    func timeLeft(at time: Duration) -> Duration? {
        rate(at: time).flatMap { $0.timeLeft(bytes: fileBytes - bytesDone) }
    }

    /// Applies an event that happened at the given time.
    ///
    /// The events of one archive are expected in order, but a late or repeated event does no harm.
    ///
    /// - Returns: The archive that finished with this event, if any.
    @discardableResult
    mutating func apply(_ event: IngestEvent, at time: Duration) -> FinishedArchive? {
        switch event {
        case .planned(let archives, let fileBytes):
            (plannedArchives, plannedBytes) = (max(0, archives), max(0, fileBytes))
        case .started(let archive, let name, let corpus, let fileBytes):
            start(
                ArchiveProgress(
                    archive: archive, name: name, corpus: corpus, fileBytes: max(0, fileBytes), startedAt: time))
        case .advanced(let archive, let fileBytes, let rows):
            if let index = running.firstIndex(where: { $0.index == archive }) {
                advance(index, toBytes: fileBytes, rows: rows, at: time)
            }
        case .finished(let archive, let name, let corpus, let outcome):
            return finish(archive, name: name, corpus: corpus, outcome: outcome, at: time)
        case .note, .copied: break
        }
        return nil
    }

    private mutating func start(_ archive: ArchiveProgress) {
        guard !finishedArchives.contains(archive.index), !running.contains(where: { $0.index == archive.index }) else {
            return
        }
        recordCorpus(archive.corpus)
        running.append(archive)
        startedBytes += archive.fileBytes
        startedArchives += 1
        // The meter starts here rather than with the plan, so that checking unchanged archives does not count as slow
        // reading.
        if meter == nil { meter = RateMeter(at: archive.startedAt) }
    }

    private mutating func advance(_ index: Int, toBytes fileBytes: Int64, rows: Int64, at time: Duration) {
        let step = running[index].advance(toBytes: fileBytes, rows: rows, at: time)
        meter?.add(bytes: step.bytes, rows: step.rows, at: time)
    }

    private mutating func finish(
        _ archive: Int, name: String, corpus: String, outcome: ArchiveOutcome, at time: Duration
    ) -> FinishedArchive? {
        guard finishedArchives.insert(archive).inserted else { return nil }
        recordCorpus(corpus)
        let index = running.firstIndex { $0.index == archive }
        if let index {
            // An added archive was read to its end; a failed one was not.
            if case .added(let rows, _, _) = outcome {
                advance(index, toBytes: running[index].fileBytes, rows: rows, at: time)
            }
            finishedBytes += running[index].fileBytes
        } else {
            neverStarted += 1
        }
        let started = index.map { running.remove(at: $0) }
        tally.count(outcome, fileBytes: started?.fileBytes ?? 0)
        return FinishedArchive(
            name: name, corpus: corpus, outcome: outcome, fileBytes: started?.fileBytes,
            elapsed: started.map { time - $0.startedAt })
    }

    private mutating func recordCorpus(_ name: String) {
        if let corpus, corpus != name { hasSeveralCorpora = true }
        corpus = name
    }
}

/// The progress of an archive that is being read.
struct ArchiveProgress: Equatable, Sendable {
    /// Its index in the plan.
    let index: Int

    /// The file's name, not yet escaped for a terminal.
    let name: String

    /// Its corpus.
    let corpus: String

    /// The size of the file in bytes.
    let fileBytes: Int64

    /// When reading started.
    let startedAt: Duration

    /// The number of bytes of the file that have been read and whose counts have been merged.
    private(set) var bytesDone: Int64 = 0

    /// The number of rows that have been merged.
    private(set) var rows: Int64 = 0

    private var meter: RateMeter

    /// An archive that has just started.
    init(archive: Int, name: String, corpus: String, fileBytes: Int64, startedAt: Duration) {
        index = archive
        self.name = name
        self.corpus = corpus
        self.fileBytes = fileBytes
        self.startedAt = startedAt
        meter = RateMeter(at: startedAt)
    }

    /// Moves to new totals, never backward and never past the end, and returns the difference.
    mutating func advance(toBytes bytes: Int64, rows: Int64, at time: Duration) -> (bytes: Int64, rows: Int64) {
        let step = (
            bytes: max(0, min(bytes, fileBytes) - bytesDone),
            rows: max(0, rows - self.rows)
        )
        bytesDone += step.bytes
        self.rows += step.rows
        meter.add(bytes: step.bytes, rows: step.rows, at: time)
        return step
    }

    /// The speed at which the archive is being read.
    func rate(at time: Duration) -> RateMeter.Rate? { meter.rate(at: time) }

    /// The time that the rest of the archive will take at the current speed.
    func timeLeft(at time: Duration) -> Duration? {
        rate(at: time).flatMap { $0.timeLeft(bytes: fileBytes - bytesDone) }
    }
}

extension RateMeter.Rate {
    /// The time that the given number of bytes takes; nil when nothing is being read or the time exceeds a year.
    func timeLeft(bytes remaining: Int64) -> Duration? {
        if remaining <= 0 { return .zero }
        let seconds = Double(remaining) / bytes
        return seconds < 365 * 86_400 ? .seconds(seconds) : nil
    }
}

/// A finished archive.
struct FinishedArchive: Equatable, Sendable {
    /// The file's name, not yet escaped for a terminal.
    let name: String

    /// Its corpus.
    let corpus: String

    /// How it ended.
    let outcome: ArchiveOutcome

    /// The size of the file in bytes; nil if the archive finished without having started.
    let fileBytes: Int64?

    /// The time that reading took; nil if the archive finished without having started.
    let elapsed: Duration?
}

/// The number of archives for each outcome.
struct ArchiveTally: Equatable, Sendable {
    /// Archives that were added.
    private(set) var added = 0

    /// Archives that took the place of older content.
    private(set) var replaced = 0

    /// Archives that the store already had.
    private(set) var unchanged = 0

    /// Archives that failed.
    private(set) var failed = 0

    /// Archives that were interrupted.
    private(set) var interrupted = 0

    /// The rows of the archives that were added or replaced.
    private(set) var rows: Int64 = 0

    /// The bad rows of those archives, which were skipped.
    private(set) var badRows: Int64 = 0

    /// The sum of their file sizes in bytes.
    private(set) var fileBytes: Int64 = 0

    /// The number of finished archives.
    var total: Int { added + replaced + unchanged + failed + interrupted }

    /// Counts a finished archive.
    mutating func count(_ outcome: ArchiveOutcome, fileBytes: Int64) {
        switch outcome {
        case .added(let rows, let badRows, let replaced):
            if replaced { self.replaced += 1 } else { added += 1 }
            self.rows += rows
            self.badRows += badRows
            self.fileBytes += fileBytes
        case .unchanged: unchanged += 1
        case .failed: failed += 1
        case .interrupted: interrupted += 1
        }
    }
}
