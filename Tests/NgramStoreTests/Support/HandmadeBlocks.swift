import NgramTestSupport

@testable import NgramBlocks

extension EncodedBlock {
    /// A block of n-grams that ascend, encoded by the naive encoders.
    init(_ ngrams: [DumpedNgram]) {
        let series = ngrams.map { NaiveSeries.encode($0.series) }
        let head = NaiveHead.encode(
            zip(ngrams, series).map { ngram, series in
                let (first, last) = (ngram.series.first?.year ?? 0, ngram.series.last?.year ?? 0)
                return NaiveHead.Entry(
                    text: ngram.ngram, match: ngram.matchSum, volume: ngram.volumeSum, years: first...last,
                    seriesBytes: series.count)
            })
        let allSeries = Array(series.joined())
        let checksum = head.withUnsafeBytes { head in
            allSeries.withUnsafeBytes { BlockChecksum.of(head: head, series: $0) }
        }
        self.init(
            head: head, series: allSeries, first: ngrams.first?.ngram ?? [], last: ngrams.last?.ngram ?? [],
            ngrams: ngrams.count, summedObservations: 0,
            largestMatchCount: ngrams.map(\.matchSum).max() ?? 0,
            largestVolumeCount: ngrams.map(\.volumeSum).max() ?? 0, bounds: NaiveBounds.encode(ngrams.map(\.series)),
            checksum: checksum)
    }
}
