/// Reads a block: n-grams one after another, each as its length (a varint), its bytes, and its yearly series.
///
/// A block holds what came out of one stretch of an archive, in the order of the archive. The rows of the store name
/// an n-gram's position in its block, so one series can be read without the others.
@usableFromInline
package struct BlockReader {
    private let bytes: UnsafeRawBufferPointer

    /// The position of the next n-gram.
    @usableFromInline
    package private(set) var position: Int

    /// Reads a block from a position on, which must be that of an n-gram. The memory must outlive the reader.
    @usableFromInline
    package init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// An n-gram of a block.
    @usableFromInline
    package struct Item {
        /// Where in the block it begins.
        @usableFromInline
        package let position: Int
        /// Its text, in the block's memory.
        @usableFromInline
        package let ngram: UnsafeRawBufferPointer
        /// Reads its yearly series.
        @usableFromInline
        package var series: SeriesDecoder
    }

    /// The next n-gram; nil at the end of the block. Read its series to the end, then hand the decoder to
    /// `skip(past:)`, before asking for the next.
    /// - Throws: `CorruptSeries` when the bytes are not a block.
    @usableFromInline
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

    /// Goes on behind a series that has been read to its end.
    @usableFromInline
    package mutating func skip(past series: SeriesDecoder) {
        position = series.position
    }
}
