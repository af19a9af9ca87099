import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NgramQuery
import NgramStore

/// How a server runs.
package struct ServerConfiguration: Sendable {
    /// The address to listen on.
    package var host = "127.0.0.1"
    /// The port to listen on; 0 for any that is free.
    package var port = 8080
    /// The hosts that requests may name beside the local ones; nil for any.
    package var allowedHosts: Set<String>? = []
    /// What clients may ask.
    package var limits = ServerLimits()
    /// The forms of words for `_INF`.
    package var inflections: Inflections?
    /// Whether log lines are JSON objects.
    package var logsJSON = false
    /// Whether requests are logged.
    package var logsRequests = true

    /// The usual settings.
    package init() {}
}

/// The address cannot be listened on.
package struct CannotListen: Error, CustomStringConvertible {
    /// The address.
    package var address: String
    /// Why not.
    package var reason: String

    package var description: String { "cannot listen on \(address): \(reason)" }
}

/// Serves the Ngram Viewer's page and JSON, and our own routes, over stores.
package final class Server: Sendable {
    private let pool: ReaderPool
    private let http: HTTPServer
    private let listener: any Channel

    /// The seconds that requests have when the server ends, before they are interrupted.
    private static let grace = 0.5

    /// Begins to serve.
    ///
    /// - Parameter stores: the stores, at least one; called again whenever a store is opened.
    /// - Throws: `StoreError` when a store cannot be read; `CannotListen`.
    package init(_ configuration: ServerConfiguration, stores: @escaping @Sendable () throws -> StoreSet) throws {
        // Tells at the start, rather than at the first request, that there is no store.
        _ = try StoreSession(stores())
        var logger = Logger(label: "ngrams") { [logsJSON = configuration.logsJSON] _ in ServerLog(isJSON: logsJSON) }
        logger.logLevel = configuration.logsRequests ? .info : .warning
        let limits = configuration.limits
        pool = ReaderPool(limits: limits, stores: stores)
        let local = ["localhost", "127.0.0.1", "[::1]", configuration.host.lowercased()]
        let application = ServerApplication(
            pool: pool, limits: limits, hosts: configuration.allowedHosts.map { $0.union(local) },
            inflections: configuration.inflections, logger: logger)
        http = HTTPServer(application, limits: limits, threads: 1)
        do {
            listener = try http.listen(host: configuration.host, port: configuration.port)
        } catch {
            pool.shutDown()
            http.shutDown()
            let reason =
                switch error {
                case let error as IOError: String(cString: strerror(error.errnoCode))
                case is SocketAddressError.UnknownHost: "the host is not known"
                default: "\(error)"
                }
            throw CannotListen(address: "\(configuration.host):\(configuration.port)", reason: reason)
        }
    }

    /// The port that it listens on.
    package var port: Int { listener.localAddress?.port ?? 0 }

    /// Ends: accepts no connection anymore, waits half a second for the requests that are being answered, and interrupts
    /// those that are not answered then. Must be called once.
    package func stop() {
        http.stop(listener)
        let deadline = Date.now + Self.grace
        while http.openConnections > 0, Date.now < deadline { usleep(5_000) }
        pool.cancelAll()
        let end = Date.now + Self.grace / 2
        while http.openConnections > 0, Date.now < end { usleep(5_000) }
        pool.shutDown()
        http.shutDown()
    }
}
