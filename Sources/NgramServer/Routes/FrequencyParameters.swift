import NgramModel
import NgramQuery
import NgramStore

/// A question for frequencies, as the parameters of a request put it.
struct FrequencyParameters: Sendable {
    /// The parameters' names: those of the Viewer, or our own, which are those of the command line.
    struct Names: Sendable {
        var query: String
        var from: String
        var to: String
        var ignoresCase: String
        /// The first year if none is given; nil for the first year of the corpora.
        var usualFrom: Int?
        var usualSmoothing: Int

        static let viewer = Names(
            query: "content", from: "year_start", to: "year_end", ignoresCase: "case_insensitive", usualFrom: 1800,
            usualSmoothing: 3)
        static let own = Names(
            query: "query", from: "from", to: "to", ignoresCase: "ignore-case", usualFrom: nil, usualSmoothing: 0)
    }

    /// The longest span of years.
    private static let longestSpan = 1_000
    /// The largest answer, in values. It takes some 50 MB.
    private static let valueLimit = 1_000_000

    var text: String
    var from: Int?
    var to: Int?
    /// The names of corpora as they were given; empty for the usual one.
    var corpora: [String]
    var smoothing: Int
    var ignoresCase: Bool
    /// Nil for all.
    var expansions: Int?

    /// - Throws: `RouteFailure`.
    init(_ parameters: QueryParameters, _ names: Names, limits: ServerLimits) throws {
        guard let text = parameters[names.query], !text.isEmpty else {
            throw RouteFailure.parameter(names.query, parameters[names.query], expected: "a query, such as apple,pear")
        }
        self.text = text
        from = try parameters.integer(names.from, in: Observation.years) ?? names.usualFrom
        to = try parameters.integer(names.to, in: Observation.years)
        smoothing = try parameters.integer("smoothing", in: 0...9999) ?? names.usualSmoothing
        ignoresCase = parameters.flag(names.ignoresCase)
        corpora = parameters.all("corpus").flatMap { $0.split(separator: ",") }.map(String.init)
        expansions = try parameters.integer("expansions", in: 1...limits.expansions) ?? 10
        if let from, let to, from > to {
            throw RouteFailure(
                .badRequest, "INVALID_PARAMETER", "\(names.from) is \(from), which comes after \(names.to), \(to)")
        }
    }

    /// Answers the question.
    ///
    /// - Throws: `RouteFailure`; `QueryError`; `StoreError`.
    func answer(in store: ServedSnapshot, _ inflections: Inflections?, limits: ServerLimits) throws -> FrequencyAnswer {
        let query = try Query(text)
        guard query.terms.count <= limits.terms else {
            throw RouteFailure(
                .badRequest, "TOO_MANY_TERMS", "the query has \(query.terms.count) terms; \(limits.terms) are allowed")
        }
        let corpora = try CorpusChoice.names(corpora, in: store).compactMap { try store.corpus(named: $0) }
        guard !corpora.isEmpty else {
            throw RouteFailure(.serviceUnavailable, "STORE_EMPTY", "the store has no complete archive yet")
        }
        var request = FrequencyRequest()
        (request.smoothing, request.ignoresCase, request.expansions) = (smoothing, ignoresCase, expansions)
        (request.inflections, request.valueLimit) = (inflections, Self.valueLimit)
        let evaluator = FrequencyEvaluator(request, corpora: corpora, denominators: store.state.denominators) { name in
            try store.corpus(named: name)
        }
        let all = evaluator.years
        let (first, last) = (from ?? min(all.lowerBound, to ?? 9999), to ?? max(all.upperBound, from ?? 1))
        guard last - first < Self.longestSpan else {
            throw RouteFailure(
                .badRequest, "TOO_MANY_YEARS", "\(first) to \(last) are more than \(Self.longestSpan) years")
        }
        evaluator.request.years = first...last
        return try evaluator.answer(query)
    }
}

/// Which corpus a request means.
enum CorpusChoice {
    /// The corpus of a name in the store or of the Viewer.
    ///
    /// - Throws: `RouteFailure`.
    static func find(_ name: String, among corpora: [String]) throws -> String {
        if corpora.contains(name) { return name }
        if let stored = ViewerCorpus.storeName(name), corpora.contains(stored) { return stored }
        throw RouteFailure.unknownCorpus(name, among: corpora)
    }

    /// The names of corpora in the store, for names as they were given: `all` for all of them, the usual one for none.
    ///
    /// - Throws: `RouteFailure`.
    static func names(_ given: [String], in store: ServedSnapshot) throws -> [String] {
        guard !given.isEmpty else {
            // A corpus may have totals, but no n-grams.
            let filled = try store.corpora.filter { try store.corpus(named: $0)?.orders.isEmpty == false }
            return usual(filled.isEmpty ? store.corpora : filled).map { [$0] } ?? []
        }
        if given == ["all"] { return store.corpora }
        return try given.map { try find($0, among: store.corpora) }
    }

    /// The newest English corpus, or else the first; nil if there is none.
    static func usual(_ corpora: [String]) -> String? {
        for edition in Edition.allCases.sorted(by: { $0.rawValue > $1.rawValue })
        where corpora.contains("eng-\(edition.rawValue)") {
            return "eng-\(edition.rawValue)"
        }
        return corpora.first
    }
}

extension QueryParameters {
    /// The value of a parameter that is an integer; nil if it is absent or empty.
    ///
    /// - Throws: `RouteFailure` if it is none, or out of the range.
    func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = self[name], !text.isEmpty else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw RouteFailure.parameter(
                name, text, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// Whether a parameter is on: `true`, `on`, `True` or `1`.
    func flag(_ name: String) -> Bool { ["true", "on", "True", "1"].contains(self[name] ?? "") }

    /// The value of a parameter that is one of a few words; nil if it is absent or empty.
    func choice<Choice: RawRepresentable & CaseIterable>(_ name: String) throws -> Choice?
    where Choice.RawValue == String {
        guard let text = self[name], !text.isEmpty else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw RouteFailure.parameter(
                name, text, expected: Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }
}
