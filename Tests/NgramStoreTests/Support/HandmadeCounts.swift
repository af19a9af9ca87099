import NgramTestSupport

@testable import NgramBlocks

extension PartialCounts {
    /// Partial counts of the given blocks, encoded by the naive encoders.
    init(blocks contents: [[DumpedNgram]]) {
        self.init()
        for block in contents {
            let start = bytes.count
            let first = entries.count
            for ngram in block {
                let encoded = NaiveSeries.encode(ngram: ngram.ngram, ngram.series)
                let lengthBytes = encoded.count - ngram.ngram.count - NaiveSeries.encode(ngram.series).count
                entries.append(
                    Entry(
                        textOffset: UInt32(bytes.count + lengthBytes), textLength: UInt32(ngram.ngram.count),
                        position: UInt32(bytes.count - start), firstYear: UInt16(ngram.series.first?.year ?? 0),
                        lastYear: UInt16(ngram.series.last?.year ?? 0), matchCount: ngram.matchSum,
                        volumeCount: ngram.volumeSum))
                bytes += encoded
                matchSum += ngram.matchSum
                volumeSum += ngram.volumeSum
            }
            let blockRows = block.reduce(0) { $0 + $1.series.count }
            let order = block.indices.sorted { block[$0].ngram.lexicographicallyPrecedes(block[$1].ngram) }
            blocks.append(
                Block(
                    bytes: start..<bytes.count, entries: first..<entries.count, rows: Int64(blockRows),
                    largestMatchCount: block.map(\.matchSum).max() ?? 0,
                    largestVolumeCount: block.map(\.volumeSum).max() ?? 0,
                    extremes: order.isEmpty
                        ? nil : (smallest: first + order[0], largest: first + order[order.count - 1]),
                    bounds: NaiveBounds.encode(block.map(\.series))))
            rows += Int64(blockRows)
        }
    }
}
