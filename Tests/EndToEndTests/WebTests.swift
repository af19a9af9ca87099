import Foundation
import NgramSamples
import NgramTestSupport
import Synchronization
import Testing

@Suite("Archives at addresses", .waitsForPrograms)
struct WebTests {
    private static let name = "googlebooks-eng-all-1gram-20120701"

    /// An archive of some MB: gzip, and the match count of each word.
    private static let archive: (packed: [UInt8], totals: String) = {
        var random = SeededRandom(seed: 11)
        var rows: [UInt8] = []
        var totals = "ngram,match_count\n"
        for word in 0..<4_000 {
            var sum = 0
            for year in 1700..<1800 {
                let count = random.int(1...1_000_000)
                sum += count
                rows += Array("w\(10_000 + word)\t\(year)\t\(count)\t1\n".utf8)
            }
            totals += "w\(10_000 + word),\(sum)\n"
        }
        return ((try? GzipWriter.compress(rows)) ?? [], totals)
    }()

    /// The match counts of a store.
    private func totals(_ store: String) throws -> String {
        let output = try Program.expect(0, ["export", "totals", "--db", store]).output
        return output.split(separator: "\n").map { line in
            line.split(separator: ",").prefix(2).joined(separator: ",") + "\n"
        }.joined()
    }

    @Test("are added, and unchanged as long as the ETag is the same")
    func added() throws {
        try withFolder { folder in
            let tag = Mutex("\"one\"")
            let server = try TestWebServer { request, connection in
                TestWebServer.File(Self.archive.packed, tag: tag.withLock { $0 }).serve(request, connection)
            }
            let (address, store) = (server.address("/\(Self.name)-a.gz"), folder + "/s.sqlite")
            let preview = try Program.expect(0, ["ingest", "--db", store, "--dry-run", "--format", "csv", address])
            #expect(preview.lines.last == "new,\(Self.name)-a,eng-2012,ngrams,,\(address)")
            #expect(server.requests.isEmpty)
            try Program.expect(0, ["ingest", "--db", store, address])
            #expect(try totals(store) == Self.archive.totals)

            let before = server.requests.count
            func origin() throws -> [String?] {
                let status = try Program.expect(0, ["status", "--format", "json", "--db", store])
                let archive = try #require(JSON.object(status.bytes)["archives"]?.first)
                return [archive["address"] as? String, archive["etag"] as? String]
            }
            #expect(try origin() == [address, "\"one\""])
            let again = try Program.expect(0, ["ingest", "--db", store, address])
            #expect(again.errors.contains("1 unchanged"), "\(again.errors)")
            #expect(server.requests[before...].map(\.method) == ["HEAD"])
            let known = try Program.expect(0, ["ingest", "--db", store, "--dry-run", "--format", "csv", address])
            #expect(known.lines.last?.hasPrefix("unchanged,") == true)

            // The same content under another ETag is read, and found to be the same.
            tag.withLock { $0 = "\"two\"" }
            #expect(try Program.expect(0, ["ingest", "--db", store, address]).errors.contains("1 unchanged"))
            #expect(try origin() == [address, "\"two\""])
            // So is a file with it, in place of the address.
            let file = folder + "/\(Self.name)-a.gz"
            try Data(Self.archive.packed).write(to: URL(fileURLWithPath: file))
            #expect(try Program.expect(0, ["ingest", "--db", store, file]).errors.contains("1 unchanged"))
        }
    }

    @Test("that cannot be read are listed, and the others are added")
    func failures() throws {
        try withFolder { folder in
            let server = try TestWebServer { request, connection in
                switch request.target {
                case "/\(Self.name)-a.gz": TestWebServer.File(Self.archive.packed).serve(request, connection)
                default: connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                }
            }
            let store = folder + "/s.sqlite"
            let addresses = ["a", "b"].map { server.address("/\(Self.name)-\($0).gz") }
            let ending = try Program.expect(69, ["ingest", "--db", store] + addresses)
            #expect(ending.errors.contains("\(addresses[1]): cannot be read: the server answered with status 404"))
            #expect(try totals(store) == Self.archive.totals)
            let unnamed = try Program.expect(64, ["ingest", "--db", store, server.address("/x.gz")])
            #expect(unnamed.errors.contains("the name does not say which corpus"))
        }
    }

    @Test("are counted exactly after a kill in the middle")
    func killed() throws {
        try withFolder { folder in
            // The server stops in the middle until the program has been killed.
            let isWaiting = Mutex(true)
            let sent = Mutex(0)
            let server = try TestWebServer { request, connection in
                let (head, body) = TestWebServer.File(Self.archive.packed).answer(request)
                connection.send(head)
                for start in stride(from: body.startIndex, to: body.endIndex, by: 16 << 10) {
                    while start > Self.archive.packed.count * 9 / 10, isWaiting.withLock({ $0 }) { usleep(10_000) }
                    let piece = body[start..<min(start + 16 << 10, body.endIndex)]
                    guard connection.send(piece) else { return }
                    sent.withLock { $0 += piece.count }
                }
            }
            let (address, store) = (server.address("/\(Self.name)-a.gz"), folder + "/s.sqlite")
            let program = try Program.start(["ingest", "--db", store, address])
            #expect(program.poll { sent.withLock { $0 } > Self.archive.packed.count * 85 / 100 })
            usleep(500_000)
            program.signal(SIGKILL)
            _ = try program.wait()
            isWaiting.withLock { $0 = false }
            try Program.expect(0, ["ingest", "--db", store, address])
            #expect(try totals(store) == Self.archive.totals)
        }
    }

    @Test("start over when they change on the server")
    func changed() throws {
        try withFolder { folder in
            let server = try TestWebServer { request, connection in
                // The first answer breaks, and then there is another version.
                let first = request.index < 2
                let file = TestWebServer.File(Self.archive.packed, tag: first ? "\"one\"" : "\"two\"")
                let (head, body) = file.answer(request)
                connection.send(head)
                connection.send(first ? body.prefix(500_000) : body)
            }
            let store = folder + "/s.sqlite"
            let ending = try Program.expect(0, ["ingest", "--db", store, server.address("/\(Self.name)-a.gz")])
            #expect(ending.errors.contains("starts over, because it changed on the server"), "\(ending.errors)")
            #expect(try totals(store) == Self.archive.totals)
        }
    }

    @Test("are left at once when the ingest is interrupted")
    func interrupted() throws {
        try withFolder { folder in
            let server = try TestWebServer { request, connection in
                let (head, body) = TestWebServer.File(Self.archive.packed).answer(request)
                connection.send(head)
                connection.send(body.prefix(400_000))
                if request.method == "GET" { sleep(20) }
            }
            let program = try Program.start(
                ["ingest", "--db", folder + "/s.sqlite", server.address("/\(Self.name)-a.gz")])
            #expect(program.poll { server.requests.contains { $0.method == "GET" } })
            usleep(300_000)
            let begin = ContinuousClock.now
            program.signal(SIGINT)
            #expect(try program.wait().code == 130)
            #expect(ContinuousClock.now - begin < .seconds(10))
        }
    }

    @Test("are listed by catalog, and what it lists is read")
    func catalog() throws {
        try withFolder { folder in
            let server = try TestWebServer { request, connection in
                switch request.target {
                case "/books?prefix=x", "/books?prefix=x&marker=x%2Fb":
                    let isFirst = !request.target.contains("marker")
                    let keys = isFirst ? ["x/\(Self.name)-a.gz", "x/b"] : ["x/\(Self.name)-b.gz"]
                    var xml = "<ListBucketResult><IsTruncated>\(isFirst)</IsTruncated>"
                    xml += keys.map { "<Key>\($0)</Key>" }.joined() + "</ListBucketResult>"
                    TestWebServer.File(Array(xml.utf8), tag: "").serve(request, connection)
                case "/books/x/\(Self.name)-a.gz":
                    TestWebServer.File(Self.archive.packed).serve(request, connection)
                default: connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                }
            }
            let listing = server.address("/books?prefix=x")
            let found = try Program.expect(0, ["catalog", "eng-2012", "1", "--index", listing]).lines
            #expect(found == ["a", "b"].map { server.address("/books/x/\(Self.name)-\($0).gz") })
            try Program.expect(0, ["ingest", "--db", folder + "/s.sqlite", found[0]])
            #expect(try totals(folder + "/s.sqlite") == Self.archive.totals)
            try Program.expect(66, ["catalog", "ger-2012", "1", "--index", listing])
            try Program.expect(69, ["catalog", "eng-2012", "1", "--index", server.address("/none")])

            // Of files that say how many there are, none may be missing.
            let text = folder + "/list.txt"
            try "http://x/20200217/eng/1-00000-of-00002.gz\n".write(toFile: text, atomically: true, encoding: .utf8)
            let incomplete = try Program.expect(65, ["catalog", "eng-2019", "1", "--index", text])
            #expect(incomplete.errors.contains("the first is 1-00001-of-00002.gz"), "\(incomplete.errors)")
            try Program.expect(66, ["catalog", "eng-2019", "1", "--index", folder + "/none"])
            try Program.expect(64, ["catalog", "eng-2012", "2"])
            #expect(try Program.expect(0, ["catalog", "eng-2019", "1"]).lines.count == 25)
        }
    }
}
