import NgramBlocks
import NgramModel
import NgramTestSupport

/// The counts of the given n-grams, each with its years in the given order.
func partialCounts(
    _ ngrams: [(ngram: [UInt8], series: [(year: Int, match: Int64, volume: Int64)])], blockTarget: Int = 1 << 20
) -> PartialCounts {
    let size = ngrams.reduce(0) { $0 + ($1.ngram.count + 64) * ($1.series.count + 1) }
    var builder = PartialCountsBuilder(partitionBytes: size, blockTarget: blockTarget)
    for (ngram, series) in ngrams {
        builder.begin(copying: ngram)
        for (year, match, volume) in series {
            builder.add(year: year, matchCount: match, volumeCount: volume)
            builder.endRow()
        }
    }
    return builder.finish()
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

/// The observations at the beginning of the bytes, and the end of their series; nil when the series is refused. The
/// memory after the bytes is not readable.
func decode(_ bytes: [UInt8]) -> (observations: [Observation], end: Int?) {
    var observations: [Observation] = []
    let end = try? withGuardedBytes(bytes) { memory in
        var decoder = SeriesDecoder(memory, at: 0)
        while let observation = try decoder.next() { observations.append(observation) }
        return decoder.position
    }
    return (observations, end)
}

/// The n-grams of a block with their series, up to the first invalid byte. The memory after the bytes is not readable.
func decodeBlock(_ bytes: [UInt8]) -> (ngrams: [DumpedNgram], isWhole: Bool) {
    var ngrams: [DumpedNgram] = []
    let isWhole: Void? = try? withGuardedBytes(bytes) { memory in
        var reader = BlockReader(memory)
        while var item = try reader.next() {
            var series: [Observation] = []
            while let observation = try item.series.next() { series.append(observation) }
            ngrams.append(DumpedNgram(Array(item.ngram), series))
            reader.skip(past: item.series)
        }
    }
    return (ngrams, isWhole != nil)
}
