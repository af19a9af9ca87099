import NgramBlocks
import NgramModel
import NgramTestSupport

/// The counts of the given n-grams, each with its years in the given order.
func partialCounts(
    _ ngrams: [(ngram: [UInt8], series: [(year: Int, match: Int64, volume: Int64)])],
    limits: BlockLimits = BlockLimits()
) -> PartialCounts {
    let size = ngrams.reduce(0) { $0 + ($1.ngram.count + 64) * ($1.series.count + 1) }
    var builder = PartialCountsBuilder(partitionBytes: size, limits: limits)
    for (ngram, series) in ngrams {
        builder.begin(copying: ngram)
        for (year, match, volume) in series {
            builder.add(year: year, matchCount: match, volumeCount: volume)
            builder.endRow()
        }
    }
    return builder.finish()
}

/// The encoded series of a single n-gram.
func encodedSeries(_ series: [(year: Int, match: Int64, volume: Int64)]) -> [UInt8] {
    partialCounts([([0x61], series)]).blocks.first?.series ?? []
}

extension PartialCountsBuilder {
    /// Begins an n-gram whose bytes are in an array.
    mutating func begin(copying ngram: [UInt8]) {
        ngram.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            begin(base, length: bytes.count)
        }
    }
}

/// The observations at the beginning of the bytes, and whether all bytes are a series. The memory after the bytes is not
/// readable.
func decode(_ bytes: [UInt8]) -> (observations: [Observation], isWhole: Bool) {
    var observations: [Observation] = []
    let isWhole: Void? = try? withGuardedBytes(bytes) { memory in
        var decoder = SeriesDecoder(memory)
        while let observation = try decoder.next() { observations.append(observation) }
    }
    return (observations, isWhole != nil)
}
