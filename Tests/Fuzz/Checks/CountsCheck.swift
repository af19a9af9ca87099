import NgramBlocks
import NgramTestSupport

/// Compares partial counts with the model.
enum CountsCheck {
    /// - Parameter areBoundsTight: whether the bounds must equal those of the series. They may be larger if part of a
    ///   bad row was undone.
    static func run(
        _ counts: PartialCounts, _ model: CountsModel, rows: Int, blockTarget: Int, areBoundsTight: Bool
    ) throws {
        var held = CountsModel()
        guard held.add(counts) else { throw Disagreement("the counts contradict themselves") }
        try agree(held.dump(), model.dump(), "the counts")
        try agree(counts.rows, Int64(rows), "the number of rows")
        try agree(counts.matchSum, model.sums.match, "the sum of the match counts")
        try agree(counts.volumeSum, model.sums.volume, "the sum of the volume counts")
        try agree(counts.blocks.reduce(0) { $0 + $1.rows }, counts.rows, "the rows of the blocks")
        let starts = counts.blocks.map(\.bytes.lowerBound) + [counts.bytes.count]
        try agree(starts, [0] + counts.blocks.map(\.bytes.upperBound), "the positions of the blocks")
        let entries = counts.blocks.map(\.entries.lowerBound) + [counts.entries.count]
        try agree(entries, [0] + counts.blocks.map(\.entries.upperBound), "the entries of the blocks")
        for block in counts.blocks { try check(block, of: counts, areBoundsTight) }
        if let small = counts.blocks.dropLast().first(where: { $0.bytes.count < blockTarget }) {
            throw Disagreement("a block of \(small.bytes.count) bytes, where the target is \(blockTarget)")
        }
    }

    private static func check(_ block: PartialCounts.Block, of counts: PartialCounts, _ areBoundsTight: Bool) throws {
        let entries = counts.entries[block.entries]
        try agree(block.largestMatchCount, entries.map(\.matchCount).max() ?? 0, "a block's largest match count")
        try agree(block.largestVolumeCount, entries.map(\.volumeCount).max() ?? 0, "a block's largest volume count")
        let texts = entries.map { Array(counts.bytes[Int($0.textOffset)...].prefix(Int($0.textLength))) }
        let extremes = block.extremes.map { [$0.smallest, $0.largest].map { texts[$0 - block.entries.lowerBound] } }
        let sorted = texts.sorted { $0.lexicographicallyPrecedes($1) }
        try agree(extremes, sorted.isEmpty ? nil : [sorted[0], sorted[sorted.count - 1]], "a block's extremes")
        let (ngrams, isWhole) = NaiveSeries.decodeBlock(Array(counts.bytes[block.bytes]))
        guard isWhole else { throw Disagreement("a block that cannot be read") }
        let series = ngrams.map(\.series)
        if areBoundsTight { try agree(block.bounds, NaiveBounds.encode(series), "a block's bounds") }
        for row in series.joined() {
            let bounds = block.bounds.withUnsafeBytes { CountBounds.bounds($0, year: row.year) }
            guard let bounds, bounds.matchCount >= row.matchCount, bounds.volumeCount >= row.volumeCount else {
                throw Disagreement("bounds \(block.bounds) below the counts of \(row)")
            }
        }
    }
}
