/// How to handle rows that violate the format.
package enum BadRowPolicy: String, Sendable, CaseIterable {
    /// The first bad row fails its archive.
    case fail
    /// Bad rows are skipped and counted.
    case skip
}
