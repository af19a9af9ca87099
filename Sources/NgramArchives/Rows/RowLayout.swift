import NgramBlocks
import NgramModel

/// The layout of the columns after the n-gram in an edition. Each layout is a type, so that the mapper is compiled once
/// for each edition and does not check the edition for every row.
///
/// `cursor` points past the TAB that ends the n-gram. The memory has a newline after its last row, so no scan leaves
/// it.
protocol RowLayout {
    /// The edition that has this layout.
    static var edition: Edition { get }

    /// Adds the row's observations to the sink: to a builder's current n-gram, or nowhere. True leaves the cursor after the row's newline;
    /// false means that the row is bad, and leaves the cursor anywhere in the row.
    static func addRow<Sink: ObservationSink & ~Copyable>(
        _ cursor: inout UnsafePointer<UInt8>, to sink: inout Sink
    ) -> Bool
}

/// `year ⇥ match ⇥ volume`
enum Layout2012: RowLayout {
    static var edition: Edition { .y2012 }

    @inline(__always)
    static func addRow<Sink: ObservationSink & ~Copyable>(
        _ cursor: inout UnsafePointer<UInt8>, to sink: inout Sink
    ) -> Bool {
        let shortYear = Digits.shortYear(cursor, Digits.tab)
        if shortYear > 0, let counts = Digits.shortPair(cursor + 5, Digits.tab), counts.terminator == Digits.newline {
            cursor += 5 + counts.length
            sink.add(year: shortYear, matchCount: counts.first, volumeCount: counts.second)
            return true
        }
        let year = Digits.year(&cursor, endingWith: Digits.tab)
        let match = Digits.count(&cursor, endingWith: Digits.tab)
        let volume = Digits.count(&cursor, endingWith: Digits.newline)
        // A value is negative when it is not a number; the bitwise OR of the values is then negative too.
        guard Int64(year) | match | volume >= 0 else { return false }
        sink.add(year: year, matchCount: match, volumeCount: volume)
        return true
    }
}

/// `year ⇥ match ⇥ page ⇥ volume`
enum Layout2009: RowLayout {
    static var edition: Edition { .y2009 }

    @inline(__always)
    static func addRow<Sink: ObservationSink & ~Copyable>(
        _ cursor: inout UnsafePointer<UInt8>, to sink: inout Sink
    ) -> Bool {
        let shortYear = Digits.shortYear(cursor, Digits.tab)
        if shortYear > 0, let counts = Digits.shortPair(cursor + 5, Digits.tab, readsSecond: false),
            counts.terminator == Digits.tab
        {
            // The second number is the page count, which is not kept.
            cursor += 5 + counts.length
            let volume = Digits.count(&cursor, endingWith: Digits.newline)
            guard volume >= 0 else { return false }
            sink.add(year: shortYear, matchCount: counts.first, volumeCount: volume)
            return true
        }
        let year = Digits.year(&cursor, endingWith: Digits.tab)
        let match = Digits.count(&cursor, endingWith: Digits.tab)
        let page = Digits.count(&cursor, endingWith: Digits.tab)
        let volume = Digits.count(&cursor, endingWith: Digits.newline)
        guard Int64(year) | match | page | volume >= 0 else { return false }
        sink.add(year: year, matchCount: match, volumeCount: volume)
        return true
    }
}

/// `year,match,volume (⇥ year,match,volume)*`
enum Layout2019: RowLayout {
    static var edition: Edition { .y2019 }

    @inline(__always)
    static func addRow<Sink: ObservationSink & ~Copyable>(
        _ cursor: inout UnsafePointer<UInt8>, to sink: inout Sink
    ) -> Bool {
        let mark = sink.mark()
        while true {
            let shortYear = Digits.shortYear(cursor, Digits.comma)
            if shortYear > 0, let counts = Digits.shortPair(cursor + 5, Digits.comma),
                counts.terminator == Digits.tab || counts.terminator == Digits.newline
            {
                cursor += 5 + counts.length
                sink.add(year: shortYear, matchCount: counts.first, volumeCount: counts.second)
                if counts.terminator == Digits.newline { return true }
                continue
            }
            let year = Digits.year(&cursor, endingWith: Digits.comma)
            let match = Digits.count(&cursor, endingWith: Digits.comma)
            let volume = Digits.unterminatedCount(&cursor)
            guard Int64(year) | match | volume >= 0 else { break }
            let separator = cursor.pointee
            guard separator == Digits.tab || separator == Digits.newline else { break }
            cursor += 1
            sink.add(year: year, matchCount: match, volumeCount: volume)
            if separator == Digits.newline { return true }
        }
        sink.rollBack(to: mark)
        return false
    }
}
