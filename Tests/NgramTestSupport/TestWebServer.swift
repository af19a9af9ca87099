import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A server of HTTP for tests, which can break every rule. It answers on a port of its own until it is released.
package final class TestWebServer: Sendable {
    /// A request.
    package struct Request: Sendable {
        /// GET or HEAD.
        package var method: String
        /// The path and the parameters.
        package var target: String
        /// The headers, by their names in lowercase.
        package var headers: [String: String]
        /// The number of requests before this one.
        package var index: Int

        /// The first and the last byte of the range that is asked for; the last one is nil if it is the end.
        package var range: (first: Int, last: Int?)? {
            guard let range = headers["range"], range.hasPrefix("bytes=") else { return nil }
            let parts = range.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 2, let first = Int(parts[0]) else { return nil }
            return (first, Int(parts[1]))
        }
    }

    /// The connection to a client.
    package final class Connection: Sendable {
        private let descriptor: Int32
        init(_ descriptor: Int32) { self.descriptor = descriptor }

        /// Sends bytes; false when the client has closed the connection.
        @discardableResult
        package func send(_ bytes: some Collection<UInt8>) -> Bool {
            let bytes = Array(bytes)
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }

        /// Sends text.
        @discardableResult
        package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

        /// Makes the connection end with a reset when it is closed.
        package func reset() {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }
    }

    /// A file that is served as a good server does.
    package struct File: Sendable {
        /// Its bytes.
        package var bytes: [UInt8]
        /// Its ETag, with quotation marks.
        package var tag: String
        /// Further headers.
        package var headers = ""

        /// A file.
        package init(_ bytes: [UInt8], tag: String = "\"one\"") { (self.bytes, self.tag) = (bytes, tag) }

        /// The head of the answer to a request, and the bytes of its body.
        package func answer(_ request: Request) -> (head: String, body: ArraySlice<UInt8>) {
            var part = bytes[...]
            var head = "HTTP/1.1 200 OK\r\n"
            if let range = request.range, request.headers["if-range"].map({ $0 == tag }) ?? true,
                range.first < bytes.count
            {
                let last = min(range.last ?? bytes.count - 1, bytes.count - 1)
                part = bytes[range.first...last]
                head = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes \(range.first)-\(last)/\(bytes.count)\r\n"
            }
            head += "Content-Length: \(part.count)\r\nConnection: close\r\n"
            if !tag.isEmpty { head += "ETag: \(tag)\r\n" }
            return (head + headers + "\r\n", request.method == "HEAD" ? [] : part)
        }

        /// Answers a request.
        package func serve(_ request: Request, _ connection: Connection) {
            let (head, body) = answer(request)
            connection.send(head)
            connection.send(body)
        }
    }

    /// The port of the server.
    package let port: Int
    private let listener: Int32
    private let log: Mutex<[Request]>

    /// The requests that were received.
    package var requests: [Request] { log.withLock { $0 } }

    /// The address of a path on this server.
    package func address(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Starts to serve.
    ///
    /// - Parameter answer: answers a request; the connection is closed afterward. It is called on threads of its own.
    package init(_ answer: @escaping @Sendable (Request, Connection) -> Void) throws {
        // The settings of the machine must not send requests elsewhere.
        setenv("no_proxy", "*", 1)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, result else { throw POSIXError(.EADDRINUSE) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        log = Mutex([])
        let record: @Sendable (Request) -> Request = { [weak self] request in
            guard let self else { return request }
            return self.log.withLock { requests in
                var request = request
                request.index = requests.count
                requests.append(request)
                return request
            }
        }
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                Thread.detachNewThread {
                    defer { close(client) }
                    guard let request = Self.request(client) else { return }
                    answer(record(request), Connection(client))
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func request(_ client: Int32) -> Request? {
        var text: [UInt8] = []
        var byte: UInt8 = 0
        while !text.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard recv(client, &byte, 1, 0) == 1, text.count < 100_000 else { return nil }
            text.append(byte)
        }
        let lines = String(decoding: text, as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(
                in: .whitespaces)
        }
        return Request(method: words[0], target: words[1], headers: headers, index: 0)
    }
}
