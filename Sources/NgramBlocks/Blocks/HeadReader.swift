import NgramModel

/// Reads the head of a block.
///
/// Every read is bounded by the end of its column and every value is checked, so damaged bytes end in `CorruptBlock`,
/// never outside the memory, and nothing that is allocated depends on a value that was read.
package struct HeadReader {
    /// The number of n-grams, at least 1.
    package let count: Int

    /// The column of the texts.
    let texts: UnsafeRawBufferPointer
    private let counts: UnsafeRawBufferPointer
    private let years: UnsafeRawBufferPointer
    private let lengths: UnsafeRawBufferPointer
    private let earliest: Int
    private let latest: Int

    /// Reads a head. The memory must outlive the reader and all that it gives.
    ///
    /// - Throws: `CorruptBlock` when the bytes are not a head.
    package init(_ bytes: UnsafeRawBufferPointer) throws(CorruptBlock) {
        var header = ColumnReader(bytes, part: "header")
        count = try header.varint(atMost: bytes.count)
        let textBytes = try header.varint(atMost: bytes.count)
        let countBytes = try header.varint(atMost: bytes.count)
        let yearBytes = try header.varint(atMost: bytes.count)
        earliest = try header.varint(atMost: Observation.years.upperBound)
        latest = try header.varint(atMost: Observation.years.upperBound)
        guard count > 0, earliest >= Observation.years.lowerBound, latest >= earliest else {
            throw CorruptBlock(part: "header", position: header.position)
        }
        // Each is at most `bytes.count`, so the sum cannot overflow.
        let end = header.position + textBytes + countBytes + yearBytes
        guard end <= bytes.count else { throw CorruptBlock(part: "header", position: header.position) }
        func column(_ start: Int, _ length: Int) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
        }
        texts = column(header.position, textBytes)
        counts = column(header.position + textBytes, countBytes)
        years = column(header.position + textBytes + countBytes, yearBytes)
        lengths = column(end, bytes.count - end)
    }

    /// The texts from the first on.
    package func makeTexts() -> HeadTexts {
        HeadTexts(texts, count: count)
    }

    /// The other columns from the first n-gram on.
    ///
    /// - Parameter seriesBytes: the bytes of the block's series, within which all positions must lie.
    package func makeEntries(seriesBytes: Int) -> HeadEntries {
        HeadEntries(
            counts: counts, years: years, lengths: lengths, count: count, earliest: earliest, latest: latest,
            seriesBytes: seriesBytes)
    }

    /// Finds an n-gram.
    ///
    /// - Returns: its place among the block's n-grams, counted from 0; nil when the block does not have it.
    package func place(of ngram: UnsafeRawBufferPointer) throws(CorruptBlock) -> Int? {
        var texts = makeTexts()
        // The bytes that the wanted n-gram shares with the text before the one at hand, which precedes it.
        var matched = 0
        var place = 0
        while try texts.next() {
            defer { place += 1 }
            // The text differs from the one before it within what that one shares with the wanted n-gram, and being
            // larger it comes after the wanted one.
            if place > 0, texts.shared < matched { return nil }
            if place > 0, texts.shared > matched { continue }
            let text = texts.text
            matched += commonPrefix(
                UnsafeRawBufferPointer(rebasing: text[matched...]), UnsafeRawBufferPointer(rebasing: ngram[matched...]))
            if matched == ngram.count { return matched == text.count ? place : nil }
            if matched < text.count, text[matched] > ngram[matched] { return nil }
        }
        return nil
    }
}

/// The texts of a head, in ascending byte order.
package struct HeadTexts {
    private var column: ColumnReader
    private var remaining: Int
    private var buffer: TextBuffer

    /// The bytes that the present text shares with the one before it: those need not be looked at again.
    package private(set) var shared = 0

    fileprivate init(_ bytes: UnsafeRawBufferPointer, count: Int) {
        column = ColumnReader(bytes, part: "texts")
        remaining = count
        buffer = TextBuffer()
    }

    /// The present text, valid until the next call of `next`.
    package var text: UnsafeRawBufferPointer { buffer.bytes }

    /// Moves to the next text; false after the last.
    ///
    /// - Throws: `CorruptBlock` when there is no text, or it does not come after the one before it.
    @inline(__always)
    package mutating func next() throws(CorruptBlock) -> Bool {
        guard remaining > 0 else {
            guard column.isAtEnd else { throw column.corrupt }
            return false
        }
        remaining &-= 1
        let lengths = Int(try column.byte())
        var shared = lengths >> 4
        var added = lengths & 0xF
        if shared == HeadCodec.escape { shared += try column.varint(atMost: Int(Int32.max)) }
        if added == HeadCodec.escape { added += try column.varint(atMost: Int(Int32.max)) }
        guard shared <= buffer.count, added > 0, added <= column.remaining else { throw column.corrupt }
        let bytes = column.take(added)
        guard shared == buffer.count || bytes[0] > buffer.bytes[shared] else { throw column.corrupt }
        buffer.replace(from: shared, with: bytes)
        self.shared = shared
        return true
    }
}

/// The counts, years and places of the series of a head's n-grams.
package struct HeadEntries {
    /// What a head says of an n-gram beside its text.
    package struct Entry: Equatable {
        /// The sum of its match counts.
        package var matchCount: Int64
        /// The sum of its volume counts.
        package var volumeCount: Int64
        /// Its first year.
        package var firstYear: Int
        /// Its last year.
        package var lastYear: Int
        /// The bytes of its series within the series of the block.
        package var series: Range<Int>

        /// An entry of the given values.
        package init(matchCount: Int64, volumeCount: Int64, firstYear: Int, lastYear: Int, series: Range<Int>) {
            self.matchCount = matchCount
            self.volumeCount = volumeCount
            self.firstYear = firstYear
            self.lastYear = lastYear
            self.series = series
        }

        /// Adds the sums and years of the same n-gram in another place.
        /// - Throws: `CountOverflow` when a sum exceeds `Int64.max`.
        package mutating func add(_ other: Entry) throws(CountOverflow) {
            try matchCount.add(count: other.matchCount)
            try volumeCount.add(count: other.volumeCount)
            firstYear = min(firstYear, other.firstYear)
            lastYear = max(lastYear, other.lastYear)
        }
    }

    private var counts: ColumnReader
    private var years: ColumnReader
    private var lengths: ColumnReader
    private var remaining: Int
    private let earliest: Int
    private let latest: Int
    private let seriesBytes: Int
    private var position = 0

    fileprivate init(
        counts: UnsafeRawBufferPointer, years: UnsafeRawBufferPointer, lengths: UnsafeRawBufferPointer, count: Int,
        earliest: Int, latest: Int, seriesBytes: Int
    ) {
        self.counts = ColumnReader(counts, part: "counts")
        self.years = ColumnReader(years, part: "years")
        self.lengths = ColumnReader(lengths, part: "lengths")
        remaining = count
        self.earliest = earliest
        self.latest = latest
        self.seriesBytes = seriesBytes
    }

    /// The next n-gram's entry; nil after the last.
    ///
    /// - Throws: `CorruptBlock` when there is none, or a value is out of its range.
    package mutating func next() throws(CorruptBlock) -> Entry? {
        guard remaining > 0 else {
            guard counts.isAtEnd, years.isAtEnd, lengths.isAtEnd, position == seriesBytes else {
                throw lengths.corrupt
            }
            return nil
        }
        remaining -= 1
        let match = try counts.count()
        let volume = try counts.count()
        let first = earliest + (try years.varint(atMost: latest - earliest))
        let last = latest - (try years.varint(atMost: latest - earliest))
        guard first <= last else { throw years.corrupt }
        let length = try lengths.varint(atMost: seriesBytes - position)
        guard length > 0 else { throw lengths.corrupt }
        let start = position
        position += length
        return Entry(
            matchCount: match, volumeCount: volume, firstYear: first, lastYear: last, series: start..<position)
    }
}

/// Reads bytes and varints of a column, never beyond its end.
struct ColumnReader {
    private let bytes: UnsafeRawBufferPointer
    private let part: StaticString
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer, part: StaticString) {
        self.bytes = bytes
        self.part = part
    }

    var remaining: Int { bytes.count &- position }
    var isAtEnd: Bool { position == bytes.count }
    var corrupt: CorruptBlock { CorruptBlock(part: "\(part)", position: position) }

    @inline(__always)
    mutating func byte() throws(CorruptBlock) -> UInt8 {
        guard position < bytes.count else { throw corrupt }
        defer { position &+= 1 }
        return bytes[position]
    }

    /// The next bytes, of which there are at least that many.
    @inline(__always)
    mutating func take(_ count: Int) -> UnsafeRawBufferPointer {
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// A count or a sum of counts: a varint of at most 63 bits.
    @inline(__always)
    mutating func count() throws(CorruptBlock) -> Int64 {
        let first = try byte()
        guard first >= 0x80 else { return Int64(first) }
        var value = UInt64(first & 0x7F)
        var shift: UInt64 = 7
        while true {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int64(bitPattern: value) }
            shift += 7
            guard shift < 63 else { throw corrupt }
        }
    }

    /// A varint of a limited value.
    @inline(__always)
    mutating func varint(atMost limit: Int) throws(CorruptBlock) -> Int {
        let value = try count()
        guard value <= limit else { throw corrupt }
        return Int(value)
    }
}

/// Memory for the text at hand, which grows with the texts that are met: by the bytes that are there, never by a
/// length that was read.
private final class TextBuffer {
    private var memory: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init() {
        memory = .allocate(byteCount: 512, alignment: 8)
    }

    deinit { memory.deallocate() }

    @inline(__always)
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory.baseAddress, count: count) }

    /// Replaces what follows the first `start` bytes.
    ///
    /// Bounds: `start` is at most `count`, and the memory is made to hold `start + tail.count` bytes first.
    @inline(__always)
    func replace(from start: Int, with tail: UnsafeRawBufferPointer) {
        if start + tail.count > memory.count { grow(to: start + tail.count) }
        memory.baseAddress!.advanced(by: start).copyMemory(from: tail.baseAddress!, byteCount: tail.count)
        count = start + tail.count
    }

    @inline(never)
    private func grow(to bytes: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: max(bytes, memory.count * 2), alignment: 8)
        larger.copyMemory(from: self.bytes)
        memory.deallocate()
        memory = larger
    }
}
