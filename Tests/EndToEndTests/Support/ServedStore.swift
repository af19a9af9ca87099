import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A running `ngrams serve`, on a port of its own.
final class ServedStore {
    let program: RunningProgram
    let port: UInt16

    /// Starts a server and waits until it listens.
    init(_ store: String, _ options: String...) throws {
        program = try Program.start(["serve", "--db", store, "--port", "0"] + options)
        var found: UInt16?
        let (program, pattern) = (program, /http:\/\/127\.0\.0\.1:(\d+)\//)
        let isRunning = try program.poll {
            found = try program.errorsSoFar().firstMatch(of: pattern).flatMap { UInt16($0.1) }
            return found != nil
        }
        if !isRunning { Issue.record("\(try program.wait().errors)") }
        port = try #require(found)
    }

    deinit { program.signal(SIGKILL) }

    /// Asks for a path.
    func get(_ target: String, _ headers: String..., method: String = "GET", body: String = "") throws -> HTTPAnswer {
        let connection = try HTTPClient(port)
        let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n"
        let lines = (["Connection: close"] + headers).map { $0 + "\r\n" }.joined()
        let host = headers.contains { $0.hasPrefix("Host:") } ? "" : "Host: localhost:\(port)\r\n"
        try connection.send("\(method) \(target) HTTP/1.1\r\n\(host)\(lines)\(length)\r\n\(body)")
        return try connection.answer(hasBody: method != "HEAD")
    }

    /// Ends the server as an administrator does.
    func stop() throws -> Ending {
        program.signal(SIGTERM)
        return try program.wait()
    }
}

/// What a server answered.
struct HTTPAnswer {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The code of a failure.
    var code: String? {
        let json = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        return (json?["error"] as? [String: Any])?["code"] as? String
    }
}

/// A client that sends exactly the bytes that a test wants.
final class HTTPClient {
    private let descriptor: Int32
    private var received: [UInt8] = []

    init(_ port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw RunFailure(program: "connect", reason: String(cString: strerror(errno))) }
        // A server that never answers fails the test instead of blocking it.
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// Sends bytes, as far as the server accepts them.
    func send(_ text: String) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads until the server has sent some bytes; false at the end.
    private func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { received += buffer[..<count] }
        return count > 0
    }

    /// Whether the server closes the connection without another answer.
    func isClosed() -> Bool { received.isEmpty && !receive() }

    /// Reads the next answer.
    func answer(hasBody: Bool = true) throws -> HTTPAnswer {
        var end: Int?
        while end == nil {
            end = received.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
            if end == nil, !receive() { throw RunFailure(program: "server", reason: "closed the connection") }
        }
        let lines = String(decoding: received[..<(end ?? 0)], as: UTF8.self).split(separator: "\r\n")
        received.removeFirst(end ?? 0)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        let length = hasBody ? Int(headers["content-length"] ?? "0") ?? 0 : 0
        while received.count < length {
            guard receive() else { throw RunFailure(program: "server", reason: "closed the connection") }
        }
        defer { received.removeFirst(length) }
        return HTTPAnswer(
            status: Int(lines[0].split(separator: " ")[1]) ?? 0, headers: headers, body: Array(received[..<length]))
    }
}
