import NgramModel

/// Answers queries in the language of the Ngram Viewer with the Viewer's numbers.
///
/// The rules are those of the Viewer's help and of Mann et al., "Enhanced Search with Wildcards and Morphological
/// Inflections in the Google Books Ngram Viewer" (ACL 2014).
package final class FrequencyEvaluator {
    /// Finds a corpus by its name in the store; nil if there is none.
    package typealias Lookup = (String) throws -> (any ReadableCorpus)?

    /// What is asked.
    package var request: FrequencyRequest
    private let corpora: [any ReadableCorpus]
    private let lookup: Lookup
    private let denominators: DenominatorsCache
    private var noted: Set<FrequencyNote> = []

    /// - Parameters:
    ///   - corpora: those that terms without a corpus are asked of, at least one.
    ///   - denominators: keeps the denominators of the corpora for other evaluators.
    ///   - lookup: finds the other corpora that terms name.
    package init(
        _ request: FrequencyRequest, corpora: [any ReadableCorpus],
        denominators: DenominatorsCache = DenominatorsCache(), lookup: @escaping Lookup
    ) {
        self.request = request
        self.denominators = denominators
        self.corpora = corpora
        self.lookup = lookup
    }

    /// The years of answers: those of the request, or else those of the corpora.
    package var years: ClosedRange<Int> {
        if let years = request.years { return years }
        let all = corpora.compactMap(\.years)
        return (all.map(\.lowerBound).min() ?? 1)...(all.map(\.upperBound).max() ?? 1)
    }

    /// Answers a query. Notes are given once for all queries of an evaluator.
    ///
    /// - Throws: `QueryError` when the query names an unknown corpus; `AnswerTooLarge`; the errors of the corpora.
    package func answer(_ query: Query) throws -> FrequencyAnswer {
        var answer = FrequencyAnswer(years: years)
        for term in query.terms {
            for corpus in corpora {
                let found = try evaluate(term, in: corpus, nameSuffix: "", &answer)
                answer.series += found
                guard answer.series.count * years.count <= request.valueLimit else {
                    throw AnswerTooLarge(limit: request.valueLimit)
                }
                if found.isEmpty, term.isPhrase, !wasRefused(answer) {
                    note(.notFound(term.name { $0.text }, corpus: corpus.name), &answer)
                }
            }
        }
        for name in Set(answer.series.map(\.corpus)) {
            answer.thinYears[name] = denominators.known(name, order: 1)?.thinYears ?? []
        }
        return answer
    }

    private var refusals = 0
    private func wasRefused(_ answer: FrequencyAnswer) -> Bool {
        defer { refusals = 0 }
        return refusals > 0
    }

    func note(_ note: FrequencyNote, _ answer: inout FrequencyAnswer) {
        switch note {
        case .noArchives, .noTotals, .noForms: refusals += 1
        default: break
        }
        if noted.insert(note).inserted { answer.notes.append(note) }
    }

    // MARK: - Expressions

    private func evaluate(
        _ expression: QueryExpression, in corpus: any ReadableCorpus, nameSuffix: String,
        _ answer: inout FrequencyAnswer
    ) throws -> [FrequencySeries] {
        switch expression {
        case .phrase(let phrase):
            return try PhraseEvaluation(self, corpus, nameSuffix).series(of: phrase, &answer)
        case .inCorpus(let inner, let reference):
            let named = try find(reference)
            return try evaluate(inner, in: named, nameSuffix: ":" + reference.name, &answer)
        case .number, .composition:
            let values = try composed(expression, in: corpus, &answer)
            let name = expression.name { self.name(of: $0, corpus) } + nameSuffix
            return [FrequencySeries(name: name, kind: .ngram, corpus: corpus.name, values: values)]
        }
    }

    /// The values of a composition; a term that is not found counts as 0.
    private func composed(
        _ expression: QueryExpression, in corpus: any ReadableCorpus, _ answer: inout FrequencyAnswer
    ) throws -> [Double] {
        switch expression {
        case .number(_, let value): return [Double](repeating: value, count: years.count)
        case .phrase(let phrase):
            let found = try PhraseEvaluation(self, corpus, "").series(of: phrase, &answer)
            guard let first = found.first else {
                if !wasRefused(answer) { note(.notFound(phrase.text, corpus: corpus.name), &answer) }
                return [Double](repeating: 0, count: years.count)
            }
            return first.values
        case .inCorpus(let inner, let reference): return try composed(inner, in: find(reference), &answer)
        case .composition(let left, let sign, let right):
            let (lhs, rhs) = (try composed(left, in: corpus, &answer), try composed(right, in: corpus, &answer))
            return zip(lhs, rhs).map { Self.combine($0, sign, $1) }
        }
    }

    /// The Viewer never prints infinity or NaN: a quotient by 0 is 0.
    private static func combine(_ lhs: Double, _ sign: QueryExpression.Operator, _ rhs: Double) -> Double {
        let value =
            switch sign {
            case .plus: lhs + rhs
            case .minus: lhs - rhs
            case .times: lhs * rhs
            case .divided: rhs == 0 ? 0 : lhs / rhs
            }
        return value.isFinite ? value : 0
    }

    private func name(of phrase: QueryExpression.Phrase, _ corpus: any ReadableCorpus) -> String {
        phrase.isVerbatim ? phrase.text : tokens(of: phrase.text, corpus)
    }

    func tokens(of text: String, _ corpus: any ReadableCorpus) -> String {
        BookTokenizer.tokens(of: text, edition: corpus.edition, isRussian: corpus.name.hasPrefix("rus"))
    }

    private func find(_ reference: QueryExpression.CorpusReference) throws -> any ReadableCorpus {
        let names = [reference.name, ViewerCorpus.storeName(reference.name)].compactMap { $0 }
        for name in names {
            if let corpus = corpora.first(where: { $0.name == name }) { return corpus }
            if let corpus = try lookup(name) { return corpus }
        }
        let stored = names.last.map { $0 == reference.name ? "" : " (\($0))" } ?? ""
        throw QueryError(
            "the store has no corpus \"\(reference.name)\"\(stored); to search for a colon, put the term in brackets",
            at: reference.offset)
    }

    // MARK: - Frequencies

    /// The denominators of a corpus; nil, with a note, if it has no totals.
    func denominators(_ corpus: any ReadableCorpus, order: Int, _ answer: inout FrequencyAnswer) throws -> Denominators?
    {
        // Those of single words also tell which years are thin.
        _ = try denominators.of(corpus, order: 1)
        guard let found = try denominators.of(corpus, order: order) else {
            note(.noTotals(order: order, corpus: corpus.name, edition: corpus.edition), &answer)
            return nil
        }
        if found.uncertainty > 0 { note(.uncertain(found.uncertainty, order: order, corpus: corpus.name), &answer) }
        return found
    }

    /// A line for an n-gram.
    func line(
        _ name: String, _ observations: [Observation], _ denominators: Denominators, _ corpus: any ReadableCorpus
    ) -> FrequencySeries {
        let years = years
        var raw = [Double](repeating: 0, count: years.count)
        var (matches, volumes) = ([Int64](repeating: 0, count: years.count), [Int64](repeating: 0, count: years.count))
        for observation in observations where years.contains(observation.year) {
            let index = observation.year - years.lowerBound
            raw[index] = denominators.frequency(observation.matchCount, year: observation.year)
            (matches[index], volumes[index]) = (observation.matchCount, observation.volumeCount)
        }
        return FrequencySeries(
            name: name, kind: .ngram, corpus: corpus.name,
            values: Smoothing.smooth(raw, span: request.smoothing), matchCounts: matches, volumeCounts: volumes)
    }

    /// A sum and its parts, in descending order of their areas.
    func group(
        _ name: String, _ kind: FrequencySeries.Kind, _ parts: [FrequencySeries], _ corpus: any ReadableCorpus
    ) throws -> [FrequencySeries] {
        let children = parts.map { (area: $0.area, series: $0) }
            .sorted { ($1.area, $0.series.name) < ($0.area, $1.series.name) }.map(\.series)
        var values = [Double](repeating: 0, count: years.count)
        var matches = [Int64](repeating: 0, count: years.count)
        for child in children {
            for index in values.indices {
                values[index] += child.values[index]
                try matches[index].add(count: child.matchCounts?[index] ?? 0)
            }
        }
        let parent = FrequencySeries(
            name: name, kind: kind, corpus: corpus.name, values: values, matchCounts: matches)
        return [parent]
            + children.map {
                var child = $0
                (child.parent, child.kind) = (name, .expansion)
                return child
            }
    }
}
