import NgramModel

/// The columns of queries and exports. Users' scripts depend on them.
package enum RowColumns {
    /// The columns of a row with the sums of an n-gram.
    package static let totals: [Column] = [
        .text("ngram"), .count("match_count"), .count("volume_count"), .number("first_year"), .number("last_year"),
    ]

    /// The columns of a row with the counts of an n-gram in one year.
    package static let years: [Column] = [
        .text("ngram"), .number("year"), .count("match_count"), .count("volume_count"),
    ]

    /// The columns of a row with a frequency of one year.
    package static let frequencies: [Column] = [
        .text("series"), .text("parent"), .number("year"), .number("frequency"), .count("match_count"),
        .count("volume_count"),
    ]

    /// The columns of a row of the top n-grams.
    package static let top: [Column] = [
        .number("rank"), .text("ngram"), .count("match_count"), .count("volume_count"),
    ]
}

extension BorrowedTotal {
    /// A row of `RowColumns.totals`.
    var cells: [Cell] {
        [
            .text(Ngram(bytes: Array(ngram))), .integer(matchCount), .integer(volumeCount), .year(years?.lowerBound),
            .year(years?.upperBound),
        ]
    }
}

extension NgramTotal {
    /// A row of `RowColumns.totals`.
    package var cells: [Cell] { ngram.bytes.withUnsafeBytes { BorrowedTotal(self, ngram: $0).cells } }

    /// A row of `RowColumns.top`.
    ///
    /// - Parameter rank: 1 for the largest.
    package func cells(rank: Int) -> [Cell] {
        [.integer(Int64(rank)), .text(ngram), .integer(matchCount), .integer(volumeCount)]
    }
}

extension Observation {
    /// A row of `RowColumns.years` without its n-gram.
    package var cells: [Cell] {
        [.integer(Int64(year)), .integer(matchCount), .integer(volumeCount)]
    }
}

extension Cell {
    /// A year; empty if it is nil.
    package static func year(_ year: Int?) -> Cell {
        year.map { .integer(Int64($0)) } ?? .empty
    }
}
