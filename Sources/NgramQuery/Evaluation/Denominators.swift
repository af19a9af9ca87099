import NgramModel

/// How many n-grams the books of each year have: what frequencies are relative to.
///
/// - 2019 publishes the totals of each order.
/// - 2012 publishes those of words, T1. Its n-grams may also contain marks of the beginning and the end of a sentence.
///   With S sentences in a year, there are T1 + S bigrams, T1 trigrams, T1 - S four-grams and T1 - 2S five-grams
///   (computed from 29,308 answers of the Viewer, exact to the precision of its answers). S is the count of `_START_`.
/// - 2009 does not let n-grams cross pages, so there are T1 - (n - 1) × pages.
package struct Denominators: Sendable {
    /// The number of n-grams, by year.
    package let totals: [Int: Int64]
    /// By how much frequencies may be off because the number of sentences is not known, as a part of them; 0 if it is
    /// known.
    package let uncertainty: Double
    /// Whether a year has less than a hundredth of the median year's n-grams.
    package let thinYears: Set<Int>

    /// Reads them from a corpus; nil if it has no totals.
    package init?(_ corpus: some ReadableCorpus, order: Int) throws {
        let books = try corpus.bookTotals(order: order)
        guard !books.isEmpty else { return nil }
        var totals: [Int: Int64] = [:]
        for book in books { totals[book.year] = book.matchCount }
        var uncertainty = 0.0
        switch corpus.edition {
        case .y2009:
            for book in books {
                let lost = book.pageCount.multipliedReportingOverflow(by: Int64(order - 1))
                totals[book.year] = lost.overflow ? 0 : max(0, book.matchCount - lost.partialValue)
            }
        case .y2012 where order != 1 && order != 3:
            let sentences = try Self.sentences(corpus)
            // Measured: the sentences are 4.8 % of the words.
            if sentences.isEmpty { uncertainty = order == 5 ? 0.1 : 0.05 }
            for (year, count) in sentences {
                guard let words = totals[year] else { continue }
                switch order {
                case 2: totals[year] = words.addingReportingOverflow(count).partialValue
                case 4: totals[year] = max(0, words - count)
                default: totals[year] = max(0, words - count) - min(max(0, words - count), count)
                }
            }
        default: break
        }
        self.totals = totals
        self.uncertainty = uncertainty
        let sorted = totals.values.sorted()
        let median = sorted[sorted.count / 2]
        thinYears = Set(totals.filter { $0.value < median / 100 }.keys)
    }

    /// The number of sentences of each year; empty if it is not known.
    private static func sentences(_ corpus: some ReadableCorpus) throws -> [Int: Int64] {
        var sentences: [Int: Int64] = [:]
        for observation in try corpus.series(of: Ngram("_START_"), years: Observation.years) {
            sentences[observation.year] = observation.matchCount
        }
        guard sentences.isEmpty, corpus.orders.contains(2) else { return sentences }
        let pattern = try TextPattern("_START_ ", .prefix).automaton()
        try corpus.forEachSeries(matching: pattern, order: 2, years: Observation.years) { _, series in
            for observation in series { try sentences[observation.year, default: 0].add(count: observation.matchCount) }
        }
        return sentences
    }

    /// The relative frequency in a year, in the precision in which the Viewer gives it; 0 in a year without books.
    package func frequency(_ matchCount: Int64, year: Int) -> Double {
        guard let total = totals[year], total > 0 else { return 0 }
        return Double(Float(Double(matchCount) / Double(total)))
    }
}

/// The denominators of corpora in one state of a store. Each is read when it is first needed.
package final class DenominatorsCache {
    private struct Key: Hashable {
        var corpus: String
        var order: Int
    }

    private var read: [Key: Denominators?] = [:]

    /// A cache without denominators.
    package init() {}

    /// The denominators of a corpus; nil if it has no totals.
    ///
    /// - Throws: the errors of the corpus.
    package func of(_ corpus: any ReadableCorpus, order: Int) throws -> Denominators? {
        let key = Key(corpus: corpus.name, order: order)
        if let known = read[key] { return known }
        let denominators = try Denominators(corpus, order: order)
        read[key] = .some(denominators)
        return denominators
    }

    /// The denominators of a corpus, if they were read and it has totals.
    func known(_ corpus: String, order: Int) -> Denominators? {
        read[Key(corpus: corpus, order: order)] ?? nil
    }
}
