import NgramBlocks

/// Takes the observations of a row: a builder, or nothing when the row is only checked. Each sink is a type, so that
/// parsing is compiled once for each and a builder pays nothing for it.
protocol ObservationSink: ~Copyable {
    /// The state before a row.
    associatedtype Mark

    /// Adds an observation.
    mutating func add(year: Int, matchCount: Int64, volumeCount: Int64)

    /// Marks the state before the observations of a row.
    func mark() -> Mark

    /// Removes all observations since the mark.
    mutating func rollBack(to mark: Mark)
}

extension PartialCountsBuilder: ObservationSink {}

/// Takes the observations of rows that are only checked.
struct IgnoredObservations: ObservationSink {
    @inline(__always)
    func add(year: Int, matchCount: Int64, volumeCount: Int64) {}

    @inline(__always)
    func mark() {}

    @inline(__always)
    func rollBack(to mark: Void) {}
}
