import NgramModel

/// The expected contents of a store as a dictionary of dictionaries: slow, simple, and without code of the program.
package struct CountsModel: Equatable, Sendable {
    /// The two counts of a year.
    package struct Counts: Equatable, Sendable {
        /// Occurrences.
        package var match: Int64
        /// Books.
        package var volume: Int64
    }

    /// The counts by n-gram and year. Years with neither matches nor volumes are left out.
    package private(set) var ngrams: [[UInt8]: [Int: Counts]] = [:]

    /// An empty model.
    package init() {}

    /// Adds the counts of one row, or of one tuple of a wide row.
    package mutating func add(_ ngram: [UInt8], year: Int, match: Int64, volume: Int64) {
        guard match > 0 || volume > 0 else { return }
        let old = ngrams[ngram]?[year] ?? Counts(match: 0, volume: 0)
        ngrams[ngram, default: [:]][year] = Counts(match: old.match + match, volume: old.volume + volume)
    }

    /// Adds all counts of another model.
    package mutating func add(_ other: CountsModel) {
        for (ngram, years) in other.ngrams {
            for (year, counts) in years { add(ngram, year: year, match: counts.match, volume: counts.volume) }
        }
    }

    /// The n-grams in the order of their bytes.
    package var sortedNgrams: [[UInt8]] { ngrams.keys.sorted { $0.lexicographicallyPrecedes($1) } }

    /// The years of an n-gram, ascending.
    package func series(_ ngram: [UInt8], years: ClosedRange<Int> = 1...9999) -> [Observation] {
        (ngrams[ngram] ?? [:]).filter { years.contains($0.key) }.sorted { $0.key < $1.key }.map {
            Observation(year: $0.key, matchCount: $0.value.match, volumeCount: $0.value.volume)
        }
    }

    /// The sums of all years of all n-grams.
    package var sums: (match: Int64, volume: Int64) {
        ngrams.values.flatMap(\.values).reduce((0, 0)) { ($0.0 + $1.match, $0.1 + $1.volume) }
    }

    /// Every n-gram that occurs in the years, in the order of the bytes, with its years.
    package func dump(prefix: [UInt8] = [], years: ClosedRange<Int> = 1...9999) -> [DumpedNgram] {
        sortedNgrams.filter { $0.starts(with: prefix) }.compactMap { ngram in
            let series = series(ngram, years: years)
            return series.isEmpty ? nil : DumpedNgram(ngram, series)
        }
    }
}

/// An n-gram with its years, readable when a test fails.
package struct DumpedNgram: Equatable, Sendable, CustomStringConvertible {
    /// The text's bytes.
    package var ngram: [UInt8]
    /// The years, ascending.
    package var series: [Observation]

    /// An n-gram with its years.
    package init(_ ngram: [UInt8], _ series: [Observation]) {
        self.ngram = ngram
        self.series = series
    }

    /// The sum of the match counts.
    package var matchSum: Int64 { series.reduce(0) { $0 + $1.matchCount } }
    /// The sum of the volume counts.
    package var volumeSum: Int64 { series.reduce(0) { $0 + $1.volumeCount } }

    /// The n-gram and its numbers on one line.
    package var description: String {
        let years = series.map { "\($0.year):\($0.matchCount)/\($0.volumeCount)" }
        return "\(String(decoding: ngram, as: UTF8.self)) \(years.joined(separator: " "))"
    }
}
