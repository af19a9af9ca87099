import NgramModel

/// Writes the head of one block after another. Part of the hot path: one call per n-gram, no allocation per n-gram.
package struct HeadEncoder: ~Copyable {
    /// A column that grows. Bounds: `reserve` makes room before anything is written, so `cursor` never passes `end`.
    private struct Column: ~Copyable {
        var start: UnsafeMutablePointer<UInt8>
        var cursor: UnsafeMutablePointer<UInt8>
        var end: UnsafeMutablePointer<UInt8>

        init(capacity: Int) {
            start = .allocate(capacity: capacity)
            cursor = start
            end = start + capacity
        }

        deinit { start.deallocate() }

        var count: Int { cursor - start }
        var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

        @inline(__always)
        mutating func reserve(_ bytes: Int) {
            if end - cursor < bytes { grow(bytes) }
        }

        @inline(never)
        private mutating func grow(_ bytes: Int) {
            let count = self.count
            let capacity = max((end - start) * 2, count + bytes)
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            larger.update(from: start, count: count)
            start.deallocate()
            start = larger
            cursor = larger + count
            end = larger + capacity
        }
    }

    private var texts = Column(capacity: 16 << 10)
    private var counts = Column(capacity: 4 << 10)
    private var years = Column(capacity: 4 << 10)
    private var lengths = Column(capacity: 4 << 10)
    /// The text that was added last.
    private var previous = Column(capacity: 1 << 10)
    /// First and last years as they are; what they are encoded against is known at the end of the block.
    private var spans: [(first: Int, last: Int)] = []

    /// An encoder with no n-gram.
    package init() {}

    /// The n-grams added since the last `finish`.
    package var count: Int { spans.count }

    /// The n-gram that was added last, valid until the next call.
    package var lastText: UnsafeRawBufferPointer { UnsafeRawBufferPointer(previous.bytes) }

    /// The bytes that `finish` will add, give or take a few for the years.
    package var estimatedBytes: Int { texts.count + counts.count + lengths.count + 2 * spans.count }

    /// Adds the next n-gram of the block.
    ///
    /// - Parameters:
    ///   - matchCount: the sum of its match counts, 0 or more.
    ///   - volumeCount: the sum of its volume counts, 0 or more.
    ///   - years: its first and last year, within `Observation.years`.
    ///   - seriesBytes: the bytes of its encoded series.
    /// - Returns: whether it was added: not when it does not come after the n-gram before it in byte order.
    package mutating func add(
        _ text: UnsafeRawBufferPointer, matchCount: Int64, volumeCount: Int64, firstYear: Int, lastYear: Int,
        seriesBytes: Int
    ) -> Bool {
        var shared = 0
        if !spans.isEmpty {
            let last = UnsafeRawBufferPointer(previous.bytes)
            shared = commonPrefix(last, text)
            guard shared < text.count, shared == last.count || last[shared] < text[shared] else { return false }
        }
        let added = text.count - shared
        texts.reserve(added + HeadCodec.largestEntry)
        Self.appendLengths(shared: shared, added: added, to: &texts.cursor)
        texts.cursor.update(
            from: text.baseAddress!.assumingMemoryBound(to: UInt8.self) + shared, count: added)
        texts.cursor += added
        counts.reserve(HeadCodec.largestEntry)
        SeriesEncoder.appendVarint(UInt64(matchCount), to: &counts.cursor)
        SeriesEncoder.appendVarint(UInt64(volumeCount), to: &counts.cursor)
        lengths.reserve(HeadCodec.largestEntry)
        SeriesEncoder.appendVarint(UInt64(seriesBytes), to: &lengths.cursor)
        spans.append((firstYear, lastYear))
        previous.cursor = previous.start + shared
        previous.reserve(added)
        previous.cursor.update(
            from: text.baseAddress!.assumingMemoryBound(to: UInt8.self) + shared, count: added)
        previous.cursor += added
        return true
    }

    /// Appends the head of the n-grams that were added, of which there is at least one, and begins the next block.
    package mutating func finish(into output: inout [UInt8]) {
        var earliest = Observation.years.upperBound
        var latest = Observation.years.lowerBound
        for span in spans {
            earliest = min(earliest, span.first)
            latest = max(latest, span.last)
        }
        years.reserve(spans.count * 4)
        for span in spans {
            SeriesEncoder.appendVarint(UInt64(span.first - earliest), to: &years.cursor)
            SeriesEncoder.appendVarint(UInt64(latest - span.last), to: &years.cursor)
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { header in
            let start = header.baseAddress!
            var cursor = start
            for value in [spans.count, texts.count, counts.count, years.count, earliest, latest] {
                SeriesEncoder.appendVarint(UInt64(value), to: &cursor)
            }
            output.append(contentsOf: UnsafeBufferPointer(start: start, count: cursor - start))
        }
        output.append(contentsOf: texts.bytes)
        output.append(contentsOf: counts.bytes)
        output.append(contentsOf: years.bytes)
        output.append(contentsOf: lengths.bytes)
        removeAll()
    }

    /// Forgets the n-grams that were added.
    package mutating func removeAll() {
        texts.cursor = texts.start
        counts.cursor = counts.start
        years.cursor = years.start
        lengths.cursor = lengths.start
        previous.cursor = previous.start
        spans.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    private static func appendLengths(shared: Int, added: Int, to cursor: inout UnsafeMutablePointer<UInt8>) {
        let upper = min(shared, HeadCodec.escape)
        let lower = min(added, HeadCodec.escape)
        cursor.pointee = UInt8(truncatingIfNeeded: upper << 4 | lower)
        cursor += 1
        if upper == HeadCodec.escape {
            SeriesEncoder.appendVarint(UInt64(shared - HeadCodec.escape), to: &cursor)
        }
        if lower == HeadCodec.escape { SeriesEncoder.appendVarint(UInt64(added - HeadCodec.escape), to: &cursor) }
    }
}
