import Foundation
import NIOHTTP1
import NgramModel
import NgramQuery
import NgramStore

/// Why a request has no answer.
struct RouteFailure: Error {
    var status: HTTPResponseStatus
    /// A name of the failure that does not change, for programs.
    var code: String
    /// The facts, for people.
    var message: String
    /// Where a query or a pattern is wrong, in bytes of UTF-8 from its beginning; nil if it is not, or as a whole.
    var offset: Int?

    init(_ status: HTTPResponseStatus, _ code: String, _ message: String, at offset: Int? = nil) {
        (self.status, self.code, self.message, self.offset) = (status, code, message, offset)
    }

    /// A parameter that is missing or has a wrong value.
    static func parameter(_ name: String, _ found: String?, expected: String) -> RouteFailure {
        guard let found else {
            return RouteFailure(
                .badRequest, "MISSING_PARAMETER", "the parameter \(name) is missing: expected \(expected)")
        }
        return RouteFailure(
            .badRequest, "INVALID_PARAMETER", "the parameter \(name) is \"\(found.prefix(80))\": expected \(expected)")
    }

    static func unknownCorpus(_ name: String, among corpora: [String]) -> RouteFailure {
        RouteFailure(
            .notFound, "UNKNOWN_CORPUS",
            "the store has no corpus \"\(name.prefix(80))\"; it has: "
                + (corpora.isEmpty ? "none yet" : corpora.joined(separator: ", ")))
    }

    /// The failure that an error of another part of the program is.
    init(_ error: any Error, limits: ServerLimits) {
        switch error {
        case let error as RouteFailure: self = error
        case let error as QueryError: self.init(.badRequest, "INVALID_QUERY", "\(error)", at: error.offset)
        case let error as PatternError: self.init(.badRequest, "INVALID_PATTERN", "\(error)", at: error.offset)
        case let error as WordPatternError: self.init(.badRequest, "INVALID_PATTERN", "\(error)", at: error.offset)
        case let error as AutomatonTooLarge: self.init(.badRequest, "INVALID_PATTERN", "\(error)")
        case let error as AnswerTooLarge: self.init(.badRequest, "ANSWER_TOO_LARGE", "\(error)")
        case is CountOverflow:
            self.init(.internalServerError, "OVERFLOW", "the counts sum to more than \(Int64.max)")
        case ReaderPool.Refusal.busy:
            self.init(
                .serviceUnavailable, "BUSY",
                "\(limits.waitingRequests) requests are waiting already; send the request again later")
        case ReaderPool.Refusal.tookTooLong:
            self.init(.serviceUnavailable, "TIMEOUT", "the answer took longer than \(limits.requestSeconds) s")
        case ReaderPool.Refusal.cancelled: self.init(.serviceUnavailable, "STOPPING", "the server is ending")
        case let error as StoreError: self.init(error)
        default: self.init(.internalServerError, "INTERNAL", "the request cannot be answered: \(error)")
        }
    }

    /// Messages leave the path of the store out: it is not the client's business.
    private init(_ error: StoreError) {
        let facts = "\(error)".split(separator: ": ", maxSplits: 1).last.map(String.init) ?? "\(error)"
        switch error {
        case .damaged: self.init(.internalServerError, "STORE_DAMAGED", facts)
        case .overflow, .sumTooLarge: self.init(.internalServerError, "OVERFLOW", facts)
        default: self.init(.serviceUnavailable, "STORE_UNAVAILABLE", facts)
        }
    }

    /// The failure as an answer in JSON.
    var response: ServerResponse {
        struct Body: Encodable {
            struct Failure: Encodable {
                var code: String
                var message: String
                var offset: Int?
            }
            var error: Failure
        }
        let response = OwnJSON.response(
            Body(error: Body.Failure(code: code, message: message, offset: offset)), status)
        return status == .serviceUnavailable ? response.adding("Retry-After", "1") : response
    }
}
