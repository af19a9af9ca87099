import NgramCounts

/// What a store ought to hold, as a dictionary of dictionaries: slow, obvious, and sharing no code with it.
public struct CountsModel: Equatable, Sendable {
    /// The two counts of a year.
    public struct Counts: Equatable, Sendable {
        /// Occurrences.
        public var match: Int64
        /// Books.
        public var volume: Int64
    }

    /// The counts by n-gram and year; a year with neither a match nor a volume has none.
    public private(set) var ngrams: [[UInt8]: [Int: Counts]] = [:]

    /// Nothing.
    public init() {}

    /// Adds the counts of one row, or of one tuple of a wide row.
    public mutating func add(_ ngram: [UInt8], year: Int, match: Int64, volume: Int64) {
        guard match > 0 || volume > 0 else { return }
        let old = ngrams[ngram]?[year] ?? Counts(match: 0, volume: 0)
        ngrams[ngram, default: [:]][year] = Counts(match: old.match + match, volume: old.volume + volume)
    }

    /// Adds all counts of another model.
    public mutating func add(_ other: CountsModel) {
        for (ngram, years) in other.ngrams {
            for (year, counts) in years { add(ngram, year: year, match: counts.match, volume: counts.volume) }
        }
    }

    /// The n-grams in the order of their bytes.
    public var sortedNgrams: [[UInt8]] { ngrams.keys.sorted { $0.lexicographicallyPrecedes($1) } }

    /// The years of an n-gram, ascending.
    public func series(_ ngram: [UInt8], years: ClosedRange<Int> = 1...9999) -> [Observation] {
        (ngrams[ngram] ?? [:]).filter { years.contains($0.key) }.sorted { $0.key < $1.key }.map {
            Observation(year: $0.key, matchCount: $0.value.match, volumeCount: $0.value.volume)
        }
    }

    /// The sums of all years of all n-grams.
    public var sums: (match: Int64, volume: Int64) {
        ngrams.values.flatMap(\.values).reduce((0, 0)) { ($0.0 + $1.match, $0.1 + $1.volume) }
    }

    /// Every n-gram that occurs in the years, in the order of the bytes, with its years.
    public func dump(prefix: [UInt8] = [], years: ClosedRange<Int> = 1...9999) -> [DumpedNgram] {
        sortedNgrams.filter { $0.starts(with: prefix) }.compactMap { ngram in
            let series = series(ngram, years: years)
            return series.isEmpty ? nil : DumpedNgram(ngram, series)
        }
    }
}

/// An n-gram with its years, readable when a test fails.
public struct DumpedNgram: Equatable, Sendable, CustomStringConvertible {
    /// The text's bytes.
    public var ngram: [UInt8]
    /// The years, ascending.
    public var series: [Observation]

    /// An n-gram with its years.
    public init(_ ngram: [UInt8], _ series: [Observation]) {
        self.ngram = ngram
        self.series = series
    }

    /// The sum of the match counts.
    public var matchSum: Int64 { series.reduce(0) { $0 + $1.matchCount } }
    /// The sum of the volume counts.
    public var volumeSum: Int64 { series.reduce(0) { $0 + $1.volumeCount } }

    /// The n-gram and its numbers on one line.
    public var description: String {
        let years = series.map { "\($0.year):\($0.matchCount)/\($0.volumeCount)" }
        return "\(String(decoding: ngram, as: UTF8.self)) \(years.joined(separator: " "))"
    }
}
