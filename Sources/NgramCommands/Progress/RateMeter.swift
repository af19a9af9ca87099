/// Measures how fast bytes and rows were processed recently.
///
/// It uses a sliding window. An average since the beginning would take minutes to show that a disk has become slow, and
/// would always include the jump to the place at which an interrupted archive was resumed.
struct RateMeter: Equatable, Sendable {
    /// A speed.
    struct Rate: Equatable, Sendable {
        /// File bytes per second.
        let bytes: Double

        /// Rows per second.
        let rows: Double
    }

    private struct Sample: Equatable, Sendable {
        let time: Duration
        let bytes: Int64
        let rows: Int64
    }

    /// The length of the window. Merging may stall for a few seconds during a commit, so it must cover several commits.
    static let window: Duration = .seconds(30)

    /// The minimum time between samples that are kept, which bounds their number to 60.
    private static let spacing: Duration = .milliseconds(500)

    /// No rate is reported before this time: the first rows come from caches and are not representative.
    private static let warmUp: Duration = .seconds(1)

    private var history: [Sample]
    private var latest: Sample

    /// A meter that starts at zero at the given time.
    init(at time: Duration) {
        latest = Sample(time: time, bytes: 0, rows: 0)
        history = [latest]
    }

    /// Adds the bytes and rows since the previous call.
    mutating func add(bytes: Int64, rows: Int64, at time: Duration) {
        latest = Sample(time: time, bytes: latest.bytes + bytes, rows: latest.rows + rows)
        guard let newest = history.last, time - newest.time >= Self.spacing else { return }
        history.append(latest)
        while history.count > 1, history[1].time <= time - Self.window { history.removeFirst() }
    }

    /// The speed at the given time, which falls while nothing is added; nil when it is too early to know.
    func rate(at time: Duration) -> Rate? {
        guard let oldest = history.first, time - oldest.time >= Self.warmUp else { return nil }
        let seconds = (time - oldest.time) / .seconds(1)
        return Rate(
            bytes: Double(latest.bytes - oldest.bytes) / seconds,
            rows: Double(latest.rows - oldest.rows) / seconds)
    }
}
