import NgramBlocks

/// The bounds of a block's n-grams: a row of the table `block_bound`.
struct BlockBounds {
    /// The largest match count of an n-gram, over all years.
    var matchCount: Int64
    /// The largest volume count of an n-gram, over all years.
    var volumeCount: Int64
    /// The smallest n-gram by bytes.
    var firstNgram: UnsafeRawBufferPointer
    /// The largest n-gram by bytes.
    var lastNgram: UnsafeRawBufferPointer
    /// Encoded `CountBounds`.
    var years: UnsafeRawBufferPointer

    /// Whether every n-gram of the block is within the bounds, both in total and in each of its years.
    /// - Throws: `CorruptSeries` when the bytes are not a block.
    func cover(_ block: UnsafeRawBufferPointer) throws(CorruptSeries) -> Bool {
        var reader = BlockReader(block)
        while var item = try reader.next() {
            guard !item.ngram.lexicographicallyPrecedes(firstNgram),
                !lastNgram.lexicographicallyPrecedes(item.ngram)
            else { return false }
            var total = SeriesTotal()
            while let observation = try item.series.next() {
                guard let bounds = CountBounds.bounds(years, year: observation.year),
                    observation.matchCount <= bounds.matchCount, observation.volumeCount <= bounds.volumeCount
                else { return false }
                total.matchCount &+= observation.matchCount
                total.volumeCount &+= observation.volumeCount
            }
            guard total.matchCount <= matchCount, total.volumeCount <= volumeCount else { return false }
            reader.skip(past: item.series)
        }
        return true
    }
}
