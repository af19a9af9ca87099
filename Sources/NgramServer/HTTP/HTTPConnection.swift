import Foundation
import NIOCore
import NIOHTTP1

/// What answers requests.
protocol Responder: Sendable {
    /// Begins to answer a request.
    ///
    /// - Parameter eventLoop: the loop of the connection, which must not be blocked.
    func answer(_ request: ServerRequest, on eventLoop: any EventLoop) -> PendingAnswer

    /// The answer to a request that cannot be read, or exceeds a limit.
    func refusal(_ status: HTTPResponseStatus, code: String, _ reason: String) -> ServerResponse
}

/// An answer that may take a while.
struct PendingAnswer {
    /// The answer. It never fails.
    var response: EventLoopFuture<ServerResponse>
    /// Ends the work, because nobody waits for it anymore. May be called at any time and on any thread.
    var cancel: @Sendable () -> Void = {}
}

/// The event that tells a connection to end as soon as it has answered the request that it is answering.
struct ServerIsStopping: Sendable {}

/// Reads the requests of a connection and writes the answers, one after another in the order of the requests.
///
/// A client that closes its side is taken to have lost interest: the work for it ends. A request that does not arrive
/// in time, or an answer that is not accepted in time, ends the connection.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The requests of a connection that are read ahead, before the connection is no longer read.
    private static let largestBacklog = 8

    private struct Incoming {
        var head: HTTPRequestHead
        var body: [UInt8] = []
    }

    private struct Complete {
        var request: ServerRequest
        var version: HTTPVersion
        var keepsAlive: Bool
    }

    private let responder: any Responder
    private let limits: ServerLimits
    private var incoming: Incoming?
    private var backlog: [Complete] = []
    private var pending: PendingAnswer?
    private var isSending = false
    /// Whether no further request is read.
    private var isEnding = false
    private var timeout: Scheduled<Void>?

    init(_ responder: any Responder, _ limits: ServerLimits) {
        (self.responder, self.limits) = (responder, limits)
    }

    func channelActive(context: ChannelHandlerContext) {
        setTimeout(limits.idleSeconds, context) { $0.close(promise: nil) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timeout?.cancel()
        pending?.cancel()
        pending = nil
        backlog = []
        isEnding = true
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ServerIsStopping else { return context.fireUserInboundEventTriggered(event) }
        isEnding = true
        backlog = []
        if pending == nil, !isSending { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, !isEnding, pending == nil, !isSending else {
            return context.close(promise: nil)
        }
        switch error as? HTTPParserError {
        case .headerOverflow:
            refuse(
                .requestHeaderFieldsTooLarge, code: "HEADERS_TOO_LARGE",
                "the headers of a request may have \(limits.headerBytes) bytes and \(limits.headerCount) lines", context
            )
        default: refuse(.badRequest, code: "MALFORMED_REQUEST", "this is not a request of HTTP/1.1", context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnding else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): begin(head, context)
        case .body(let buffer):
            guard incoming != nil else { return }
            guard (incoming?.body.count ?? 0) + buffer.readableBytes <= limits.bodyBytes else {
                return refuseBody(context)
            }
            incoming?.body.append(contentsOf: buffer.readableBytesView)
        case .end:
            guard let incoming else { return }
            self.incoming = nil
            backlog.append(
                Complete(
                    request: ServerRequest(
                        method: incoming.head.method, uri: incoming.head.uri, headers: incoming.head.headers,
                        body: incoming.body),
                    version: incoming.head.version,
                    // The decoder reads nothing after a request to change the protocol, which is answered as any other.
                    keepsAlive: incoming.head.isKeepAlive && !incoming.head.headers.contains(name: "upgrade")))
            if backlog.count > Self.largestBacklog { setReading(false, context) }
            answerNext(context)
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard head.uri.utf8.count <= limits.urlBytes else {
            return refuse(
                .uriTooLong, code: "URL_TOO_LONG", "a URL may have \(limits.urlBytes) bytes; send a query with POST",
                context)
        }
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > limits.bodyBytes {
            return refuseBody(context)
        }
        incoming = Incoming(head: head)
        if head.headers.first(name: "expect")?.lowercased() == "100-continue", pending == nil, !isSending {
            let next = HTTPResponseHead(version: head.version, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(next)), promise: nil)
        }
        if pending == nil, !isSending {
            setTimeout(limits.transferSeconds, context) { [unowned self] context in
                refuse(
                    .requestTimeout, code: "REQUEST_TOO_SLOW",
                    "a request must arrive within \(limits.transferSeconds) s", context)
            }
        }
    }

    private func refuseBody(_ context: ChannelHandlerContext) {
        refuse(.payloadTooLarge, code: "BODY_TOO_LARGE", "a body may have \(limits.bodyBytes) bytes", context)
    }

    /// Answers that a request is not accepted, and ends the connection, because the rest of the request is not read.
    private func refuse(
        _ status: HTTPResponseStatus, code: String, _ reason: String, _ context: ChannelHandlerContext
    ) {
        incoming = nil
        // Requests before this one are not answered, which is what the client deserves.
        backlog = []
        pending?.cancel()
        pending = nil
        guard !isSending else { return context.close(promise: nil) }
        isEnding = true
        send(
            responder.refusal(status, code: code, reason), version: .http1_1, keepsAlive: false, isHead: false, context)
    }

    private func answerNext(_ context: ChannelHandlerContext) {
        guard pending == nil, !isSending, !backlog.isEmpty else { return }
        timeout?.cancel()
        let next = backlog.removeFirst()
        if backlog.count <= Self.largestBacklog / 2 { setReading(true, context) }
        let answer = responder.answer(next.request, on: context.eventLoop)
        pending = answer
        let (connection, context) = (
            NIOLoopBound(self, eventLoop: context.eventLoop), NIOLoopBound(context, eventLoop: context.eventLoop)
        )
        answer.response.whenSuccess { response in
            let connection = connection.value
            // Nil if the client has left.
            guard connection.pending != nil else { return }
            connection.pending = nil
            connection.send(
                response, version: next.version, keepsAlive: next.keepsAlive, isHead: next.request.method == .HEAD,
                context.value)
        }
    }

    private func send(
        _ response: ServerResponse, version: HTTPVersion, keepsAlive: Bool, isHead: Bool,
        _ context: ChannelHandlerContext
    ) {
        let keepsAlive = keepsAlive && !isEnding
        isEnding = !keepsAlive
        var headers = HTTPHeaders()
        headers.reserveCapacity(response.headers.count + 4)
        headers.add(name: "Date", value: HTTPDate.now)
        if let type = response.contentType { headers.add(name: "Content-Type", value: type) }
        headers.add(name: "Content-Length", value: "\(response.body.count)")
        for (name, value) in response.headers { headers.add(name: name, value: value) }
        if !keepsAlive {
            headers.add(name: "Connection", value: "close")
        } else if version == .http1_0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        let head = HTTPResponseHead(version: .http1_1, status: response.status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !isHead, !response.body.isEmpty {
            context.write(
                wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: response.body)))),
                promise: nil)
        }
        isSending = true
        setTimeout(limits.transferSeconds, context) { $0.close(promise: nil) }
        let (connection, loopContext) = (
            NIOLoopBound(self, eventLoop: context.eventLoop), NIOLoopBound(context, eventLoop: context.eventLoop)
        )
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            connection.value.didSend(loopContext.value)
        }
    }

    private func didSend(_ context: ChannelHandlerContext) {
        isSending = false
        guard !isEnding else { return close(context) }
        setTimeout(incoming == nil ? limits.idleSeconds : limits.transferSeconds, context) { $0.close(promise: nil) }
        answerNext(context)
    }

    /// Ends the connection after an answer. Closing it at once, while the client still sends, would make the client's
    /// system discard the answer (RFC 9112, 9.6), so our side is closed first.
    private func close(_ context: ChannelHandlerContext) {
        guard context.channel.isActive else { return }
        setTimeout(1, context) { $0.close(promise: nil) }
        setReading(true, context)
        context.close(mode: .output, promise: nil)
    }

    private func setReading(_ isReading: Bool, _ context: ChannelHandlerContext) {
        _ = try? context.channel.syncOptions?.setOption(.autoRead, value: isReading)
    }

    /// Replaces the timeout.
    private func setTimeout(
        _ seconds: Int, _ context: ChannelHandlerContext, _ work: @escaping (ChannelHandlerContext) -> Void
    ) {
        timeout?.cancel()
        let bound = NIOLoopBound((context, work), eventLoop: context.eventLoop)
        timeout = context.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) { bound.value.1(bound.value.0) }
    }
}

/// The time as HTTP writes it (RFC 9110, 5.6.7).
enum HTTPDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static var now: String { text(time(nil)) }

    static func text(_ seconds: time_t) -> String {
        var (seconds, parts) = (seconds, tm())
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
            + "\(1900 + parts.tm_year) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }
}
