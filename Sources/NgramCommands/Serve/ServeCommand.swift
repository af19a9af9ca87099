import ArgumentParser
import Foundation
import NgramServer
import NgramStore
import NgramSystem

/// `ngrams serve`
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the Ngram Viewer's page and JSON, and an API, over the store.",
        discussion: """
            The page is at http://127.0.0.1:8080/ngrams/. Programs that ask books.google.com/ngrams/json can ask this \
            server instead; /api/openapi.json describes the other routes. docs/http.md has examples. An ingest may run \
            at the same time. Ctrl-C ends the server when the running requests are answered.
            """)

    /// How log lines are written.
    enum LogFormat: String, CaseIterable, ExpressibleByArgument {
        case text, json, none
    }

    @Option(help: "The address to listen on; 0.0.0.0 for all, which lets other machines ask.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 8080

    @Option(
        name: .customLong("allow-host"),
        help: ArgumentHelp(
            """
            A host that requests may name beside the local ones, such as a domain; may be repeated. any allows all, for a \
            server behind a proxy that checks them.
            """, valueName: "name"))
    var allowedHosts: [String] = []

    @Option(
        help: ArgumentHelp(
            "Inflected forms for _INF: base, tag and form a line, separated by tabs.", valueName: "file"))
    var forms: String?

    @Option(name: .customLong("log-format"), help: "How requests are logged on standard error: text, json or none.")
    var logFormat = LogFormat.text

    @Option(help: ArgumentHelp("The seconds that a request may take.", valueName: "seconds"))
    var limitSeconds = ServerLimits().requestSeconds

    @Option(help: ArgumentHelp("The requests that are answered at the same time.", valueName: "count"))
    var limitConcurrent = ServerLimits().concurrentRequests

    @Option(help: ArgumentHelp("The requests that may wait for their turn.", valueName: "count"))
    var limitWaiting = ServerLimits().waitingRequests

    @Option(help: ArgumentHelp("The connections that may be open.", valueName: "count"))
    var limitConnections = ServerLimits().connections

    @Option(help: ArgumentHelp("The terms of a query.", valueName: "count"))
    var limitTerms = ServerLimits().terms

    @Option(help: ArgumentHelp("The n-grams that * may stand for.", valueName: "count"))
    var limitExpansions = ServerLimits().expansions

    @Option(help: ArgumentHelp("The results of a search.", valueName: "count"))
    var limitResults = ServerLimits().results

    @Option(help: ArgumentHelp("The bytes of a URL.", valueName: "bytes"))
    var limitURL = ServerLimits().urlBytes

    @Option(help: ArgumentHelp("The bytes of a request's body.", valueName: "bytes"))
    var limitBody = ServerLimits().bodyBytes

    @OptionGroup var store: StoreOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port \(port) is not between 0 and 65535.") }
        for (name, value, range) in [
            ("seconds", limitSeconds, 1...86_400), ("concurrent", limitConcurrent, 1...256),
            ("waiting", limitWaiting, 0...100_000), ("connections", limitConnections, 1...100_000),
            ("terms", limitTerms, 1...100_000), ("expansions", limitExpansions, 1...100_000),
            ("results", limitResults, 1...100_000), ("url", limitURL, 256...(1 << 20)),
            ("body", limitBody, 0...(1 << 30)),
        ] {
            guard range.contains(value) else {
                throw ValidationError(
                    "--limit-\(name) \(value) is not between \(range.lowerBound) and \(range.upperBound).")
            }
        }
    }

    func run() throws {
        var configuration = ServerConfiguration()
        (configuration.host, configuration.port) = (host, port)
        configuration.allowedHosts = allowedHosts.contains("any") ? nil : Set(allowedHosts.map { $0.lowercased() })
        configuration.inflections = try FrequencyOptions.inflections(in: forms)
        configuration.logsRequests = logFormat != .none
        configuration.logsJSON = logFormat == .json
        var limits = ServerLimits()
        (limits.requestSeconds, limits.concurrentRequests) = (limitSeconds, limitConcurrent)
        (limits.waitingRequests, limits.connections) = (limitWaiting, limitConnections)
        (limits.terms, limits.expansions, limits.results) = (limitTerms, limitExpansions, limitResults)
        (limits.urlBytes, limits.bodyBytes) = (limitURL, limitBody)
        configuration.limits = limits

        let stopped = DispatchSemaphore(value: 0)
        let signals = TerminationSignals { stopped.signal() }
        defer { signals.stop() }
        let stores = store
        let server: Server
        do {
            server = try Server(configuration) { try stores.readingSet }
        } catch let error as CannotListen {
            throw CommandFailure(status: .unavailable, description: "\(error)")
        }
        let shown = host.contains(":") ? "[\(host)]" : host == "0.0.0.0" ? "127.0.0.1" : host
        Diagnostics.note("serving http://\(shown):\(server.port)/ngrams/")
        stopped.wait()
        server.stop()
    }
}
