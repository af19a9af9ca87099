import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NgramPacking
import NgramQuery
import NgramSystem
import Synchronization

/// Finds the route of a request and answers it.
final class ServerApplication: Responder {
    /// The hosts of the services whose clients may use this server as their proxy.
    private static let proxiedHosts: Set<String> = ["books.google.com", "ngrams.dev", "api.ngrams.dev"]

    private let pool: ReaderPool
    private let limits: ServerLimits
    private let hosts: Set<String>?
    private let logger: Logger
    private let own: OwnRoutes
    private let pages: PageRoutes
    private let ngramsDev = NgramsDevRoutes()
    private let inflections: Inflections?
    private let metrics = ServerMetrics()

    /// - Parameters:
    ///   - hosts: the hosts that requests may name; nil for any.
    ///   - inflections: the forms of words.
    init(pool: ReaderPool, limits: ServerLimits, hosts: Set<String>?, inflections: Inflections?, logger: Logger) {
        (self.pool, self.limits, self.hosts, self.logger) = (pool, limits, hosts, logger)
        self.inflections = inflections
        own = OwnRoutes(limits: limits, inflections: inflections)
        pages = PageRoutes(limits: limits, inflections: inflections)
    }

    func answer(_ request: ServerRequest, on eventLoop: any EventLoop) -> PendingAnswer {
        let begin = ContinuousClock.now
        let limits = limits
        let isPage = PageRoutes.isPage(request.path)
        @Sendable func failed(_ error: any Error) -> ServerResponse {
            let failure = RouteFailure(error, limits: limits)
            return isPage ? PageRoutes.failure(failure, request) : failure.response
        }
        var pending: PendingAnswer
        do {
            switch try route(request) {
            case .ready(let response): pending = PendingAnswer(response: eventLoop.makeSucceededFuture(response))
            case .question(let work):
                let (answer, cancel) = pool.run(on: eventLoop) { store in
                    Self.compressed(try work(store), request.acceptsGzip)
                }
                pending = PendingAnswer(
                    response: answer.flatMapErrorThrowing { failed($0) }, cancel: cancel)
            }
        } catch {
            pending = PendingAnswer(response: eventLoop.makeSucceededFuture(failed(error)))
        }
        pending.response = pending.response.map { [logger, metrics] response in
            let response = Self.guarded(response, isPage: isPage)
            let elapsed = begin.duration(to: .now).components
            let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
            metrics.add(status: response.status.code, seconds: seconds, bytes: response.body.count)
            Self.log(request, response, seconds, logger)
            return response
        }
        return pending
    }

    func refusal(_ status: HTTPResponseStatus, code: String, _ reason: String) -> ServerResponse {
        logger.info("request refused", metadata: ["status": "\(status.code)", "reason": "\(code)"])
        let response = RouteFailure(status, code, reason).response
        metrics.add(status: status.code, seconds: 0, bytes: response.body.count)
        return response
    }

    // MARK: - Routes

    /// What answers a request.
    enum Route {
        case ready(ServerResponse)
        case question(@Sendable (ServedSnapshot) throws -> ServerResponse)
    }

    private func route(_ request: ServerRequest) throws -> Route {
        try checkHost(request)
        if request.method == .OPTIONS { return .ready(Self.options) }
        if let route = ngramsDev.route(request) { return route }
        let parameters = try parameters(of: request)
        switch request.path {
        case "/": return .ready(ServerResponse(.found, nil, []).adding("Location", "/ngrams/"))
        case "/ngrams/json":
            let question = try FrequencyParameters(parameters, .viewer, limits: limits)
            let (limits, inflections) = (limits, inflections)
            return .question { ViewerRoutes.json(try question.answer(in: $0, inflections, limits: limits)) }
        case "/api/frequency":
            let (question, own) = (try FrequencyParameters(parameters, .own, limits: limits), own)
            return .question { try own.frequency(question, in: $0) }
        case "/api/total": return .question(try own.total(parameters))
        case "/api/years": return .question(try own.years(parameters))
        case "/api/top": return .question(try own.ranking(parameters, isSearch: false))
        case "/api/search": return .question(try own.ranking(parameters, isSearch: true))
        case "/api/corpora": return .question { [own] in try own.corpora(in: $0) }
        case "/api/health": return .question { [own] in own.health(in: $0) }
        case "/metrics":
            let text = metrics.text(questions: pool.questions)
            return .ready(ServerResponse(.ok, MediaType.metrics, Array(text.utf8)))
        case "/api/openapi.json": return .ready(OpenAPI.response)
        default:
            if let route = try pages.route(request, parameters) { return route }
            throw RouteFailure(
                .notFound, "NO_SUCH_PATH",
                "there is nothing at this path; the page is at /ngrams/, and "
                    + "/api/openapi.json lists the other routes")
        }
    }

    /// Pages elsewhere can make a browser send requests to this server by giving it a name of their own (DNS rebinding).
    /// So requests must name a host that this server is known by.
    private func checkHost(_ request: ServerRequest) throws {
        guard let hosts else { return }
        guard let host = request.host, !host.isEmpty else {
            // Programs that speak HTTP/1.0 name none; browsers always do.
            return
        }
        let name = Self.nameWithoutPort(host)
        if hosts.contains(name) || request.isAbsolute && Self.proxiedHosts.contains(name) { return }
        throw RouteFailure(
            .forbidden, "HOST_NOT_ALLOWED",
            "this server does not answer to the host \"\(name.prefix(80))\"; start it with --allow-host to allow that")
    }

    private static func nameWithoutPort(_ host: String) -> String {
        let host = host.lowercased()
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return String(host[...end]) }
        return String(host.prefix { $0 != ":" })
    }

    /// The parameters of the target, or those of a form that was posted.
    private func parameters(of request: ServerRequest) throws -> QueryParameters {
        var parameters = request.parameters
        switch request.method {
        case .GET, .HEAD: break
        case .POST where request.path.hasPrefix("/api/") || request.path == "/ngrams/json":
            let type = request.headers.first(name: "content-type") ?? ""
            guard type.lowercased().hasPrefix("application/x-www-form-urlencoded") else {
                throw RouteFailure(
                    .unsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE",
                    "the body is \"\(type.prefix(80))\": expected application/x-www-form-urlencoded")
            }
            parameters = QueryParameters(Substring(decoding: request.body, as: UTF8.self))
        default:
            throw RouteFailure(.methodNotAllowed, "METHOD_NOT_ALLOWED", "expected GET, but found \(request.method)")
        }
        guard !parameters.isMalformed else {
            throw RouteFailure(
                .badRequest, "MALFORMED_PARAMETERS",
                "a parameter has a wrong percent code, or is not valid UTF-8")
        }
        return parameters
    }

    // MARK: - Answers

    private static let options = ServerResponse(.noContent, nil, [])
        .adding("Allow", "GET, HEAD, POST, OPTIONS").adding("Access-Control-Allow-Methods", "GET, POST")
        .adding("Access-Control-Allow-Headers", "Content-Type").adding("Access-Control-Max-Age", "86400")

    /// Compresses the body if that is worth it and the client accepts it.
    static func compressed(_ response: ServerResponse, _ acceptsGzip: Bool) -> ServerResponse {
        guard acceptsGzip, response.body.count > 1_000, let packed = try? gzip(response.body) else { return response }
        var response = response.adding("Content-Encoding", "gzip").adding("Vary", "Accept-Encoding")
        response.body = packed
        return response
    }

    static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        var packed: [UInt8] = []
        let sink = ByteSink(drain: { packed += $0 })
        let encoder = try GzipEncoder(into: sink)
        try encoder.append(bytes)
        try encoder.finish()
        try sink.flush()
        return packed
    }

    /// Adds the headers that all answers have.
    private static func guarded(_ response: ServerResponse, isPage: Bool) -> ServerResponse {
        var response = response.adding("X-Content-Type-Options", "nosniff")
        if isPage {
            response.headers += [
                ("Referrer-Policy", "no-referrer"), ("Content-Security-Policy", PageRoutes.contentSecurityPolicy),
            ]
        } else {
            response.headers.append(("Access-Control-Allow-Origin", "*"))
        }
        if response.status == .methodNotAllowed { response.headers.append(("Allow", "GET, HEAD")) }
        if !response.headers.contains(where: { $0.name == "Cache-Control" }) {
            // An ingest may change any answer.
            response.headers.append(("Cache-Control", "no-cache"))
        }
        return response
    }

    private static func log(
        _ request: ServerRequest, _ response: ServerResponse, _ seconds: Double, _ logger: Logger
    ) {
        logger.info(
            "request",
            metadata: [
                "method": "\(request.method)", "target": "\(request.target.prefix(500))",
                "status": "\(response.status.code)", "bytes": "\(response.body.count)",
                "ms": "\((seconds * 1e5).rounded() / 100)",
            ])
    }
}
