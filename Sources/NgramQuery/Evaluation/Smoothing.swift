/// Moving averages.
package enum Smoothing {
    /// For each year, the mean of the values that are at most `span` years away. The window is cut at both ends.
    package static func smooth(_ values: [Double], span: Int) -> [Double] {
        guard span > 0, values.count > 1 else { return values }
        let reach = min(span, values.count)
        return values.indices.map { index in
            let window = values[max(0, index - reach)...min(values.count - 1, index + reach)]
            return window.reduce(0, +) / Double(window.count)
        }
    }
}
