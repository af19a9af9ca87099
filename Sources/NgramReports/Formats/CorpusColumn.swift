/// The column of the corpus, with which rows begin if several corpora are asked for.
package struct CorpusColumn {
    /// Whether rows have it.
    package let isShown: Bool

    /// A column that is shown or not.
    package init(isShown: Bool) { self.isShown = isShown }

    /// The columns of rows.
    package func columns(_ columns: [Column]) -> [Column] { isShown ? [.text("corpus")] + columns : columns }

    /// The cells of a row.
    package func cells(_ corpus: String, _ cells: [Cell]) -> [Cell] { isShown ? [.string(corpus)] + cells : cells }
}
