import Foundation
import NIOHTTP1
import NgramModel
import NgramQuery
import NgramStore
import NgramSystem

/// The API of ngrams.dev, whose service ended, over the corpora of the store: `/{corpus}/search`, `/{corpus}/batch`,
/// `/{corpus}/info`, `/{corpus}/total_counts` and `/{corpus}/{id}`.
struct NgramsDevRoutes: Sendable {
    /// The most results of a page, and how many it has if the request does not tell.
    private static let pageSize = 100
    private static let largestBatch = 100
    /// Beginnings of paths that are no corpora.
    private static let otherRoutes: Set<Substring> = ["api", "ngrams", "assets"]

    // MARK: - Answers

    private struct SearchResponse: Encodable {
        var query: String
        var queryTokens: [NgramsDevToken]
        var ngrams: [NgramLite]
        var nextPageToken: String?
        var nextPageLink: String?
    }

    private struct NgramLite: Encodable {
        var id: String
        /// Whether it is the sum of n-grams that differ in case; left out if it is not.
        var abstract: Bool?
        var absTotalMatchCount: Int64
        var relTotalMatchCount: Double
        var tokens: [NgramsDevToken]
        var stats: [YearStats]?
    }

    private struct YearStats: Encodable {
        var year: Int
        var absMatchCount: Int64
        var relMatchCount: Double
    }

    private struct Failure: Encodable {
        struct Content: Encodable {
            var code: String
            var context: String?
        }
        var error: Content
        var queryTokens: [NgramsDevToken]?
    }

    private enum BatchResult: Encodable {
        case found(SearchResponse)
        case failed(Failure)

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .found(let response): try response.encode(to: encoder)
            case .failed(let failure): try failure.encode(to: encoder)
            }
        }
    }

    private struct CorpusInfo: Encodable {
        /// What the n-grams of one number of words are like; all zeros if there are none.
        struct Statistics: Encodable {
            var numNgrams: Int
            var minYear: Int
            var maxYear: Int
            /// Of one n-gram in one year.
            var minMatchCount: Int64
            var maxMatchCount: Int64
            /// Of one n-gram in all years.
            var minTotalMatchCount: Int64
            var maxTotalMatchCount: Int64

            init(_ ranges: CountRanges) {
                numNgrams = ranges.ngrams
                (minYear, maxYear) = (ranges.years?.lowerBound ?? 0, ranges.years?.upperBound ?? 0)
                (minMatchCount, maxMatchCount) = (ranges.yearly?.lowerBound ?? 0, ranges.yearly?.upperBound ?? 0)
                minTotalMatchCount = ranges.totals?.lowerBound ?? 0
                maxTotalMatchCount = ranges.totals?.upperBound ?? 0
            }
        }
        var name: String
        var label: String
        /// For n-grams of one to five words.
        var stats: [Statistics]
    }

    private struct TotalCounts: Encodable {
        var minYear: Int
        var maxYear: Int
        var matchCounts: [[Int64]]
    }

    /// A failure in the form of the API; 404 has no body.
    private static func failed(_ code: String, _ context: String? = nil) -> ServerResponse {
        OwnJSON.response(Failure(error: Failure.Content(code: code, context: context)), .badRequest)
    }

    private static let notFound = ServerResponse(.notFound, nil, [])

    // MARK: - Routes

    /// The route of a request; nil if it is none of the API's.
    func route(_ request: ServerRequest) -> ServerApplication.Route? {
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty, !parts[1].isEmpty, !Self.otherRoutes.contains(parts[1]) else {
            return nil
        }
        let name = String(parts[1])
        let isReading = request.method == .GET || request.method == .HEAD
        switch parts[2] {
        case "search" where isReading: return search(request, name)
        case "batch" where request.method == .POST: return batch(request, name)
        case "info" where isReading: return .question { try Self.info(name, $0) }
        case "total_counts" where isReading: return .question { try Self.totalCounts(name, $0) }
        case let id where isReading && id.utf8.count == 32 && id.allSatisfy(\.isHexDigit):
            let id = id.lowercased()
            return .question { try Self.ngram(id, name, $0) }
        default: return nil
        }
    }

    private func search(_ request: ServerRequest, _ name: String) -> ServerApplication.Route {
        let parameters = request.parameters
        guard !parameters.isMalformed else { return .ready(Self.failed("INVALID_UTF8_ENCODING")) }
        guard let text = parameters["query"] else { return .ready(Self.failed("MISSING_PARAMETER.QUERY")) }
        var limit = Self.pageSize
        if let given = parameters["limit"] {
            guard let number = Int(given), (1...Self.pageSize).contains(number) else {
                return .ready(Self.failed("INVALID_PARAMETER.LIMIT", given))
            }
            limit = number
        }
        var start = 0
        if let given = parameters["start"], !given.isEmpty {
            guard let number = Int(given, radix: 36), (1...100_000).contains(number) else {
                return .ready(Self.failed("INVALID_PARAMETER.START", given))
            }
            start = number
        }
        let flags = NgramsDevFlags(parameters["flags"] ?? "")
        let host = request.host
        let (limitAsked, startAsked) = (limit, start)
        return .question { store in
            guard let corpus = try Self.corpus(name, store) else { return Self.notFound }
            switch try Self.answer(text, flags, corpus, store, limitAsked, startAsked) {
            case .failed(let failure): return OwnJSON.response(failure, .badRequest)
            case .found(var response):
                if let token = response.nextPageToken {
                    let query =
                        parameters.items.filter { $0.name != "start" }
                        .map { "\(QueryParameters.encode($0.name))=\(QueryParameters.encode($0.value))" } + [
                            "start=\(token)"
                        ]
                    response.nextPageLink =
                        "http://\(host ?? "localhost")/\(name)/search?\(query.joined(separator: "&"))"
                }
                return OwnJSON.response(response)
            }
        }
    }

    private func batch(_ request: ServerRequest, _ name: String) -> ServerApplication.Route {
        struct Body: Decodable {
            var queries: [String]
            var flags: String?
        }
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(request.body)),
            body.queries.count <= Self.largestBatch
        else { return .ready(Self.failed("INVALID_REQUEST_BODY")) }
        let asked = NgramsDevFlags(body.flags ?? "")
        var flags = NgramsDevFlags("ri")
        (flags.isCaseSensitive, flags.mergesCase) = (asked.isCaseSensitive, asked.mergesCase)
        return .question { [flags] store in
            guard try Self.corpus(name, store) != nil else { return Self.notFound }
            let results = try store.answers(toParts: body.queries.count) { [queries = body.queries] part, store in
                // All readers have the same state, so all of them have the corpus.
                try Self.corpus(name, store).map { corpus in
                    OwnJSON.bytes(of: try Self.answer(queries[part], flags, corpus, store, Self.pageSize, 0))
                }
            }
            return OwnJSON.response(listing: results.compactMap(\.self), as: "results")
        }
    }

    /// A corpus by its name in the store or in the API, which had the corpora of 2020: `eng` is `eng-2019`.
    private static func corpus(_ name: String, _ store: ServedSnapshot) throws -> StoredCorpus? {
        if let corpus = try store.corpus(named: name) { return corpus }
        return try store.corpus(named: name.replacing("_", with: "-") + "-\(Edition.y2019.rawValue)")
    }

    private static func answer(
        _ text: String, _ flags: NgramsDevFlags, _ corpus: StoredCorpus, _ store: ServedSnapshot, _ limit: Int,
        _ start: Int
    ) throws -> BatchResult {
        let query: NgramsDevQuery
        let pattern: SearchPattern
        do {
            query = try NgramsDevQuery(
                text, flags, edition: corpus.edition, isRussian: corpus.name.hasPrefix("rus"))
            pattern = try SearchPattern(query.pattern, syntax: .words, ignoringCase: !flags.isCaseSensitive)
        } catch let failure as NgramsDevQuery.Failure {
            return .failed(
                Failure(error: Failure.Content(code: failure.code), queryTokens: failure.tokens))
        } catch is AutomatonTooLarge {
            return .failed(Failure(error: Failure.Content(code: "INVALID_QUERY.TOO_EXPENSIVE")))
        }
        var request = TopRequest()
        pattern.restrict(&request, tags: nil, mergingCase: flags.mergesCase && !query.isPlain)
        // The spellings of one n-gram are few, and summing them here is quicker than a search that sums.
        let mergesHere = flags.mergesCase && query.isPlain
        request.limit = mergesHere ? 10_000 : start + limit + 1
        guard let counts = try store.counts(of: corpus.name, order: request.order) else {
            return .found(SearchResponse(query: text, queryTokens: query.tokens, ngrams: []))
        }
        var found = try counts.top(request)
        if mergesHere, var sum = found.first {
            for other in found.dropFirst() { try sum.matchCount.add(count: other.matchCount) }
            found = [sum]
        }
        let page = found.dropFirst(start).prefix(limit)
        let ngrams = try page.compactMap { total -> NgramLite? in
            let name = String(decoding: total.ngram.bytes, as: UTF8.self)
            let tokens = query.tokens(of: name)
            let inserted = tokens.filter { $0.inserted == true }
            if flags.dropsSentenceMarks, inserted.contains(where: { $0.kind.hasPrefix("SENTENCE_") }) { return nil }
            if flags.dropsPunctuation, inserted.contains(where: { !$0.text.contains { $0.isLetter || $0.isNumber } }) {
                return nil
            }
            return try lite(total, corpus, store, isAbstract: flags.mergesCase, tokens)
        }
        var response = SearchResponse(query: text, queryTokens: query.tokens, ngrams: ngrams)
        if found.count > start + limit { response.nextPageToken = String(start + limit, radix: 36) }
        return .found(response)
    }

    private static func lite(
        _ total: NgramTotal, _ corpus: StoredCorpus, _ store: ServedSnapshot, isAbstract: Bool,
        _ tokens: [NgramsDevToken]
    ) throws -> NgramLite {
        var tokens = tokens
        if isAbstract {
            // An n-gram that stands for all its spellings has none of them.
            for place in tokens.indices where !tokens[place].kind.hasPrefix("SENTENCE_") {
                tokens[place].text = String(
                    decoding: CaseFolding.key(of: Array(tokens[place].text.utf8)), as: UTF8.self)
            }
        }
        let sum = try totals(corpus, store, Ngram.order(of: total.ngram.bytes)).reduce(0.0) { $0 + Double($1.value) }
        return NgramLite(
            id: id(total.ngram.bytes, isAbstract: isAbstract), abstract: isAbstract ? true : nil,
            absTotalMatchCount: total.matchCount, relTotalMatchCount: sum > 0 ? Double(total.matchCount) / sum : 0,
            tokens: tokens)
    }

    private static func totals(_ corpus: StoredCorpus, _ store: ServedSnapshot, _ order: Int) throws -> [Int: Int64] {
        try store.state.denominators.of(corpus, order: order)?.totals ?? [:]
    }

    private static func info(_ name: String, _ store: ServedSnapshot) throws -> ServerResponse {
        guard let corpus = try corpus(name, store) else { return notFound }
        return OwnJSON.response(
            CorpusInfo(
                name: name, label: ViewerCorpus.label(ofStoreName: corpus.name),
                stats: try (1...5).map { order in
                    CorpusInfo.Statistics(try store.countRanges(of: corpus.name, order: order) ?? CountRanges())
                }))
    }

    private static func totalCounts(_ name: String, _ store: ServedSnapshot) throws -> ServerResponse {
        guard let corpus = try corpus(name, store) else { return notFound }
        let totals = try (1...5).map { try Self.totals(corpus, store, $0) }
        let years = totals.flatMap(\.keys)
        guard let first = years.min(), let last = years.max() else {
            return OwnJSON.response(TotalCounts(minYear: 0, maxYear: 0, matchCounts: totals.map { _ in [] }))
        }
        return OwnJSON.response(
            TotalCounts(
                minYear: first, maxYear: last,
                matchCounts: totals.map { totals in (first...last).map { totals[$0] ?? 0 } }))
    }

    // MARK: - Identifiers

    /// The identifier of an n-gram: 32 hexadecimal digits. The first half is the n-gram's first 8 bytes, by which it is
    /// found; the second half is a hash of all of it.
    static func id(_ ngram: [UInt8], isAbstract: Bool) -> String {
        let key = isAbstract ? CaseFolding.key(of: ngram) : ngram
        let prefix = (key + [UInt8](repeating: 0, count: 8)).prefix(8)
        // An abstract n-gram has no identifier of an n-gram.
        let hash = FNV1a.hash(isAbstract ? key + [0] : key)
        return (prefix + (0..<8).map { UInt8(truncatingIfNeeded: hash >> (56 - 8 * $0)) })
            .map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }.joined()
    }

    private static func ngram(_ id: String, _ name: String, _ store: ServedSnapshot) throws -> ServerResponse {
        guard let corpus = try corpus(name, store), let counts = try store.counts(of: corpus.name) else {
            return notFound
        }
        let bytes = stride(from: 0, to: 16, by: 2).compactMap { UInt8(id.dropFirst($0).prefix(2), radix: 16) }
        let prefix = Array(bytes.prefix { $0 != 0 })
        guard !prefix.isEmpty else { return notFound }
        var all = try NgramTotals(counts, NgramRange(prefix: prefix))
        while let total = try all.next() {
            guard Self.id(total.ngram.bytes, isAbstract: false) == id else { continue }
            let text = String(decoding: total.ngram.bytes, as: UTF8.self)
            var lite = try Self.lite(
                total, corpus, store, isAbstract: false, text.split(separator: " ").map { NgramsDevToken(word: $0) })
            let totals = try Self.totals(corpus, store, Ngram.order(of: total.ngram.bytes))
            lite.stats = try counts.series(of: total.ngram).map { observation in
                let all = Double(totals[observation.year] ?? 0)
                return YearStats(
                    year: observation.year, absMatchCount: observation.matchCount,
                    relMatchCount: all > 0 ? Double(observation.matchCount) / all : 0)
            }
            return OwnJSON.response(lite)
        }
        return notFound
    }
}
