import Foundation
import NgramPacking
import NgramSamples
import NgramTestSupport
import Testing

@testable import NgramArchives

/// Reads archives from servers that break the rules. Whatever they do, the content is exact, or there is an error.
@Suite("Archives at addresses")
struct WebArchiveTests {
    /// Rows of about 400 KB, which do not compress well.
    private static let content: [UInt8] = {
        var random = SeededRandom(seed: 5)
        return (0..<12_000).flatMap { row in
            Array(
                "word\(row)\t\(1500 + random.int(0...500))\t\(random.int(1...1_000_000_000))\t\(random.int(1...99))\n"
                    .utf8)
        }
    }()
    private static let packed = (try? GzipWriter.compress(content)) ?? []
    private static let file = TestWebServer.File(packed)
    private static let path = "/20120701/googlebooks-eng-all-1gram-20120701-a.gz"

    private static var limits: WebLimits {
        var limits = WebLimits()
        (limits.firstWait, limits.longestWait, limits.attempts) = (0.01, 0.05, 4)
        (limits.stallSeconds, limits.leastBytesPerSecond, limits.connectSeconds) = (1, 1000, 5)
        return limits
    }

    /// All bytes of an archive.
    private static func read(_ address: String) throws(ArchiveError) -> [UInt8] {
        let reader = try ArchiveReader(path: address, stateInterval: 64 << 10, web: limits)
        var all: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 100_000, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try reader.read(into: buffer)
            all += buffer.prefix(count)
            if count < buffer.count { return all }
        }
    }

    private typealias Answer = @Sendable (TestWebServer.Request, TestWebServer.Connection) -> Void

    private static func head(_ status: String, _ headers: String = "") -> String {
        "HTTP/1.1 \(status)\r\n\(headers)Connection: close\r\n\r\n"
    }

    /// Breaks every answer after a number of bytes.
    private static func breaking(after count: Int, isReset: Bool) -> Answer {
        { request, connection in
            let (head, body) = file.answer(request)
            connection.send(head)
            connection.send(body.prefix(count))
            if isReset, body.count > count { connection.reset() }
        }
    }

    /// Answers the first requests in some other way.
    private static func first(_ count: Int, _ answer: @escaping Answer) -> Answer {
        { request, connection in
            request.index < count ? answer(request, connection) : file.serve(request, connection)
        }
    }

    private static func status(_ status: String, _ headers: String = "") -> Answer {
        { _, connection in connection.send(head(status, "Content-Length: 2\r\n" + headers) + "no") }
    }

    /// What servers may do without harm.
    private static let harmless: [(String, Answer)] = [
        ("a good server", { file.serve($0, $1) }),
        (
            "no ranges, after a break",
            { request, connection in
                var request = request
                request.headers["range"] = nil
                let (head, body) = file.answer(request)
                connection.send(head)
                connection.send(request.index == 0 ? body.prefix(70_000) : body)
            }
        ),
        ("a reset after 20 kB each time", breaking(after: 20_000, isReset: true)),
        ("an end after 17 kB each time", breaking(after: 17_000, isReset: false)),
        (
            "resets within the headers",
            first(2) { _, connection in
                connection.send("HTTP/1.1 200 O")
                connection.reset()
            }
        ),
        ("connections that end at once", first(3) { _, _ in }),
        (
            "status 500, 502 and 503",
            first(3) { request, connection in
                status(["500 E", "502 E", "503 E"][request.index])(request, connection)
            }
        ),
        ("status 429 with a time to wait", first(1, status("429 Too Many", "Retry-After: 1\r\n"))),
        (
            "a stall",
            first(1) { request, connection in
                let (head, body) = file.answer(request)
                connection.send(head)
                connection.send(body.prefix(30_000))
                sleep(3)
            }
        ),
        (
            "a redirect",
            { request, connection in
                if request.target == path {
                    connection.send(head("302 Found", "Location: /moved\(path)\r\nContent-Length: 0\r\n"))
                } else {
                    file.serve(request, connection)
                }
            }
        ),
        (
            "good digests",
            { request, connection in
                var file = file
                file.headers = "x-goog-hash: crc32c=\(crc32c),md5=\(md5)\r\n"
                file.serve(request, connection)
            }
        ),
        (
            "good digests in two headers, and a break",
            { request, connection in
                var file = file
                file.headers = "X-Goog-Hash: md5=\(md5)\r\nX-Goog-Hash: crc32c=\(crc32c)\r\n"
                let (head, body) = file.answer(request)
                connection.send(head)
                connection.send(request.index == 0 ? body.prefix(50_000) : body)
            }
        ),
        (
            "a weak ETag, and a break",
            { request, connection in
                var file = file
                file.tag = "W/\"one\""
                let (head, body) = file.answer(request)
                connection.send(head)
                connection.send(request.index == 0 ? body.prefix(50_000) : body)
            }
        ),
        (
            "no ETag, and a break",
            { request, connection in
                var file = file
                file.tag = ""
                let (head, body) = file.answer(request)
                connection.send(head)
                connection.send(request.index == 0 ? body.prefix(50_000) : body)
            }
        ),
        (
            "small pieces",
            { request, connection in
                let (head, body) = file.answer(request)
                for byte in head.utf8 { connection.send([byte]) }
                for start in stride(from: body.startIndex, to: body.endIndex, by: 97) {
                    guard connection.send(body[start..<min(start + 97, body.endIndex)]) else { return }
                }
            }
        ),
    ]

    private static let crc32c = base64(packed.withUnsafeBytes { CRC32C.update(0, with: $0) })
    private static let md5: String = {
        var md5 = MD5()
        packed.withUnsafeBytes { md5.update($0) }
        return Data(md5.digest).base64EncodedString()
    }()

    private static func base64(_ checksum: UInt32) -> String {
        Data((0..<4).map { UInt8(truncatingIfNeeded: checksum >> (24 - 8 * UInt32($0))) }).base64EncodedString()
    }

    /// What servers may do so that nothing can be counted, and a part of the message.
    private static let harmful: [(String, String, Answer)] = [
        ("status 404", "status 404", status("404 Not Found")),
        ("status 403", "status 403", status("403 Forbidden")),
        ("status 500 for ever", "status 500, after 4 attempts", status("500 E")),
        ("status 429 for an hour", "wait for 3600 s", status("429 E", "Retry-After: 3600\r\n")),
        ("no answer", "attempts", { _, _ in }),
        ("no HTTP", "cannot be read", { _, connection in connection.send("SSH-2.0-OpenSSH_9.2\r\n") }),
        (
            "endless headers", "cannot be read",
            { _, connection in
                connection.send("HTTP/1.1 200 OK\r\n")
                while connection.send("X-Padding: \(String(repeating: "x", count: 1000))\r\n") {}
            }
        ),
        (
            "a loop of redirects", "redirect",
            { _, connection in
                connection.send(head("301 Moved", "Location: \(path)\r\nContent-Length: 0\r\n"))
            }
        ),
        (
            "a redirect to a file", "rotocol",
            { _, connection in
                connection.send(head("302 Found", "Location: file:///etc/passwd\r\nContent-Length: 0\r\n"))
            }
        ),
        (
            "a body that is too short", "attempts",
            { request, connection in
                var file = file
                file.bytes = packed + [1, 2, 3]
                let (head, body) = file.answer(request)
                connection.send(head)
                connection.send(body.prefix(max(0, packed.count - body.startIndex)))
            }
        ),
        (
            "a length that is too small", "ends too early",
            { request, connection in
                TestWebServer.File(Array(packed.dropLast(9))).serve(request, connection)
            }
        ),
        (
            "no length", "Content-Length",
            { _, connection in
                connection.send(head("200 OK"))
                connection.send(packed)
            }
        ),
        (
            "chunks that end early", "Content-Length",
            { _, connection in
                connection.send(head("200 OK", "Transfer-Encoding: chunked\r\n"))
                connection.send("186A0\r\n")
                connection.send(packed.prefix(5000))
            }
        ),
        (
            "compression that was not asked for", "compresses",
            { request, connection in
                var file = file
                file.headers = "Content-Encoding: gzip\r\n"
                file.serve(request, connection)
            }
        ),
        (
            "a lie about the range", "but the server answered",
            { request, connection in
                let (head, body) = file.answer(request)
                guard let range = request.range else {
                    connection.send(head)
                    connection.send(body.prefix(50_000))
                    return
                }
                connection.send(head.replacing("bytes \(range.first)-", with: "bytes \(range.first - 1)-"))
                connection.send(body)
            }
        ),
        (
            "other bytes than those of the range", "damaged",
            { request, connection in
                let (head, body) = file.answer(request)
                connection.send(head)
                connection.send(request.range == nil ? body.prefix(50_000) : packed.prefix(body.count))
            }
        ),
        (
            "another version after a break", "changed",
            { request, connection in
                var file = file
                if request.index > 0 { file.tag = "\"two\"" }
                let (head, body) = file.answer(request)
                connection.send(head)
                connection.send(request.index == 0 ? body.prefix(50_000) : body)
            }
        ),
        (
            "another length after a break", "changed",
            { request, connection in
                let file = request.index > 0 ? TestWebServer.File(packed + [0]) : file
                let (head, body) = file.answer(request)
                connection.send(head)
                connection.send(request.index == 0 ? body.prefix(50_000) : body)
            }
        ),
        (
            "a wrong crc32c", "crc32c",
            { request, connection in
                var file = file
                file.headers = "x-goog-hash: crc32c=AAAAAA==\r\n"
                file.serve(request, connection)
            }
        ),
        (
            "a wrong md5", "md5",
            { request, connection in
                var file = file
                file.headers = "x-goog-hash: md5=AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                file.serve(request, connection)
            }
        ),
        (
            "a flipped bit", "damaged",
            { request, connection in
                var file = file
                file.bytes[60_000] ^= 4
                file.serve(request, connection)
            }
        ),
        (
            "a drip", "attempts",
            { request, connection in
                let (head, body) = file.answer(request)
                connection.send(head)
                for byte in body {
                    usleep(50_000)
                    guard connection.send([byte]) else { return }
                }
            }
        ),
        ("resets without progress", "attempts", breaking(after: 1000, isReset: true)),
        (
            "a page in place of an archive", "the name says gzip",
            { request, connection in
                TestWebServer.File(Array("<!DOCTYPE html>".utf8)).serve(request, connection)
            }
        ),
    ]

    @Test("are exact in spite of", arguments: harmless.map(\.0))
    func exact(name: String) throws {
        let answer = try #require(Self.harmless.first { $0.0 == name }?.1)
        let server = try TestWebServer(answer)
        #expect(try Self.read(server.address(Self.path)) == Self.content)
    }

    @Test("are refused because of", arguments: harmful.map(\.0))
    func refused(name: String) throws {
        let (_, message, answer) = try #require(Self.harmful.first { $0.0 == name })
        let server = try TestWebServer(answer)
        let error = #expect(throws: ArchiveError.self) { _ = try Self.read(server.address(Self.path)) }
        #expect(error?.description.contains(message) == true, "\(error.map(\.description) ?? "nothing")")
    }

    @Test("cost the bytes in flight when they break")
    func economical() throws {
        let server = try TestWebServer(Self.breaking(after: 30_000, isReset: false))
        #expect(try Self.read(server.address(Self.path)) == Self.content)
        // Each request continues where the one before it broke.
        let starts = server.requests.map { $0.range?.first ?? 0 }
        #expect(starts == Array(stride(from: 0, to: Self.packed.count, by: 30_000)))
    }

    @Test("are continued from a state without reading what is before it")
    func resumed() throws {
        let server = try TestWebServer { Self.file.serve($0, $1) }
        let address = server.address(Self.path)
        let reader = try ArchiveReader(path: address, stateInterval: 8_000, web: Self.limits)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 300_000, alignment: 16)
        defer { buffer.deallocate() }
        for start in stride(from: 0, to: 300_000, by: 10_000) {
            _ = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start..<start + 10_000]))
        }
        let state = try #require(reader.state(at: 300_000))
        let second = try ArchiveReader(path: address, web: Self.limits)
        #expect(try second.resume(from: state))
        let start = Int(state.uncompressedOffset)
        let count = try second.read(into: buffer)
        #expect(Array(buffer.prefix(count)) == Array(Self.content[start..<min(start + 300_000, Self.content.count)]))
        #expect(server.requests.contains { $0.range.map { $0.first == Int(state.compressedOffset) } == true })

        // Another version is not continued.
        let other = try TestWebServer { TestWebServer.File(Self.packed, tag: "\"two\"").serve($0, $1) }
        #expect(try !ArchiveReader(path: other.address(Self.path), web: Self.limits).resume(from: state))
    }

    @Test("have the same identity by HEAD, without it, and when they are read")
    func identity() throws {
        let server = try TestWebServer { Self.file.serve($0, $1) }
        let known = try FileIdentity(path: server.address(Self.path), web: Self.limits)
        #expect(known == (try ArchiveReader(path: server.address(Self.path), web: Self.limits).identity))
        #expect(known.size == Int64(Self.packed.count))
        let withoutHead = try TestWebServer { request, connection in
            request.method == "HEAD"
                ? Self.status("405 Method Not Allowed")(request, connection) : Self.file.serve(request, connection)
        }
        #expect(known == (try FileIdentity(path: withoutHead.address(Self.path), web: Self.limits)))
        let other = try TestWebServer { TestWebServer.File(Self.packed, tag: "\"two\"").serve($0, $1) }
        #expect(known != (try FileIdentity(path: other.address(Self.path), web: Self.limits)))
    }

    @Test(
        "have the facts of their names",
        arguments: [
            ("http://storage.googleapis.com/books/ngrams/books/20200217/eng/1-00018-of-00024.gz", "eng-2019"),
            ("HTTPS://x/googlebooks-ger-all-1gram-20120701-a.gz?alt=media#x", "ger-2012"),
            ("https://x/20200217/chi%5Fsim/1-00000-of-00001.gz", "chi-sim-2019"), ("https://x", nil),
        ] as [(String, String?)])
    func names(address: String, corpus: String?) throws {
        #expect(WebAddress.isAddress(address))
        #expect(ArchiveName(path: WebAddress.path(of: address)).corpus?.description == corpus)
    }

    @Test(
        "keep no credentials of an address in the ledger",
        arguments: [
            ("http://a.b/c@d", "http://a.b/c@d"), ("https://me:secret@a.b/c", "https://a.b/c"),
            ("https://me@odd:secret@a.b:80/c?x=@y", "https://a.b:80/c?x=@y"), ("http://a.b", "http://a.b"),
        ])
    func credentials(address: String, kept: String) {
        #expect(WebAddress.withoutCredentials(address) == kept)
    }
}

@Suite("Digests that servers tell")
struct DigestTests {
    @Test(
        "by MD5 are those of RFC 1321, in whatever pieces",
        arguments: [
            ("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "57edf4a22be3c955ac49da2e2107b67a"
            ),
        ])
    func md5(text: String, expected: String) {
        for size in 1...81 {
            var md5 = MD5()
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) {
                bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { md5.update($0) }
            }
            #expect(md5.digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
        }
    }

    @Test("by CRC-32C are those of RFC 3720, in whatever pieces")
    func crc32c() {
        let examples: [([UInt8], UInt32)] = [
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA), ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0...31), 0x46DD_794E), (Array(stride(from: 31, through: 0, by: -1)), 0x113F_DB5C),
            (Array("123456789".utf8), 0xE306_9283),
        ]
        for (bytes, expected) in examples {
            for cut in 0...bytes.count {
                let first = bytes[..<cut].withUnsafeBytes { CRC32C.update(0, with: $0) }
                #expect(bytes[cut...].withUnsafeBytes { CRC32C.update(first, with: $0) } == expected)
            }
        }
    }
}
