/// Reads a block: a sequence of n-grams, each stored as its length (a varint), its UTF-8 bytes, and its yearly series.
///
/// A block holds the n-grams of one stretch of an archive, in archive order. The store's rows record the position of an
/// n-gram in its block, so one series can be read without decoding the others.
package struct BlockReader {
    private let bytes: UnsafeRawBufferPointer

    /// The offset in the block of the next n-gram.
    package private(set) var position: Int

    /// Starts reading at `position`, which must be the position of an n-gram. The memory must outlive the reader.
    package init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// An n-gram of a block.
    package struct Item {
        /// The offset in the block at which the n-gram begins.
        package let position: Int
        /// The n-gram's text, in the block's memory.
        package let ngram: UnsafeRawBufferPointer
        /// Reads the n-gram's yearly series.
        package var series: SeriesDecoder
    }

    /// The next n-gram, or nil at the end of the block. Before calling `next` again, read the item's series to its end
    /// and pass the decoder to `skip(past:)`.
    /// - Throws: `CorruptSeries` when the bytes are not a valid block.
    package mutating func next() throws(CorruptSeries) -> Item? {
        let start = position
        guard position != bytes.count else { return nil }
        var length = 0
        var shift = 0
        while true {
            guard position >= 0, position < bytes.count, shift < 28 else { throw CorruptSeries(position: position) }
            let byte = bytes[position]
            position += 1
            length |= Int(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        guard length > 0, length <= bytes.count - position else { throw CorruptSeries(position: position) }
        let ngram = UnsafeRawBufferPointer(rebasing: bytes[position..<position + length])
        return Item(position: start, ngram: ngram, series: SeriesDecoder(bytes, at: position + length))
    }

    /// Moves to the n-gram after a series that has been read to its end.
    package mutating func skip(past series: SeriesDecoder) {
        position = series.position
    }
}
