import NgramBlocks

/// A row of the table `block_bound`: what no n-gram of a block exceeds.
struct BlockBounds {
    var matchCount: Int64
    var volumeCount: Int64
    var firstNgram: UnsafeRawBufferPointer
    var lastNgram: UnsafeRawBufferPointer
    /// Encoded `CountBounds`.
    var years: UnsafeRawBufferPointer

    /// Whether every n-gram of the block keeps within the bounds, each of its years included.
    /// - Throws: `CorruptSeries` when the bytes are not a block.
    func hold(for block: UnsafeRawBufferPointer) throws(CorruptSeries) -> Bool {
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
