import NgramBlocks
import NgramModel

/// How the columns behind the n-gram are laid out in an edition. Every layout is a type of its own, so that the
/// mapper is compiled once for each, with nothing to decide per row.
///
/// `cursor` stands behind the TAB that ends the n-gram, in memory with a newline behind its last row, so that no scan
/// leaves it. A parser returns with the cursor behind the row's newline, or false with nothing promised of it.
protocol RowLayout {
    /// The edition whose rows these are.
    static var edition: Edition { get }

    /// Adds the row's observations to the n-gram that the builder is at.
    static func addRow(
        _ cursor: inout UnsafePointer<UInt8>, to builder: inout PartialCountsBuilder
    ) -> Bool
}

/// `year ⇥ match ⇥ volume`
enum Layout2012: RowLayout {
    static var edition: Edition { .y2012 }

    @inline(__always)
    static func addRow(
        _ cursor: inout UnsafePointer<UInt8>, to builder: inout PartialCountsBuilder
    ) -> Bool {
        let shortYear = Digits.shortYear(cursor, Digits.tab)
        if shortYear > 0, let counts = Digits.shortPair(cursor + 5, Digits.tab), counts.terminator == Digits.newline {
            cursor += 5 + counts.length
            builder.add(year: shortYear, matchCount: counts.first, volumeCount: counts.second)
            return true
        }
        let year = Digits.year(&cursor, endingWith: Digits.tab)
        let match = Digits.count(&cursor, endingWith: Digits.tab)
        let volume = Digits.count(&cursor, endingWith: Digits.newline)
        // Each is negative when it is not a number, and so is then their union.
        guard Int64(year) | match | volume >= 0 else { return false }
        builder.add(year: year, matchCount: match, volumeCount: volume)
        return true
    }
}

/// `year ⇥ match ⇥ page ⇥ volume`
enum Layout2009: RowLayout {
    static var edition: Edition { .y2009 }

    @inline(__always)
    static func addRow(
        _ cursor: inout UnsafePointer<UInt8>, to builder: inout PartialCountsBuilder
    ) -> Bool {
        let shortYear = Digits.shortYear(cursor, Digits.tab)
        if shortYear > 0, let counts = Digits.shortPair(cursor + 5, Digits.tab), counts.terminator == Digits.tab {
            // The second is the page count, which is not kept.
            cursor += 5 + counts.length
            let volume = Digits.count(&cursor, endingWith: Digits.newline)
            guard volume >= 0 else { return false }
            builder.add(year: shortYear, matchCount: counts.first, volumeCount: volume)
            return true
        }
        let year = Digits.year(&cursor, endingWith: Digits.tab)
        let match = Digits.count(&cursor, endingWith: Digits.tab)
        let page = Digits.count(&cursor, endingWith: Digits.tab)
        let volume = Digits.count(&cursor, endingWith: Digits.newline)
        guard Int64(year) | match | page | volume >= 0 else { return false }
        builder.add(year: year, matchCount: match, volumeCount: volume)
        return true
    }
}

/// `year,match,volume (⇥ year,match,volume)*`
enum Layout2019: RowLayout {
    static var edition: Edition { .y2019 }

    @inline(__always)
    static func addRow(
        _ cursor: inout UnsafePointer<UInt8>, to builder: inout PartialCountsBuilder
    ) -> Bool {
        let mark = builder.mark()
        while true {
            let shortYear = Digits.shortYear(cursor, Digits.comma)
            if shortYear > 0, let counts = Digits.shortPair(cursor + 5, Digits.comma),
                counts.terminator == Digits.tab || counts.terminator == Digits.newline
            {
                cursor += 5 + counts.length
                builder.add(year: shortYear, matchCount: counts.first, volumeCount: counts.second)
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
            builder.add(year: year, matchCount: match, volumeCount: volume)
            if separator == Digits.newline { return true }
        }
        builder.rollBack(to: mark)
        return false
    }
}
