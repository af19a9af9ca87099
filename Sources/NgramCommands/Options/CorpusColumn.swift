import NgramReports

/// The column of the corpus, with which rows begin if several corpora are asked for.
struct CorpusColumn {
    /// Whether rows have it.
    let isShown: Bool

    init(_ options: CorpusOptions) { isShown = options.isSeveral }

    /// The columns of rows.
    func columns(_ columns: [Column]) -> [Column] { isShown ? [.text("corpus")] + columns : columns }

    /// The cells of a row.
    func cells(_ corpus: String, _ cells: [Cell]) -> [Cell] { isShown ? [.string(corpus)] + cells : cells }
}
