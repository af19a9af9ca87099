/// The count by which n-grams are ranked.
public enum CountMeasure: String, Sendable, CaseIterable {
    /// Occurrences.
    case match
    /// Distinct books.
    case volume
}
