import NgramModel
import NgramQuery

/// Rows of `RowColumns.frequencies`.
package enum FrequencyRows {
    /// Writes a row for each series and year.
    ///
    /// - Parameter factor: what frequencies are multiplied by.
    package static func write(
        _ answer: FrequencyAnswer, _ factor: Double, _ column: CorpusColumn, to writer: inout RowWriter
    ) throws {
        for series in answer.series {
            let name = Cell.text(Ngram(series.name))
            let parent = series.parent.map { Cell.text(Ngram($0)) } ?? .empty
            for (index, year) in answer.years.enumerated() {
                let cells: [Cell] = [
                    name, parent, .integer(Int64(year)), .real(series.values[index] * factor),
                    series.matchCounts.map { .integer($0[index]) } ?? .empty,
                    series.volumeCounts.map { .integer($0[index]) } ?? .empty,
                ]
                try writer.write(column.cells(series.corpus, cells))
            }
        }
    }
}
