import NgramQuery

extension Plot {
    /// The chart of an answer: the parts of a sum are lines beside it.
    ///
    /// - Parameters:
    ///   - title: the query.
    ///   - smoothing: how many years before and after a year its values are averaged over.
    package init(_ answer: FrequencyAnswer, title: String, smoothing: Int) {
        let corpora = answer.series.map(\.corpus).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let average = smoothing == 0 ? "not smoothed" : "smoothing \(smoothing)"
        self.init(
            title: title, subtitle: (corpora + [average]).joined(separator: ", "), years: answer.years,
            series: answer.series.map { series in
                let name =
                    corpora.count > 1 && !series.name.contains(":") ? "\(series.name) (\(series.corpus))" : series.name
                return Plot.Series(name: name, values: series.values)
            },
            thinYears: answer.thinYears.values.reduce(into: Set()) { $0.formUnion($1) })
    }
}
