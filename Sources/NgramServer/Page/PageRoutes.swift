import NIOHTTP1
import NgramModel
import NgramQuery
import NgramReports
import NgramStore
import NgramSystem

/// The page: `/ngrams/` and `/ngrams/graph`, the bare chart of `/ngrams/interactive_chart`, what can be downloaded, and the
/// files that the page needs.
struct PageRoutes: Sendable {
    let limits: ServerLimits
    let inflections: Inflections?

    /// Pages load nothing from elsewhere, run no script but that of their own file, and cannot send forms elsewhere.
    static let contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'"

    /// Whether a path is that of a page, whose failures are pages too.
    static func isPage(_ path: String) -> Bool { pagePaths.contains(path) || path == "/ngrams/interactive_chart" }

    private static let pagePaths: Set<String> = ["/ngrams", "/ngrams/", "/ngrams/graph"]

    func route(_ request: ServerRequest, _ parameters: QueryParameters) throws -> ServerApplication.Route? {
        switch request.path {
        case let path where Self.pagePaths.contains(path):
            guard !(parameters["content"] ?? "").isEmpty else {
                let form = PageForm(parameters)
                return .question { store in
                    Self.html(PageTemplate(form: form, corpora: try Self.corpora(store)).page())
                }
            }
            return .question { [self] store in try page(parameters, store) }
        case "/ngrams/interactive_chart":
            return .question { [self] store in
                let (question, answer) = try ask(parameters, store)
                let page = PageTemplate(
                    form: PageForm(parameters, question), corpora: try Self.corpora(store), answer: answer)
                return Self.html(page.bareChart())
            }
        case "/ngrams/chart.svg":
            return .question { [self] store in
                let (question, answer) = try ask(parameters, store)
                let chart = PageChart(answer, PageForm(parameters, question))
                let picture = SVGPlot(chart.plot, width: 900, height: 480).text()
                return ServerResponse(.ok, "image/svg+xml", text: picture)
                    .adding("Content-Disposition", "attachment; filename=\"ngrams.svg\"")
            }
        case "/ngrams/data.csv", "/ngrams/data.json":
            let isCSV = request.path.hasSuffix("csv")
            return .question { [self] store in try rows(parameters, store, isCSV ? .csv : .json) }
        default: return PageAssets.response(request).map { .ready($0) }
        }
    }

    private func ask(
        _ parameters: QueryParameters, _ store: ServedSnapshot
    ) throws -> (FrequencyParameters, FrequencyAnswer) {
        let question = try FrequencyParameters(parameters, .viewer, limits: limits)
        return (question, try question.answer(in: store, inflections, limits: limits))
    }

    private func page(_ parameters: QueryParameters, _ store: ServedSnapshot) throws -> ServerResponse {
        let corpora = try Self.corpora(store)
        do {
            let (question, answer) = try ask(parameters, store)
            let form = PageForm(parameters, question)
            return Self.html(PageTemplate(form: form, corpora: corpora, answer: answer).page())
        } catch let error where !(error is StoreError) {
            let failure = RouteFailure(error, limits: limits)
            // An interruption is answered elsewhere.
            guard failure.status.code < 500 else { throw error }
            let template = PageTemplate(form: PageForm(parameters), corpora: corpora, failure: failure)
            return Self.html(template.page(), failure.status)
        }
    }

    private func rows(
        _ parameters: QueryParameters, _ store: ServedSnapshot, _ format: OutputFormat
    ) throws -> ServerResponse {
        let (_, answer) = try ask(parameters, store)
        var bytes: [UInt8] = []
        let column = CorpusColumn(isShown: true)
        var writer = try RowWriter(
            format, columns: column.columns(RowColumns.frequencies), to: ByteSink(drain: { bytes += $0 }))
        try FrequencyRows.write(answer, 1, column, to: &writer)
        try writer.finish()
        let name = format == .csv ? "ngrams.csv" : "ngrams.json"
        return ServerResponse(.ok, format == .csv ? "text/csv; charset=utf-8" : MediaType.json, bytes)
            .adding("Content-Disposition", "attachment; filename=\"\(name)\"")
    }

    private static func corpora(_ store: ServedSnapshot) throws -> [PageCorpus] {
        try store.corpora.compactMap { name in
            guard let corpus = try store.corpus(named: name), !corpus.orders.isEmpty else { return nil }
            return PageCorpus(
                name: name, years: corpus.years, missingArchives: store.missingArchives(of: [name]) ?? 0)
        }
    }

    private static func html(_ text: String, _ status: HTTPResponseStatus = .ok) -> ServerResponse {
        ServerResponse(status, MediaType.html, text: text)
    }

    /// A failure as a page, when the store cannot be asked.
    static func failure(_ failure: RouteFailure, _ request: ServerRequest) -> ServerResponse {
        let template = PageTemplate(form: PageForm(request.parameters), corpora: [], failure: failure)
        let response = html(template.page(), failure.status)
        return failure.status == .serviceUnavailable ? response.adding("Retry-After", "1") : response
    }
}

/// A corpus that the page offers.
struct PageCorpus: Sendable {
    var name: String
    var years: ClosedRange<Int>?
    /// See `ServedSnapshot.missingArchives`.
    var missingArchives: Int

    var label: String { ViewerCorpus.label(ofStoreName: name) }
}

/// What the page's form holds: the whole state of the page, as the parameters of its URL.
struct PageForm: Sendable {
    /// The units in which the chart and the table show values.
    enum Unit: String, CaseIterable, Sendable {
        case percent, million, count

        var label: String {
            switch self {
            case .percent: "Percent"
            case .million: "Per million"
            case .count: "Occurrences"
            }
        }
    }

    var content: String
    var from: String
    var to: String
    /// The names of the corpora as they were given.
    var corpora: [String]
    var smoothing: Int
    var ignoresCase: Bool
    var expansions: Int
    var unit: Unit
    /// The sums that are shown the other way than usual: collapsed or expanded.
    var toggled: [String]

    init(_ parameters: QueryParameters, _ question: FrequencyParameters? = nil) {
        content = parameters["content"] ?? ""
        from = parameters["year_start"].flatMap { $0.isEmpty ? nil : $0 } ?? "1800"
        to = parameters["year_end"] ?? ""
        corpora = question?.corpora ?? parameters.all("corpus")
        smoothing = question?.smoothing ?? parameters["smoothing"].flatMap { Int($0) } ?? 3
        ignoresCase = question?.ignoresCase ?? parameters.flag("case_insensitive")
        expansions = question?.expansions ?? 10
        unit = parameters["unit"].flatMap { Unit(rawValue: $0) } ?? .percent
        toggled = parameters.all("toggle")
    }

    /// The parameters of a URL that shows this state.
    var query: String {
        var items = [("content", content), ("year_start", from)]
        if !to.isEmpty { items.append(("year_end", to)) }
        items += corpora.map { ("corpus", $0) }
        items.append(("smoothing", "\(smoothing)"))
        if ignoresCase { items.append(("case_insensitive", "true")) }
        if expansions != 10 { items.append(("expansions", "\(expansions)")) }
        if unit != .percent { items.append(("unit", unit.rawValue)) }
        items += toggled.map { ("toggle", $0) }
        return items.map { "\($0.0)=\(QueryParameters.encode($0.1))" }.joined(separator: "&")
    }

    /// The state with a sum shown the other way.
    func toggling(_ name: String) -> PageForm {
        var form = self
        if let place = toggled.firstIndex(of: name) {
            form.toggled.remove(at: place)
        } else {
            form.toggled.append(name)
        }
        return form
    }
}

/// The chart of an answer: which of its lines are shown, and in which unit.
struct PageChart: Sendable {
    /// A line, or a sum whose parts are lines.
    struct Entry: Sendable {
        var series: FrequencySeries
        /// Whether it is a sum.
        var isGroup: Bool
        /// Whether it is a sum whose parts are shown in its place.
        var isExpanded: Bool
        /// Its place among the lines of the chart; nil if it is not one of them.
        var line: Int?
        /// Its values in the unit of the chart.
        var values: [Double]
    }

    /// The lines and the sums in the order of the answer.
    let entries: [Entry]
    let plot: Plot

    init(_ answer: FrequencyAnswer, _ form: PageForm) {
        var entries: [Entry] = []
        var shown: [FrequencySeries] = []
        var isInExpanded = true
        for series in answer.series {
            let isGroup = series.kind != .ngram && series.kind != .expansion
            if isGroup {
                // As in the Viewer: spellings are summed, other groups are shown by their parts.
                isInExpanded = (series.kind != .caseInsensitive) != form.toggled.contains(series.name)
            }
            let isShown = isGroup ? !isInExpanded : series.parent == nil || isInExpanded
            entries.append(
                Entry(
                    series: series, isGroup: isGroup, isExpanded: isGroup && isInExpanded,
                    line: isShown ? shown.count : nil, values: Self.values(series, form)))
            if isShown { shown.append(series) }
        }
        self.entries = entries
        var reduced = answer
        reduced.series = shown
        var plot = Plot(reduced, title: form.content, smoothing: form.smoothing)
        let lines = entries.filter { $0.line != nil }
        for (place, entry) in lines.enumerated() { plot.series[place].values = entry.values }
        switch form.unit {
        case .percent: plot.unit = .automatic
        case .million: plot.unit = .perMillion
        case .count: plot.unit = .none
        }
        self.plot = plot
    }

    private static func values(_ series: FrequencySeries, _ form: PageForm) -> [Double] {
        guard form.unit == .count, let counts = series.matchCounts else { return series.values }
        return Smoothing.smooth(counts.map(Double.init), span: form.smoothing)
    }
}
