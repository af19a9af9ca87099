internal import NgramModel
internal import NgramQuery

/// A query in the language of Google's Ngram Viewer, and how to answer it.
public struct FrequencyQuery: Sendable {
    /// Terms separated by commas, such as `well - being, (good + better) / bad, *_NOUN`.
    public var text: String
    /// The corpora that terms are asked of, unless they name another. At least one.
    public var corpora: [String]
    /// The years of the answer; nil for those of the corpora.
    public var years: ClosedRange<Int>?
    /// How many years before and after a year its value is averaged over, 0 or more.
    public var smoothing = 0
    /// Whether all spellings of a term that differ only in case are summed.
    public var ignoresCase = false
    /// How many n-grams a wildcard stands for, 1 or more; nil for all.
    public var expansions: Int? = 10

    /// A query without smoothing.
    public init(_ text: String, corpora: [String]) {
        (self.text, self.corpora) = (text, corpora)
    }
}

/// The frequencies of the terms of a query.
public struct Frequencies: Sendable, Equatable {
    /// The frequencies of one n-gram, sum or composition.
    public struct Series: Sendable, Equatable {
        /// The n-gram or the term.
        public var name: String
        /// The name of the sum that it is a part of; nil if it is none.
        public var parent: String?
        /// The corpus.
        public var corpus: String
        /// For each year, the part of all n-grams of as many words that the n-gram is; between 0 and 1 except in
        /// compositions.
        public var values: [Double]
        /// The occurrences in each year, not smoothed; nil for compositions.
        public var matchCounts: [Int64]?
        /// The books of each year in which it occurs, not smoothed; nil for compositions and sums.
        public var volumeCounts: [Int64]?
    }

    /// The years of the values.
    public var years: ClosedRange<Int>
    /// In the order of the query. The parts of a sum follow it.
    public var series: [Series]
    /// What is worth knowing of the answer, such as terms that were not found or were split as the books were.
    public var notes: [String]

    init(_ answer: FrequencyAnswer) {
        years = answer.years
        series = answer.series.map {
            Series(
                name: $0.name, parent: $0.parent, corpus: $0.corpus, values: $0.values, matchCounts: $0.matchCounts,
                volumeCounts: $0.volumeCounts)
        }
        notes = answer.notes.map(\.description)
    }
}
