import NgramBlocks
import NgramTestSupport

/// Compares partial counts with the model.
enum CountsCheck {
    /// - Parameter areBoundsTight: whether the bounds must equal those of the series. They may be larger if part of a
    ///   bad row was undone.
    static func run(
        _ counts: PartialCounts, _ model: CountsModel, rows: Int, limits: BlockLimits, areBoundsTight: Bool
    ) throws {
        guard let held = counts.decoded() else { throw Disagreement("the counts contradict themselves") }
        try agree(held, model.dump(), "the counts")
        try agree(counts.rows, Int64(rows), "the number of rows")
        try agree(counts.matchSum, model.sums.match, "the sum of the match counts")
        try agree(counts.volumeSum, model.sums.volume, "the sum of the volume counts")
        for block in counts.blocks {
            guard areBoundsTight, let ngrams = block.decoded() else { continue }
            try agree(block.bounds, NaiveBounds.encode(ngrams.map(\.series)), "a block's bounds")
        }
        // Slightly smaller than the limit, because the encoder estimates the size of the years.
        let small = counts.blocks.dropLast().first { block in
            block.head.count + block.ngrams * 2 < limits.headBytes && block.series.count < limits.seriesBytes
        }
        if let small {
            throw Disagreement(
                "a block of \(small.head.count) and \(small.series.count) bytes, the limits are \(limits)")
        }
    }
}
