import NIOHTTP1

/// A request, complete and within the limits.
struct ServerRequest: Sendable {
    /// Its method.
    var method: HTTPMethod
    /// Its path, decoded, without the host that an absolute target has: `/ngrams/json`.
    var path: String
    /// The parameters of its target.
    var parameters: QueryParameters
    /// The target as it was sent, without a host: the path and the parameters.
    var target: String
    /// Its headers.
    var headers: HTTPHeaders
    /// Its body.
    var body: [UInt8]

    /// The host that the client asked: that of an absolute target, or that of the header `Host`; nil if there is none.
    var host: String?
    /// Whether the target is absolute, as a client that takes this server for its proxy sends it.
    var isAbsolute = false

    /// Whether the client takes answers that are compressed with gzip (RFC 9110, 12.5.3).
    var acceptsGzip: Bool {
        headers[canonicalForm: "accept-encoding"].contains { coding in
            let parts = coding.lowercased().filter { $0 != " " }.split(separator: ";")
            return parts.first == "gzip"
                && !parts.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
        }
    }

    /// A request.
    ///
    /// - Parameter uri: the target, which may be absolute, as a proxy gets it (RFC 9112, 3.2.2).
    init(method: HTTPMethod, uri: String, headers: HTTPHeaders, body: [UInt8] = []) {
        (self.method, self.headers, self.body) = (method, headers, body)
        host = headers.first(name: "host")
        var target = Substring(uri)
        for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
            let rest = target.dropFirst(scheme.count)
            let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
            host = String(rest[..<end])
            isAbsolute = true
            target = rest[end...]
            if !target.hasPrefix("/") { target = "/" + target }
        }
        if let fragment = target.firstIndex(of: "#") { target = target[..<fragment] }
        self.target = String(target)
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = QueryParameters.decode(parts[0], plusIsSpace: false) ?? String(parts[0])
        parameters = QueryParameters(parts.count > 1 ? parts[1] : "")
    }
}

/// The answer to a request.
struct ServerResponse: Sendable {
    /// Its status.
    var status: HTTPResponseStatus
    /// The media type of its body; nil if it has none.
    var contentType: String?
    /// Its other headers.
    var headers: [(name: String, value: String)] = []
    /// Its body.
    var body: [UInt8]

    /// An answer with a body.
    init(_ status: HTTPResponseStatus = .ok, _ contentType: String?, _ body: [UInt8]) {
        (self.status, self.contentType, self.body) = (status, contentType, body)
    }

    /// An answer with a text, encoded in UTF-8.
    init(_ status: HTTPResponseStatus = .ok, _ contentType: String, text: String) {
        self.init(status, contentType, Array(text.utf8))
    }

    /// This answer with one more header.
    func adding(_ name: String, _ value: String) -> ServerResponse {
        var response = self
        response.headers.append((name, value))
        return response
    }
}

/// The media types of answers.
enum MediaType {
    /// JSON (RFC 8259).
    static let json = "application/json; charset=utf-8"
    /// A page.
    static let html = "text/html; charset=utf-8"
    /// The text format of Prometheus.
    static let metrics = "text/plain; version=0.0.4; charset=utf-8"
}
