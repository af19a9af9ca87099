/// A sum of counts passed `Int64.max`. Sums are exact or an error, never wrapped.
public struct CountOverflow: Error, Equatable {
    /// A sum passed the limit.
    public init() {}
}

extension Int64 {
    /// Adds a count.
    /// - Throws: `CountOverflow` when the sum does not fit.
    @inlinable
    public mutating func add(count: Int64) throws(CountOverflow) {
        let (sum, overflow) = addingReportingOverflow(count)
        guard !overflow else { throw CountOverflow() }
        self = sum
    }
}
