/// How fast bytes and rows have gone by of late.
///
/// It looks back over a sliding window: the mean since the beginning would take minutes to notice that a disk has
/// become slow, and would never forget the moment in which an interrupted archive was carried on from its middle.
struct RateMeter: Equatable, Sendable {
    /// A speed.
    struct Rate: Equatable, Sendable {
        /// Packed bytes a second.
        let bytes: Double

        /// Rows a second.
        let rows: Double
    }

    private struct Sample: Equatable, Sendable {
        let time: Duration
        let bytes: Int64
        let rows: Int64
    }

    /// How far it looks back. Commits come every few seconds at worst, and some of them have to fall inside.
    static let window: Duration = .seconds(30)

    /// The least time between samples that are kept, which bounds their number to 60.
    private static let spacing: Duration = .milliseconds(500)

    /// No rate is told before this long: the first rows come from caches and say little.
    private static let warmUp: Duration = .seconds(1)

    private var history: [Sample]
    private var latest: Sample

    /// A meter that stands at nothing at a time.
    init(at time: Duration) {
        latest = Sample(time: time, bytes: 0, rows: 0)
        history = [latest]
    }

    /// Adds what has gone by since the call before.
    mutating func add(bytes: Int64, rows: Int64, at time: Duration) {
        latest = Sample(time: time, bytes: latest.bytes + bytes, rows: latest.rows + rows)
        guard let newest = history.last, time - newest.time >= Self.spacing else { return }
        history.append(latest)
        while history.count > 1, history[1].time <= time - Self.window { history.removeFirst() }
    }

    /// The speed as seen at a time, which falls when nothing has come for a while; nil when it is too early to tell.
    func rate(at time: Duration) -> Rate? {
        guard let oldest = history.first, time - oldest.time >= Self.warmUp else { return nil }
        let seconds = (time - oldest.time) / .seconds(1)
        return Rate(
            bytes: Double(latest.bytes - oldest.bytes) / seconds,
            rows: Double(latest.rows - oldest.rows) / seconds)
    }
}
