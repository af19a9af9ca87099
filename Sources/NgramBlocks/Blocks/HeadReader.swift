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
        let texts = HeadTexts()
        texts.begin(self)
        return texts
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
    /// - Parameter next: is set to the first n-gram of the block that comes after it, if the block does not have it.
    /// - Returns: its place among the block's n-grams, counted from 0; nil when the block does not have it.
    package func place(
        of ngram: UnsafeRawBufferPointer, next: inout [UInt8]?
    ) throws(CorruptBlock) -> Int? {
        next = nil
        let texts = makeTexts()
        // The bytes that the wanted n-gram shares with the text before the one at hand, which precedes it.
        var matched = 0
        var place = 0
        while try texts.next() {
            defer { place += 1 }
            // The text differs from the one before it within what that one shares with the wanted n-gram, and being
            // larger it comes after the wanted one.
            if place > 0, texts.shared < matched {
                next = Array(texts.text)
                return nil
            }
            if place > 0, texts.shared > matched { continue }
            let text = texts.text
            matched += commonPrefix(
                UnsafeRawBufferPointer(rebasing: text[matched...]), UnsafeRawBufferPointer(rebasing: ngram[matched...]))
            if matched == ngram.count, matched == text.count { return place }
            if matched == ngram.count || matched < text.count && text[matched] > ngram[matched] {
                next = Array(text)
                return nil
            }
        }
        return nil
    }
}

/// The texts of one head after another, in ascending byte order. Part of the hot path of merging and exporting: it is
/// used again for the next head, and its properties, which only it changes, are not checked for overlapping accesses.
package final class HeadTexts {
    @exclusivity(unchecked) private var memory: UnsafeMutablePointer<UInt8>
    /// The bytes of memory that it holds.
    @exclusivity(unchecked) package private(set) var capacity = 0
    @exclusivity(unchecked) private var length = 0
    @exclusivity(unchecked) private var column = UnsafeRawBufferPointer(start: nil, count: 0)
    @exclusivity(unchecked) private var position = 0
    @exclusivity(unchecked) private var remaining = 0

    /// The bytes that the current text shares with the previous one: they need not be read again.
    @exclusivity(unchecked) package private(set) var shared = 0

    /// A reader without a head.
    package init() {
        memory = .allocate(capacity: capacity)
    }

    deinit { memory.deallocate() }

    /// Starts to read a head, whose memory must outlive the reading.
    ///
    /// A text is at most as long as the tails of the texts up to it, hence as the column.
    package func begin(_ head: HeadReader) {
        column = head.texts
        position = 0
        length = 0
        shared = 0
        remaining = head.count
        if column.count > capacity { reallocate(capacity: max(column.count, 2 * capacity)) }
    }

    /// Gives up the head and the memory that the current text does not need. `resume` must be called before `next`.
    package func suspend() {
        column = UnsafeRawBufferPointer(start: nil, count: 0)
        reallocate(capacity: length)
    }

    /// Continues to read after `suspend`.
    ///
    /// - Parameter head: the same head, perhaps elsewhere in memory, which must outlive the reading.
    /// - Throws: `CorruptBlock` when it cannot be the same.
    package func resume(_ head: HeadReader) throws(CorruptBlock) {
        guard position <= head.texts.count, remaining <= head.count else { throw corrupt }
        column = head.texts
        if column.count > capacity { reallocate(capacity: column.count) }
    }

    /// Replaces the memory by one that has room for the current text.
    private func reallocate(capacity: Int) {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        memory.update(from: self.memory, count: length)
        self.memory.deallocate()
        (self.memory, self.capacity) = (memory, capacity)
    }

    /// Leaves the rest of the texts out.
    package func end() {
        column = UnsafeRawBufferPointer(start: nil, count: 0)
        position = 0
        remaining = 0
    }

    /// The current text, valid until the next call of `next` or `begin`.
    @inline(__always)
    package var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: memory, count: length) }

    /// Moves to the next text; false after the last.
    ///
    /// - Throws: `CorruptBlock` when there is no text, or it does not come after the previous one.
    @inline(__always)
    package func next() throws(CorruptBlock) -> Bool {
        guard remaining > 0 else {
            guard position == column.count else { throw corrupt }
            return false
        }
        remaining &-= 1
        guard position < column.count, let base = column.baseAddress else { throw corrupt }
        let lengths = base.load(fromByteOffset: position, as: UInt8.self)
        position &+= 1
        var shared = Int(lengths &>> 4)
        var added = Int(lengths & 0xF)
        if shared == HeadCodec.escape { shared &+= try varint() }
        if added == HeadCodec.escape { added &+= try varint() }
        // Bounds: `added` bytes are in the column, and `shared + added` is at most its length; see `begin`.
        guard shared <= length, added > 0, added <= column.count &- position else { throw corrupt }
        let tail = base + position
        guard shared == length || tail.load(as: UInt8.self) > memory[shared] else { throw corrupt }
        UnsafeMutableRawPointer(memory + shared).copyMemory(from: tail, byteCount: added)
        position &+= added
        length = shared &+ added
        self.shared = shared
        return true
    }

    private func varint() throws(CorruptBlock) -> Int {
        var column = ColumnReader(UnsafeRawBufferPointer(rebasing: self.column[position...]), part: "texts")
        defer { position += column.position }
        return try column.varint(atMost: Int(Int32.max))
    }

    private var corrupt: CorruptBlock { CorruptBlock(part: "texts", position: position) }
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

    /// No entries.
    package init() {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        self.init(counts: nothing, years: nothing, lengths: nothing, count: 0, earliest: 1, latest: 1, seriesBytes: 0)
    }

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

    /// Continues to read in the same head, perhaps elsewhere in memory.
    ///
    /// - Throws: `CorruptBlock` when it cannot be the same.
    package mutating func resume(_ head: HeadReader) throws(CorruptBlock) {
        var entries = head.makeEntries(seriesBytes: seriesBytes)
        guard entries.earliest == earliest, entries.latest == latest, remaining <= entries.remaining else {
            throw lengths.corrupt
        }
        try entries.counts.skip(to: counts.position)
        try entries.years.skip(to: years.position)
        try entries.lengths.skip(to: lengths.position)
        (entries.remaining, entries.position) = (remaining, position)
        self = entries
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

    /// Moves ahead to a position.
    mutating func skip(to position: Int) throws(CorruptBlock) {
        guard position <= bytes.count else { throw corrupt }
        self.position = position
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
