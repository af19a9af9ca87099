import NgramModel
import NgramQuery
import NgramStore

/// The routes under `/api/`, which `openapi.json` describes.
struct OwnRoutes: Sendable {
    let limits: ServerLimits
    let inflections: Inflections?

    // MARK: - Frequencies

    private struct Frequencies: Encodable {
        struct Series: Encodable {
            var name: String
            var parent: String?
            var type: String
            var corpus: String
            var values: [Double]
            var matchCounts: [Int64]?
            var volumeCounts: [Int64]?
        }
        var firstYear: Int
        var lastYear: Int
        var series: [Series]
        var thinYears: [String: [Int]]
        var notes: [String]
        var missingArchives: Int?
    }

    /// `GET /api/frequency`
    func frequency(_ question: FrequencyParameters, in store: ServedSnapshot) throws -> ServerResponse {
        let answer = try question.answer(in: store, inflections, limits: limits)
        return OwnJSON.response(
            Frequencies(
                firstYear: answer.years.lowerBound, lastYear: answer.years.upperBound,
                series: answer.series.map { series in
                    Frequencies.Series(
                        name: series.name, parent: series.parent, type: series.kind.rawValue, corpus: series.corpus,
                        values: series.values, matchCounts: series.matchCounts, volumeCounts: series.volumeCounts)
                },
                thinYears: answer.thinYears.mapValues { $0.filter(answer.years.contains).sorted() },
                notes: answer.notes.map(\.description),
                missingArchives: store.missingArchives(of: Array(Set(answer.series.map(\.corpus))))))
    }

    // MARK: - Counts

    private struct Total: Encodable {
        var corpus: String
        var ngram: String
        var matchCount: Int64
        var volumeCount: Int64
        var firstYear: Int?
        var lastYear: Int?

        init(_ total: NgramTotal, _ corpus: String) {
            self.corpus = corpus
            ngram = total.ngram.description
            (matchCount, volumeCount) = (total.matchCount, total.volumeCount)
            (firstYear, lastYear) = (total.years?.lowerBound, total.years?.upperBound)
        }
    }

    private struct Totals: Encodable {
        var results: [Total]
        var missingArchives: Int?
    }

    private struct Years: Encodable {
        struct Year: Encodable {
            var year: Int
            var matchCount: Int64
            var volumeCount: Int64
        }
        struct Result: Encodable {
            var corpus: String
            var ngram: String
            var years: [Year]
        }
        var results: [Result]
        var missingArchives: Int?
    }

    /// `GET /api/total`: the sums of one n-gram or of several, in each of the corpora.
    func total(_ parameters: QueryParameters) throws -> @Sendable (ServedSnapshot) throws -> ServerResponse {
        let question = try CountsQuestion(parameters, limits)
        return { store in
            var results: [Total] = []
            let corpora = try question.forEach(in: store) { ngram, corpus, counts in
                results.append(Total(try counts.total(of: ngram, years: question.years), corpus))
            }
            return OwnJSON.response(Totals(results: results, missingArchives: store.missingArchives(of: corpora)))
        }
    }

    /// `GET /api/years`: the counts of one n-gram or of several in each year, in each of the corpora.
    func years(_ parameters: QueryParameters) throws -> @Sendable (ServedSnapshot) throws -> ServerResponse {
        let question = try CountsQuestion(parameters, limits)
        return { store in
            var results: [Years.Result] = []
            let corpora = try question.forEach(in: store) { ngram, corpus, counts in
                let series = try counts.series(of: ngram, years: question.years ?? Observation.years)
                results.append(
                    Years.Result(
                        corpus: corpus, ngram: ngram.description,
                        years: series.map {
                            Years.Year(year: $0.year, matchCount: $0.matchCount, volumeCount: $0.volumeCount)
                        }))
            }
            return OwnJSON.response(Years(results: results, missingArchives: store.missingArchives(of: corpora)))
        }
    }

    /// N-grams, corpora and years.
    private struct CountsQuestion: Sendable {
        var ngrams: [Ngram]
        var corpora: [String]
        var years: ClosedRange<Int>?

        init(_ parameters: QueryParameters, _ limits: ServerLimits) throws {
            let texts = parameters.all("ngram")
            guard !texts.isEmpty, !texts.contains("") else {
                throw RouteFailure.parameter("ngram", texts.first, expected: "an n-gram, such as apple or apple_NOUN")
            }
            guard texts.count <= limits.terms else {
                throw RouteFailure(
                    .badRequest, "TOO_MANY_TERMS", "there are \(texts.count) n-grams; \(limits.terms) are allowed")
            }
            ngrams = texts.map { Ngram($0) }
            corpora = parameters.all("corpus")
            years = try OwnRoutes.years(parameters)
        }

        /// - Returns: the names of the corpora.
        func forEach(
            in store: ServedSnapshot, _ body: (Ngram, String, CorpusSnapshot) throws -> Void
        ) throws -> [String] {
            let corpora = try CorpusChoice.names(corpora, in: store)
            for ngram in ngrams {
                for corpus in corpora {
                    if let counts = try store.counts(of: corpus) { try body(ngram, corpus, counts) }
                }
            }
            return corpora
        }
    }

    // MARK: - Rankings

    /// `GET /api/top` and `GET /api/search`: the n-grams with the largest counts, of all or of those that match a pattern.
    func ranking(
        _ parameters: QueryParameters, isSearch: Bool
    ) throws -> @Sendable (ServedSnapshot) throws -> ServerResponse {
        var request = TopRequest()
        request.limit = try parameters.integer("limit", in: 1...limits.results) ?? 10
        request.years = try Self.years(parameters)
        request.measure = try parameters.choice("by") ?? .match
        request.order = try parameters.integer("order", in: 1...5)
        request.prefix = Array((parameters["prefix"] ?? "").utf8)
        let tags: TopRequest.Tags? = try parameters.choice("tags")
        if isSearch {
            guard let pattern = parameters["pattern"], !pattern.isEmpty else {
                throw RouteFailure.parameter("pattern", parameters["pattern"], expected: "a pattern, such as *ology")
            }
            let syntax: SearchPattern.Syntax = try parameters.choice("syntax") ?? .words
            let edits = try parameters.integer("edits", in: 1...2) ?? 1
            try SearchPattern(
                pattern, syntax: syntax, edits: edits, ignoringCase: parameters.flag("ignore-case")
            ).restrict(&request, tags: tags, mergingCase: parameters.flag("merge-case"))
        } else if let tags {
            request.tags = tags
        }
        let (names, ranked) = (parameters.all("corpus"), request)
        return { store in
            var results: [Total] = []
            let corpora = try CorpusChoice.names(names, in: store)
            for corpus in corpora {
                guard let counts = try store.counts(of: corpus, order: ranked.order) else { continue }
                results += try counts.top(ranked).map { Total($0, corpus) }
            }
            return OwnJSON.response(Totals(results: results, missingArchives: store.missingArchives(of: corpora)))
        }
    }

    // MARK: - The store

    private struct Corpora: Encodable {
        struct Corpus: Encodable {
            var name: String
            var label: String
            var edition: Int?
            var viewerNumber: Int?
            var orders: [Int]
            var firstYear: Int?
            var lastYear: Int?
            /// The archives that are not counted, because they failed or are not complete.
            var uncountedArchives: Int64
        }
        var corpora: [Corpus]
    }

    /// `GET /api/corpora`
    func corpora(in store: ServedSnapshot) throws -> ServerResponse {
        let corpora = try store.corpora.compactMap { name -> Corpora.Corpus? in
            guard let corpus = try store.corpus(named: name) else { return nil }
            return Corpora.Corpus(
                name: name, label: ViewerCorpus.label(ofStoreName: name), edition: corpus.edition?.rawValue,
                viewerNumber: ViewerCorpus.number(ofStoreName: name), orders: corpus.orders.sorted(),
                firstYear: corpus.years?.lowerBound, lastYear: corpus.years?.upperBound,
                uncountedArchives: try store.snapshot.uncountedArchives(corpus: name).count)
        }
        return OwnJSON.response(Corpora(corpora: corpora))
    }

    private struct Health: Encodable {
        var status = "ok"
        var corpora: Int
    }

    /// `GET /api/health`: whether the store can be read.
    func health(in store: ServedSnapshot) -> ServerResponse {
        OwnJSON.response(Health(corpora: store.corpora.count))
    }

    // MARK: - Parameters

    private static func years(_ parameters: QueryParameters) throws -> ClosedRange<Int>? {
        let from = try parameters.integer("from", in: Observation.years)
        let to = try parameters.integer("to", in: Observation.years)
        guard from != nil || to != nil else { return nil }
        let (first, last) = (from ?? Observation.years.lowerBound, to ?? Observation.years.upperBound)
        guard first <= last else {
            throw RouteFailure(.badRequest, "INVALID_PARAMETER", "from is \(first), which comes after to, \(last)")
        }
        return first...last
    }
}
