/// Which of its two counts an n-gram is ranked by.
public enum CountMeasure: String, Sendable, CaseIterable {
    /// Occurrences.
    case match
    /// Distinct books.
    case volume
}
