/// What a client may ask of the server. A request beyond a limit gets an answer that names the limit.
package struct ServerLimits: Sendable {
    /// The bytes of a request's path and parameters.
    package var urlBytes = 16 << 10
    /// The bytes of all headers of a request.
    package var headerBytes = 32 << 10
    /// The number of headers of a request.
    package var headerCount = 100
    /// The bytes of a request's body.
    package var bodyBytes = 1 << 20
    /// The connections that are open at the same time.
    package var connections = 1_000
    /// The requests that are answered at the same time.
    package var concurrentRequests = 4
    /// The requests that wait for their turn.
    package var waitingRequests = 200
    /// The seconds that a request may take, waiting included.
    package var requestSeconds = 10
    /// The seconds within which a request must arrive once it has begun, and within which a client must accept the answer.
    package var transferSeconds = 10
    /// The seconds that a connection may be idle between requests.
    package var idleSeconds = 60
    /// The terms of a query.
    package var terms = 1_000
    /// The n-grams that a wildcard stands for.
    package var expansions = 1_000
    /// The results of a search.
    package var results = 1_000

    /// The usual limits.
    package init() {}
}
