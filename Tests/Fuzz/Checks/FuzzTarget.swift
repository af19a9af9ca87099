/// The targets of fuzzing. Each check throws `Disagreement` when the code under test and a slow, simple model differ.
enum FuzzTarget: String, CaseIterable {
    case rows2009, rows2012, rows2020, names, totals, gzip, zip, series, queries, patterns

    /// Checks one input. Files are written below `folder`.
    func check(_ input: [UInt8], in folder: String) throws {
        switch self {
        case .rows2009: try RowsCheck.run(input, .y2009, in: folder)
        case .rows2012: try RowsCheck.run(input, .y2012, in: folder)
        case .rows2020: try RowsCheck.run(input, .y2019, in: folder)
        case .names: try NamesCheck.run(input)
        case .totals: try TotalsCheck.run(input, in: folder)
        case .gzip: try GzipCheck.run(input, in: folder)
        case .zip: try ZipCheck.run(input, in: folder)
        case .series: try SeriesCheck.run(input)
        case .queries: try QueryCheck.run(input)
        case .patterns: try PatternCheck.run(input)
        }
    }
}
