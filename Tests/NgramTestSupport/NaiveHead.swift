/// The encoding of a block's head as its documentation has it, column by column, and nothing else: the truth that
/// encoder and reader are held against.
package enum NaiveHead {
    /// What a head says of an n-gram.
    package struct Entry: Equatable, Sendable {
        /// The n-gram's bytes.
        package var text: [UInt8]
        /// The sum of its match counts.
        package var match: Int64
        /// The sum of its volume counts.
        package var volume: Int64
        /// Its first and last year.
        package var years: ClosedRange<Int>
        /// The bytes of its series.
        package var seriesBytes: Int

        /// An entry of the given values.
        package init(text: [UInt8], match: Int64, volume: Int64, years: ClosedRange<Int>, seriesBytes: Int) {
            self.text = text
            self.match = match
            self.volume = volume
            self.years = years
            self.seriesBytes = seriesBytes
        }
    }

    /// The head of n-grams that ascend.
    package static func encode(_ entries: [Entry]) -> [UInt8] {
        let earliest = entries.map(\.years.lowerBound).min() ?? 1
        let latest = entries.map(\.years.upperBound).max() ?? 1
        var texts: [UInt8] = []
        var previous: [UInt8] = []
        for entry in entries {
            let shared = zip(previous, entry.text).prefix { $0 == $1 }.count
            let added = entry.text.count - shared
            texts.append(UInt8(min(shared, 15) * 16 + min(added, 15)))
            if shared >= 15 { texts += varint(shared - 15) }
            if added >= 15 { texts += varint(added - 15) }
            texts += entry.text.dropFirst(shared)
            previous = entry.text
        }
        let counts = entries.flatMap { NaiveSeries.varint(UInt64($0.match)) + NaiveSeries.varint(UInt64($0.volume)) }
        let years = entries.flatMap {
            varint($0.years.lowerBound - earliest) + varint(latest - $0.years.upperBound)
        }
        let header = [entries.count, texts.count, counts.count, years.count, earliest, latest].flatMap(varint)
        return header + texts + counts + years + entries.flatMap { varint($0.seriesBytes) }
    }

    /// The n-grams of a head; nil when the bytes are not a head.
    package static func decode(_ head: [UInt8]) -> [Entry]? {
        var rest = head[...]
        func number(_ bytes: inout ArraySlice<UInt8>) -> Int? { NaiveSeries.popVarint(&bytes).map { Int($0) } }
        func column(_ length: Int) -> ArraySlice<UInt8>? {
            guard length <= rest.count else { return nil }
            defer { rest = rest.dropFirst(length) }
            return rest.prefix(length)
        }
        guard let count = number(&rest), let textBytes = number(&rest), let countBytes = number(&rest),
            let yearBytes = number(&rest), let earliest = number(&rest), let latest = number(&rest),
            var texts = column(textBytes), var counts = column(countBytes), var years = column(yearBytes)
        else { return nil }
        var entries: [Entry] = []
        var text: [UInt8] = []
        for _ in 0..<count {
            guard let lengths = texts.popFirst() else { return nil }
            var (shared, added) = (Int(lengths >> 4), Int(lengths & 15))
            if shared == 15 { shared += number(&texts) ?? 0 }
            if added == 15 { added += number(&texts) ?? 0 }
            text = Array(text.prefix(shared) + texts.prefix(added))
            texts = texts.dropFirst(added)
            guard let match = NaiveSeries.popVarint(&counts), let volume = NaiveSeries.popVarint(&counts),
                let first = number(&years), let last = number(&years), let length = number(&rest),
                earliest + first <= latest - last
            else { return nil }
            entries.append(
                Entry(
                    text: text, match: match, volume: volume, years: earliest + first...latest - last,
                    seriesBytes: length))
        }
        return texts.isEmpty && counts.isEmpty && years.isEmpty && rest.isEmpty ? entries : nil
    }

    private static func varint(_ value: Int) -> [UInt8] {
        NaiveSeries.varint(UInt64(value))
    }
}
