import CCurl

/// Why a transfer did not succeed.
struct WebFailure: Error {
    /// What may help.
    enum Kind {
        /// To try again.
        case transient
        /// Nothing.
        case permanent
        /// Nothing, because there is another version of the file now.
        case changed
        /// Nothing is wrong: the work was canceled.
        case cancelled
    }
    var kind: Kind
    var reason: String
    /// The seconds after which the server wants to be asked again, if it says so.
    var wait: Int64?
}

/// One request and its answer, by libcurl.
///
/// Bytes are only received while `read` waits for them: if nobody reads, the system's buffer fills up and the server
/// waits. So memory is bounded, however fast the server is. Not thread-safe; reading blocks.
final class WebTransfer {
    /// The beginning of an answer.
    struct Response {
        var status = 0
        /// The values of each header, by its name in lowercase.
        var headers: [String: [String]] = [:]

        func header(_ name: String) -> String? { headers[name]?.last }
    }

    /// The answer to the request after redirects; its body is read with `read`.
    var response: Response { state.response }

    private let easy: UnsafeMutableRawPointer
    private let multi: UnsafeMutableRawPointer
    private var list: UnsafeMutablePointer<curl_slist>?
    private let state: State

    /// What libcurl's callbacks change.
    private final class State {
        /// The most bytes that are kept while nobody reads.
        static let largest = 512 << 10

        var response = Response()
        var hasResponse = false
        var body: [UInt8] = []
        var taken = 0
        var isPaused = false

        func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
            hasResponse = true
            guard body.count - taken < Self.largest else {
                isPaused = true
                return Int(CURL_WRITEFUNC_PAUSE)
            }
            if taken == body.count {
                body.removeAll(keepingCapacity: true)
                taken = 0
            }
            body += bytes
            return bytes.count
        }

        func receiveHeader(_ bytes: UnsafeRawBufferPointer) {
            var line = String(decoding: bytes, as: UTF8.self)[...]
            while let last = line.unicodeScalars.last, last == "\r" || last == "\n" { line.unicodeScalars.removeLast() }
            if line.hasPrefix("HTTP/") {
                // Each redirect and interim answer has headers of its own.
                response = Response()
                response.status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            } else if line.isEmpty {
                let isRedirect = (300..<400).contains(response.status) && response.header("location") != nil
                hasResponse = response.status >= 200 && !isRedirect
            } else if let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                response.headers[line[..<colon].lowercased(), default: []].append(String(value))
            }
        }
    }

    /// Sends a request, and waits until the beginning of the answer is there.
    ///
    /// - Parameters:
    ///   - range: the bytes to ask for, as in `bytes=RANGE`; nil for all.
    ///   - condition: the ETag or time that the file must have if only a range of it is sent (`If-Range`).
    ///   - isHead: whether to ask only for the headers.
    /// - Throws: `WebFailure`.
    init(
        _ address: String, range: String? = nil, condition: String? = nil, isHead: Bool = false, limits: WebLimits
    ) throws(WebFailure) {
        if let reason = ccurl_load() {
            throw WebFailure(
                kind: .permanent,
                reason: "reading from the web needs libcurl (Debian: libcurl4): \(String(cString: reason))")
        }
        guard let easy = ccurl_easy_init(), let multi = ccurl_multi_init() else {
            throw WebFailure(kind: .permanent, reason: "libcurl has no memory")
        }
        (self.easy, self.multi) = (easy, multi)
        state = State()
        list = ccurl_append(nil, "Accept-Encoding: identity")
        if let condition { list = ccurl_append(list, "If-Range: \(condition)") }
        let context = Unmanaged.passUnretained(state).toOpaque()
        for (option, value) in [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 1), (CURLOPT_MAXREDIRS, 10),
            (CURLOPT_BUFFERSIZE, 256 << 10), (CURLOPT_CONNECTTIMEOUT, limits.connectSeconds),
            (CURLOPT_LOW_SPEED_LIMIT, limits.leastBytesPerSecond), (CURLOPT_LOW_SPEED_TIME, limits.stallSeconds),
            (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1), (CURLOPT_NOBODY, isHead ? 1 : 0),
            (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
            (CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS)),
            (CURLOPT_REDIR_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS)),
        ] {
            _ = ccurl_set_long(easy, option, value)
        }
        _ = ccurl_set_text(easy, CURLOPT_URL, address)
        _ = ccurl_set_text(easy, CURLOPT_USERAGENT, "ngrams")
        if let range { _ = ccurl_set_text(easy, CURLOPT_RANGE, range) }
        _ = ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, list)
        _ = ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        _ = ccurl_set_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            return Unmanaged<State>.fromOpaque(context).takeUnretainedValue()
                .receive(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        _ = ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        _ = ccurl_set_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            Unmanaged<State>.fromOpaque(context).takeUnretainedValue()
                .receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        _ = ccurl_multi_add(multi, easy)
        while !state.hasResponse, result == nil { try advance() }
        guard state.hasResponse else {
            if case .failure(let failure)? = result { throw failure }
            throw WebFailure(kind: .transient, reason: "the server sent no answer of HTTP")
        }
    }

    deinit {
        _ = ccurl_multi_remove(multi, easy)
        ccurl_easy_cleanup(easy)
        ccurl_multi_cleanup(multi)
        ccurl_free_list(list)
    }

    /// The seconds after which the server wants to be asked again; nil if it does not say.
    var retryAfter: Int64? {
        let seconds = ccurl_retry_after(easy)
        return seconds > 0 ? seconds : nil
    }

    /// Moves bytes of the body into memory; 0 at the end of the body.
    func read(into output: UnsafeMutableRawBufferPointer) throws(WebFailure) -> Int {
        while state.taken == state.body.count, result == nil { try advance() }
        let count = min(output.count, state.body.count - state.taken)
        guard count > 0 else {
            // What was received before a failure has been read now.
            if case .failure(let failure)? = result { throw failure }
            return 0
        }
        state.body.withUnsafeBytes {
            output.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[state.taken..<state.taken + count]))
        }
        state.taken += count
        return count
    }

    /// How the transfer ended; nil before its end.
    private var result: Result<Void, WebFailure>?

    /// Waits for something to happen.
    private func advance() throws(WebFailure) {
        guard result == nil else { return }
        if state.isPaused, state.taken == state.body.count {
            state.isPaused = false
            _ = ccurl_resume(easy)
        }
        var running: Int32 = 0
        let performed = ccurl_multi_perform(multi, &running)
        guard performed == CURLM_OK else {
            throw WebFailure(kind: .permanent, reason: "libcurl failed with code \(performed.rawValue)")
        }
        var code = CURLE_OK
        if ccurl_multi_result(multi, &code) == 1 {
            result = code == CURLE_OK ? .success(()) : .failure(failure(code))
        } else if state.taken == state.body.count {
            if Task.isCancelled { throw WebFailure(kind: .cancelled, reason: "canceled") }
            _ = ccurl_multi_wait(multi, 100)
        }
    }

    private func failure(_ code: CURLcode) -> WebFailure {
        let text = String(cString: ccurl_error_text(code))
        let isPermanent = [
            CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_TOO_MANY_REDIRECTS, CURLE_PEER_FAILED_VERIFICATION,
            CURLE_SSL_CACERT_BADFILE, CURLE_OUT_OF_MEMORY,
        ].contains(code)
        return WebFailure(
            kind: isPermanent ? .permanent : .transient, reason: text.prefix(1).lowercased() + text.dropFirst())
    }
}

/// How patient reading from the web is.
package struct WebLimits: Sendable {
    /// The number of times in a row that a request may fail before an archive is given up.
    package var attempts = 7
    /// The seconds before the second of them, which double each time.
    package var firstWait = 0.5
    /// The longest of these waits, in seconds.
    package var longestWait = 30.0
    /// The longest time that a server may ask for before the next attempt, in seconds.
    package var longestRetryAfter: Int64 = 300
    /// The seconds to wait for a connection.
    package var connectSeconds = 30
    /// The seconds during which fewer than `leastBytesPerSecond` are received before a transfer counts as failed.
    package var stallSeconds = 30
    /// See `stallSeconds`.
    package var leastBytesPerSecond = 100
    /// The bytes between two failures after which attempts are counted anew.
    package var progressBytes: Int64 = 16 << 10

    /// The usual limits.
    package init() {}
}
