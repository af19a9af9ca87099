/// Draws the counts of the n-grams of one archive, each independently of the others.
struct CountSource {
    private enum Kind {
        /// Histories as those of the 1-grams of English 2012.
        case histories(HistoryCatalog, HistorySampler)
        /// A given average number of years.
        case steady(SteadyHistorySampler)
    }

    private let kind: Kind

    /// The counts of archive `index` of a request.
    init(_ request: ArchiveSetRequest, index: Int) {
        if let years = request.years {
            kind = .steady(SteadyHistorySampler(average: years, seed: request.seed, index: index))
        } else {
            kind = .histories(
                HistoryCatalog(seed: request.seed, index: index), HistorySampler(growth: CorpusGrowth()))
        }
    }

    /// Replaces the content of `rows` with the counts of one occurrence of the n-gram with the given number. The most
    /// frequent word of an archive of 1-grams has no number.
    func sample(_ number: Int?, occurrence: Int, through lastYear: Int, into rows: inout [YearCount]) {
        switch kind {
        case .histories(let catalog, let sampler):
            var random = catalog.random(for: number, occurrence: occurrence)
            let history = catalog.history(for: number, random: &random)
            sampler.sample(history, through: lastYear, random: &random, into: &rows)
        case .steady(let sampler):
            sampler.sample(number ?? -1, occurrence: occurrence, through: lastYear, into: &rows)
        }
    }
}
