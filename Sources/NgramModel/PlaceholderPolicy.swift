/// How to handle n-grams of two words or more that contain a bare part-of-speech tag, such as `the _NOUN_`.
///
/// In the 2019 edition, they are most of the n-grams of four and five words. `_START_`, `_END_` and `_ROOT_` are not
/// placeholders, and neither is a bare tag alone.
package enum PlaceholderPolicy: String, Sendable, CaseIterable {
    /// They are kept like all others.
    case keep
    /// Their rows are left out and counted.
    case drop
}
