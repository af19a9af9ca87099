import NgramBlocks
import NgramModel

extension EncodedBlock {
    /// The n-grams with their series, decoded by the naive decoders only; nil when the block contradicts itself: the
    /// n-grams must ascend, the sums and years of every n-gram must be those of its series, and what is known about the
    /// block must be true.
    package func decoded() -> [DumpedNgram]? {
        guard let entries = NaiveHead.decode(head), !entries.isEmpty else { return nil }
        var rest = series[...]
        var ngrams: [DumpedNgram] = []
        for entry in entries {
            let (observations, isWhole) = NaiveSeries.decode(Array(rest.prefix(entry.seriesBytes)))
            rest = rest.dropFirst(entry.seriesBytes)
            let ngram = DumpedNgram(entry.text, observations)
            guard isWhole, let first = observations.first, let last = observations.last,
                entry.years == first.year...last.year, entry.match == ngram.matchSum, entry.volume == ngram.volumeSum,
                ngrams.last?.ngram.lexicographicallyPrecedes(ngram.ngram) ?? true
            else { return nil }
            ngrams.append(ngram)
        }
        guard rest.isEmpty, ngrams.count == self.ngrams, ngrams.first?.ngram == first, ngrams.last?.ngram == last,
            largestMatchCount == ngrams.map(\.matchSum).max(), largestVolumeCount == ngrams.map(\.volumeSum).max()
        else { return nil }
        for observation in ngrams.flatMap(\.series) {
            let bound = bounds.withUnsafeBytes { CountBounds.bounds($0, year: observation.year) }
            guard let bound, observation.matchCount <= bound.matchCount, observation.volumeCount <= bound.volumeCount
            else { return nil }
        }
        return ngrams
    }
}

extension PartialCounts {
    /// The n-grams with their series, decoded by the naive decoders only; nil when the counts contradict themselves.
    package func decoded() -> [DumpedNgram]? {
        var ngrams: [DumpedNgram] = []
        for block in blocks {
            guard let own = block.decoded(), let first = own.first,
                ngrams.last?.ngram.lexicographicallyPrecedes(first.ngram) ?? true
            else { return nil }
            ngrams += own
        }
        let years = ngrams.flatMap { $0.series.map(\.year) }
        guard matchSum == ngrams.reduce(0, { $0 + $1.matchSum }), volumeSum == ngrams.reduce(0, { $0 + $1.volumeSum }),
            observations == Int64(years.count), firstYear == years.min() ?? 0, lastYear == years.max() ?? 0
        else { return nil }
        return ngrams
    }
}

extension CountsModel {
    /// Adds the contents of partial counts, decoded by the naive decoders only.
    /// - Returns: whether the counts are consistent; see `PartialCounts.decoded`.
    package mutating func add(_ counts: PartialCounts) -> Bool {
        guard let ngrams = counts.decoded() else { return false }
        for ngram in ngrams {
            for year in ngram.series {
                add(ngram.ngram, year: year.year, match: year.matchCount, volume: year.volumeCount)
            }
        }
        return true
    }
}
