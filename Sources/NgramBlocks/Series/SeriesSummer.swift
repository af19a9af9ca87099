import NgramModel

/// Sums up several series of an n-gram and encodes the sum. For the few n-grams that lie in several places.
final class SeriesSummer {
    /// The encoded sum, once finished.
    private(set) var encoded: [UInt8] = []

    private var observations: [Observation] = []

    /// The number of observations that the sum has less than what was added, once finished.
    private(set) var summedObservations = 0

    /// Forgets what was added.
    func removeAll() {
        observations.removeAll(keepingCapacity: true)
        encoded.removeAll(keepingCapacity: true)
    }

    /// Adds a series.
    ///
    /// - Throws: `CorruptBlock` when the bytes are no series.
    func add(_ series: UnsafeRawBufferPointer) throws(CorruptBlock) {
        var decoder = SeriesDecoder(series)
        do throws(CorruptSeries) {
            while let observation = try decoder.next() { observations.append(observation) }
        } catch {
            throw CorruptBlock(part: "series", position: error.position)
        }
    }

    /// Encodes the sum of what was added.
    ///
    /// - Throws: `CountOverflow` when the sum of a year does not fit.
    func finish() throws(CountOverflow) {
        observations.sort { $0.year < $1.year }
        var year = 0
        var index = 0
        summedObservations = observations.count
        var buffer = [UInt8](repeating: 0, count: SeriesCodec.largestObservation)
        while index < observations.count {
            var sum = observations[index]
            index += 1
            while index < observations.count, observations[index].year == sum.year {
                try sum.matchCount.add(count: observations[index].matchCount)
                try sum.volumeCount.add(count: observations[index].volumeCount)
                index += 1
            }
            let count = buffer.withUnsafeMutableBufferPointer { memory in
                // Bounds: one observation takes `largestObservation` bytes at most.
                var cursor = memory.baseAddress!
                SeriesEncoder.append(
                    gap: sum.year - year, matchCount: sum.matchCount, volumeCount: sum.volumeCount, to: &cursor)
                return cursor - memory.baseAddress!
            }
            encoded.append(contentsOf: buffer[..<count])
            year = sum.year
            summedObservations -= 1
        }
    }
}
