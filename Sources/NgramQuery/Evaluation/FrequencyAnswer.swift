import NgramModel

/// What is asked of the terms of a query.
package struct FrequencyRequest: Sendable {
    /// The years of the answer; nil for those of the corpora.
    package var years: ClosedRange<Int>?
    /// How many years before and after a year its value is averaged over, 0 or more.
    package var smoothing = 0
    /// Whether all spellings that differ only in case are summed.
    package var ignoresCase = false
    /// The largest number of n-grams that a wildcard stands for; nil for all.
    package var expansions: Int? = 10
    /// The forms of words; nil if none are known.
    package var inflections: Inflections?
    /// The largest number of values that an answer may have: lines times years.
    package var valueLimit = Int.max

    /// A request for frequencies as they are.
    package init() {}
}

/// An answer has more values than `FrequencyRequest.valueLimit`.
package struct AnswerTooLarge: Error, CustomStringConvertible {
    /// The limit.
    package var limit: Int

    package var description: String {
        "the answer has more than \(limit) values: ask for fewer terms, expansions or years"
    }
}

/// A line of the answer: the values of an n-gram, a sum of n-grams, or a composition.
package struct FrequencySeries: Sendable, Equatable {
    /// What it is, by the Viewer's names.
    package enum Kind: String, Sendable {
        /// An n-gram or a composition.
        case ngram = "NGRAM"
        /// The sum of the n-grams that a wildcard stands for.
        case collection = "NGRAM_COLLECTION"
        /// The sum of spellings that differ in case.
        case caseInsensitive = "CASE_INSENSITIVE"
        /// The sum of inflected forms.
        case inflections = "ALTERNATE_FORM"
        /// One of the n-grams of a sum.
        case expansion = "EXPANSION"
    }

    /// The n-gram, or the query for a sum or a composition.
    package var name: String
    /// The name of the sum that it is a part of; nil if it is none.
    package var parent: String?
    /// What it is.
    package var kind: Kind
    /// The name of the corpus.
    package var corpus: String
    /// The value of each year of the answer, smoothed.
    package var values: [Double]
    /// The occurrences in each year, not smoothed; nil for compositions.
    package var matchCounts: [Int64]?
    /// The books of each year in which it occurs, not smoothed; nil for compositions and sums, because a book may have
    /// several of the n-grams.
    package var volumeCounts: [Int64]?

    /// The sum of the values.
    var area: Double { values.reduce(0, +) }
}

/// What a user should know of an answer.
package enum FrequencyNote: Hashable, Sendable, CustomStringConvertible {
    /// A term was split as the books were.
    case replaced(String, by: String)
    /// A term is not in the corpus in these years.
    case notFound(String, corpus: String)
    /// The corpus has no n-grams of this many words.
    case noArchives(String, order: Int, corpus: String)
    /// The corpus has no totals for n-grams of this many words.
    case noTotals(order: Int, corpus: String, edition: Edition?)
    /// The number of sentences is not known, so frequencies may be off by this part of them.
    case uncertain(Double, order: Int, corpus: String)
    /// There are more n-grams than were asked for.
    case cut(String, shown: Int)
    /// No inflected forms of a word are known.
    case noForms(String)

    package var description: String {
        switch self {
        case .replaced(let old, let new):
            return "Replaced \(old) with \(new) to match how we processed the books."
        case .notFound(let name, let corpus): return "\"\(name)\" was not found in \(corpus)"
        case .noArchives(let name, let order, let corpus):
            return "\"\(name)\" has \(order) words, and \(corpus) has no archives of \(order)-grams"
        case .noTotals(let order, let corpus, let edition):
            let file =
                switch edition {
                case .y2009: "totalcounts-20090715.txt"
                case .y2012: "totalcounts-20120701.txt"
                case .y2019: "totalcounts-\(order)"
                case nil: "totals"
                }
            return "\(corpus) has no totals of \(order)-grams, so there are no frequencies; ingest its file \(file) "
                + "from https://storage.googleapis.com/books/ngrams/books/datasetsv3.html"
        case .uncertain(let part, let order, let corpus):
            return "the number of sentences in \(corpus) is not known, so frequencies of \(order)-grams may be off by "
                + "\(Int((part * 100).rounded())) %; ingest the archive of 1-grams that has _START_"
        case .cut(let name, let shown): return "\"\(name)\" has more n-grams than the \(shown) that are shown"
        case .noForms(let word): return "no inflected forms of \"\(word)\" are known"
        }
    }
}

/// The answer to a query.
package struct FrequencyAnswer: Sendable {
    /// The years that the values are for.
    package var years: ClosedRange<Int>
    /// In the order of the query; the parts of a sum follow it.
    package var series: [FrequencySeries] = []
    /// In the order in which they came up, each once.
    package var notes: [FrequencyNote] = []
    /// Years of which a corpus has so few books that frequencies say little, by the name of the corpus.
    package var thinYears: [String: Set<Int>] = [:]
}
