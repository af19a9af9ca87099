import NgramModel

/// The columns that scripts rely on.
package enum RowColumns {
    package static let totals: [Column] = [
        .text("ngram"), .count("match_count"), .count("volume_count"), .number("first_year"), .number("last_year"),
    ]

    package static let years: [Column] = [
        .text("ngram"), .number("year"), .count("match_count"), .count("volume_count"),
    ]

    package static let top: [Column] = [
        .number("rank"), .text("ngram"), .count("match_count"), .count("volume_count"),
    ]
}

extension NgramTotal {
    /// A row of `RowColumns.totals`.
    package var cells: [Cell] {
        [
            .text(ngram), .integer(matchCount), .integer(volumeCount), .year(years?.lowerBound),
            .year(years?.upperBound),
        ]
    }

    /// A row of `RowColumns.top`.
    package func cells(rank: Int) -> [Cell] {
        [.integer(Int64(rank)), .text(ngram), .integer(matchCount), .integer(volumeCount)]
    }
}

extension Cell {
    /// A year, empty where there is none.
    package static func year(_ year: Int?) -> Cell {
        year.map { .integer(Int64($0)) } ?? .empty
    }
}
