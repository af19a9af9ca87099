import NgramPacking

/// Records states of an archive while it is read forward, at most one for each interval of compressed bytes.
struct StateRecorder {
    /// The number of compressed bytes after which the search for the end of a deflate block is given up until the next
    /// interval, because searching may be slower than plain inflating. Blocks of gzip have less than 64 KiB.
    private static let searchBytes: Int64 = 1 << 20

    /// The largest number of states that are kept at a time. One read of a partition gives more only when the interval
    /// is tiny, or the file abounds in empty blocks.
    private static let mostStates = 8

    private let interval: Int64
    private var due: Int64
    private(set) var states: [InflateState] = []

    /// A recorder of a state for every `interval` compressed bytes; nil for none.
    init(every interval: Int64?) {
        self.interval = max(1, interval ?? .max)
        due = self.interval
    }

    /// Whether a state should be recorded as soon as the archive can be continued from the position of its reader, which
    /// is at an offset in the file.
    @inline(__always)
    mutating func isDue(at offset: Int64) -> Bool {
        guard offset >= due else { return false }
        return isWorthSearching(at: offset)
    }

    private mutating func isWorthSearching(at offset: Int64) -> Bool {
        if offset - due <= Self.searchBytes { return true }
        setDue(after: offset)
        return false
    }

    /// Records a state. Its position is after those of earlier states.
    mutating func record(_ state: InflateState) {
        setDue(after: state.compressedOffset)
        if let last = states.last, last.uncompressedOffset == state.uncompressedOffset {
            states[states.count - 1] = state
            return
        }
        // The first state may be the only one that is before the end of the partition.
        if states.count == Self.mostStates { states.remove(at: 1) }
        states.append(state)
    }

    /// The last recorded state whose position is at or before an offset in the uncompressed archive; nil if there is
    /// none. Offsets must ascend, because earlier states are forgotten.
    mutating func latest(at uncompressedOffset: Int64) -> InflateState? {
        while states.count > 1, states[1].uncompressedOffset <= uncompressedOffset { states.removeFirst() }
        return states.first.flatMap { $0.uncompressedOffset <= uncompressedOffset ? $0 : nil }
    }

    private mutating func setDue(after offset: Int64) {
        let (next, overflow) = offset.addingReportingOverflow(interval)
        due = overflow ? .max : next
    }
}
