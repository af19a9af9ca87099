import NgramBlocks

extension CountsModel {
    /// Adds the contents of partial counts, decoded by the naive decoder only.
    /// - Returns: whether the counts are consistent: every entry matches its place in the block, and its sums are those
    /// of the series.
    package mutating func add(_ counts: PartialCounts) -> Bool {
        for block in counts.blocks {
            for entry in counts.entries[block.entries] {
                let text = Array(counts.bytes[Int(entry.textOffset)..<Int(entry.textOffset + entry.textLength)])
                let length = NaiveSeries.varint(UInt64(text.count))
                let start = block.bytes.lowerBound + Int(entry.position)
                guard Array(counts.bytes[start...].prefix(length.count + text.count)) == length + text else {
                    return false
                }
                let rest = Array(counts.bytes[(start + length.count + text.count)..<block.bytes.upperBound])
                let (series, end) = NaiveSeries.decode(rest)
                let dumped = DumpedNgram(text, series)
                guard end != nil, dumped.matchSum == entry.matchCount, dumped.volumeSum == entry.volumeCount,
                    series.first?.year == Int(entry.firstYear), series.last?.year == Int(entry.lastYear)
                else { return false }
                for observation in series {
                    add(
                        text, year: observation.year, match: observation.matchCount,
                        volume: observation.volumeCount)
                }
            }
        }
        return true
    }
}
