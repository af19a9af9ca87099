import Foundation
import NgramTestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `ngrams serve`, asked over sockets.
@Suite("The server", .waitsForPrograms)
struct ServeTests {
    private static let corpus = "eng-2012"

    /// Words of the corpus that are plain letters.
    private static let words = SmallStore.of(corpus).years.keys.map { String(decoding: $0, as: UTF8.self) }
        .filter { !$0.isEmpty && $0.unicodeScalars.allSatisfy { ("a"..."z").contains($0) } }.sorted()

    private static func series(_ word: String) -> [(year: Int, matches: Int, volumes: Int)] {
        (SmallStore.of(corpus).years[Array(word.utf8)] ?? [:]).sorted { $0.key < $1.key }
            .map { ($0.key, Int($0.value.match), Int($0.value.volume)) }
    }

    @Test("answers /ngrams/json with the numbers of query frequency, written as Python writes JSON")
    func viewer() throws {
        try withFolder { folder in
            let path = try SmallStore.make(in: folder)
            let store = try ServedStore(path)
            let words = Self.words.prefix(3)
            try #require(words.count == 3)
            let query = words.joined(separator: ",")
            let encoded = query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let answer = try store.get(
                "/ngrams/json?content=\(encoded)&corpus=15&year_start=1700&year_end=2008&smoothing=2&share=x")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.headers["access-control-allow-origin"] == "*")
            let series = try JSON.rows(answer.body)
            #expect(series.count == words.count)
            for (word, series) in zip(words, series) {
                let rows = try JSON.rows(
                    Program.expect(
                        0, "query", "frequency", "--db", path, "--corpus", Self.corpus, "--format", "json",
                        "--from", "1700", "--to", "2008", "--smoothing", "2", word
                    ).bytes)
                let values = series["timeseries"] as? [Double]
                #expect(series["ngram"] as? String == word)
                #expect(series["parent"] as? String == "")
                #expect(series["type"] as? String == "NGRAM")
                #expect(values?.count == 309)
                #expect(values == rows.map { $0["frequency"] as? Double ?? -1 })
            }
            try answer.body.withUnsafeBytes { try Data($0).write(to: URL(fileURLWithPath: folder + "/answer")) }
            let python = try Program.bash(
                "python3 -c 'import json; t = open(\"answer\").read(); assert json.dumps(json.loads(t)) == t'",
                folder: folder)
            #expect(python.code == 0, "\(python.errors)")
            // Programs without settings of their own, and such as take the server for their proxy.
            #expect(try store.get("/ngrams/json?content=%3F%3F").text == "[]")
            let proxied = try store.get(
                "http://books.google.com/ngrams/json?content=\(encoded)&corpus=15", "Host: books.google.com")
            #expect(try JSON.rows(proxied.body).count == words.count)
            #expect(try store.stop().code == 0)
        }
    }

    @Test("answers its own routes with what the commands print")
    func own() throws {
        try withFolder { folder in
            let path = try SmallStore.make(in: folder)
            let store = try ServedStore(path)
            for word in Self.words.prefix(20) {
                let encoded = word.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let total = try results(store.get("/api/total?ngram=\(encoded)&corpus=eng-2012"))
                let years = try results(store.get("/api/years?ngram=\(encoded)&corpus=eng-2012"))
                let expected = Self.series(word)
                #expect(total.first?["matchCount"] as? Int == expected.reduce(0) { $0 + $1.matches })
                #expect(total.first?["volumeCount"] as? Int == expected.reduce(0) { $0 + $1.volumes })
                let found = (years.first?["years"] as? [[String: Int]] ?? []).map {
                    [$0["year"] ?? 0, $0["matchCount"] ?? 0, $0["volumeCount"] ?? 0]
                }
                #expect(found == expected.map { [$0.year, $0.matches, $0.volumes] })
            }
            let top = try results(store.get("/api/top?corpus=eng-2012&limit=5&by=volume&tags=include"))
            let printed = try JSON.rows(
                Program.expect(
                    0, "query", "top", "--db", path, "--corpus", Self.corpus, "-n", "5", "--by", "volume", "--tags",
                    "include", "--format", "json"
                ).bytes)
            #expect(top.map { $0["ngram"] as? String } == printed.map { $0["ngram"] as? String })
            let search = try results(store.get("/api/search?corpus=eng-2012&pattern=a&syntax=regex&limit=1000"))
            #expect(search.count == 0 || search.allSatisfy { $0["ngram"] as? String == "a" })
            #expect(try store.get("/api/corpora").text.contains("\"label\":\"English 2012\""))
            #expect(try store.get("/api/health").text == "{\"corpora\":3,\"status\":\"ok\"}")
            let description =
                try JSONSerialization.jsonObject(
                    with: Data(store.get("/api/openapi.json").body)) as? [String: Any]
            let paths = try #require(description?["paths"] as? [String: Any])
            for path in paths.keys { #expect(try store.get(path).status != 404, "\(path)") }
            let posted = try store.get(
                "/api/total", "Content-Type: application/x-www-form-urlencoded", method: "POST",
                body: "corpus=eng-2012&ngram=never")
            #expect(try results(posted).first?["matchCount"] as? Int == 0)
        }
    }

    @Test("refuses what it cannot answer, and says why")
    func refusals() throws {
        let cases: [(target: String, status: Int, code: String)] = [
            ("/ngrams/json", 400, "MISSING_PARAMETER"), ("/ngrams/json?content=(a", 400, "INVALID_QUERY"),
            ("/ngrams/json?content=a&corpus=tlh", 404, "UNKNOWN_CORPUS"),
            ("/ngrams/json?content=a&year_start=x", 400, "INVALID_PARAMETER"),
            ("/ngrams/json?content=a&year_start=2000&year_end=1999", 400, "INVALID_PARAMETER"),
            ("/ngrams/json?content=a&year_start=1&year_end=9999", 400, "TOO_MANY_YEARS"),
            ("/ngrams/json?content=%ff", 400, "MALFORMED_PARAMETERS"),
            ("/ngrams/json?content=%zz", 400, "MALFORMED_PARAMETERS"),
            ("/api/search?pattern=(&syntax=regex", 400, "INVALID_PATTERN"),
            ("/api/search?pattern=a&syntax=prose", 400, "INVALID_PARAMETER"),
            ("/api/top?limit=0", 400, "INVALID_PARAMETER"), ("/api/total", 400, "MISSING_PARAMETER"),
            ("/api/frequency?query=a,b,c,d", 400, "TOO_MANY_TERMS"), ("/nothing", 404, "NO_SUCH_PATH"),
            ("/../../etc/passwd", 404, "NO_SUCH_PATH"), ("/assets/../Server.swift", 404, "NO_SUCH_PATH"),
        ]
        try withFolder { folder in
            let store = try ServedStore(SmallStore.make(in: folder), "--limit-terms", "3")
            for (target, status, code) in cases {
                let answer = try store.get(target)
                #expect(answer.status == status, "\(target) \(answer.text)")
                #expect(answer.code == code, "\(target) \(answer.text)")
            }
        }
    }

    @Test("is not harmed by clients that break the rules of HTTP")
    func hostile() throws {
        try withFolder { folder in
            let store = try ServedStore(SmallStore.make(in: folder), "--log-format", "json")
            func answer(_ text: String) throws -> HTTPAnswer {
                let client = try HTTPClient(store.port)
                try client.send(text)
                return try client.answer()
            }
            let filler = String(repeating: "x", count: 100_000)
            #expect(try answer("nonsense\r\n\r\n").status == 400)
            #expect(try answer("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n").status == 400)
            #expect(
                try answer("GET /ngrams/json?content=\(filler.prefix(20_000)) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .code == "URL_TOO_LONG")
            #expect(try answer("GET /\(filler) HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 431)
            #expect(try answer("GET / HTTP/1.1\r\nHost: localhost\r\nA: \(filler)\r\n\r\n").code == "HEADERS_TOO_LARGE")
            let many = String(repeating: "A: b\r\n", count: 500)
            #expect(try answer("GET / HTTP/1.1\r\nHost: localhost\r\n\(many)\r\n").code == "HEADERS_TOO_LARGE")
            #expect(
                try answer("POST /api/total HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n").code
                    == "BODY_TOO_LARGE")
            #expect(try answer("PUT /api/total HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 405)
            #expect(try store.get("/api/health", "Host: attacker.example").code == "HOST_NOT_ALLOWED")
            #expect(try store.get("/api/health", "Host: localhost:1").status == 200)
            #expect(try store.get("http://attacker.example/api/health").code == "HOST_NOT_ALLOWED")

            // Connections that say nothing, or half of something, or leave before they are answered.
            let halves = try (0..<100).map { index in
                let client = try HTTPClient(store.port)
                if index % 2 == 0 { try client.send("GET /ngrams/ HTT") }
                return client
            }
            for _ in 0..<100 {
                let client = try HTTPClient(store.port)
                try client.send("GET /api/search?pattern=.*&syntax=regex HTTP/1.1\r\nHost: localhost\r\n\r\n")
            }
            #expect(try store.get("/api/health").status == 200)
            #expect(halves.count == 100)

            let pipelined = try HTTPClient(store.port)
            let words = (0..<30).map { "w\($0)" }
            for word in words {
                try pipelined.send("GET /api/total?ngram=\(word) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            }
            for word in words { #expect(try pipelined.answer().text.contains("\"\(word)\"")) }
            try pipelined.send("HEAD /ngrams/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let head = try pipelined.answer(hasBody: false)
            #expect(head.status == 200 && Int(head.headers["content-length"] ?? "") ?? 0 > 1_000)
            try pipelined.send("GET /api/health HTTP/1.0\r\nHost: localhost\r\n\r\n")
            #expect(try pipelined.answer().headers["connection"] == "close")
            #expect(pipelined.isClosed())
            let upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
            let upgrading = try HTTPClient(store.port)
            try upgrading.send("GET /api/health HTTP/1.1\r\nHost: localhost\r\n\(upgrade)\r\n")
            let answered = try upgrading.answer()
            #expect(answered.status == 200 && answered.headers["connection"] == "close")
        }
    }

    @Test("shows what an ingest adds, and answers 503 while the store is away")
    func changes() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let first = try ArchiveFiles.write(Array("apple\t2000\t5\t3\n".utf8), .v2012, 1, in: folder)
            let second = try ArchiveFiles.write(Array("apple\t2001\t7\t4\n".utf8), .v2012, 2, in: folder)
            try Program.expect(0, "ingest", "--db", path, first)
            let store = try ServedStore(path)
            func count() throws -> Int? {
                try results(store.get("/api/total?ngram=apple")).first?["matchCount"] as? Int
            }
            #expect(try count() == 5)
            try Program.expect(0, "ingest", "--db", path, second)
            #expect(try count() == 12)
            try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
            let away = try store.get("/api/total?ngram=apple")
            #expect(away.status == 503 && away.code == "STORE_UNAVAILABLE" && away.headers["retry-after"] == "1")
            #expect(try store.get("/ngrams/graph?content=apple").status == 503)
            try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
            #expect(try count() == 12)
            // Another store in its place.
            try FileManager.default.removeItem(atPath: path)
            try Program.expect(0, "ingest", "--db", path, second)
            #expect(try count() == 7)
        }
    }

    @Test("shows the largest counts that there can be")
    func extremes() throws {
        try withFolder { folder in
            let path = folder + "/store.sqlite"
            let totals = folder + "/googlebooks-eng-all-totalcounts-20120701.txt"
            try Files.write(" \t2000,1,1,1\t2001,\(Int64.max - 1),1,1\t", to: totals)
            let rows = Array("big\t2000\t\(Int64.max - 1)\t1\nbig\t2001\t0\t1\nsmall\t2001\t1\t1\n".utf8)
            try Program.expect(0, "ingest", "--db", path, totals, ArchiveFiles.write(rows, .v2012, 1, in: folder))
            let store = try ServedStore(path)
            for unit in ["percent", "million", "count"] {
                for smoothing in [0, 3] {
                    let page = try store.get(
                        "/ngrams/graph?content=big,small,big-small&unit=\(unit)&smoothing=\(smoothing)&year_start=1999")
                    #expect(page.status == 200 && page.text.contains("<polyline"), "\(unit)")
                }
            }
            #expect(try store.get("/api/frequency?query=big&from=2000").text.contains("\(Int64.max - 1)"))
            #expect(try store.get("/ngrams/json?content=big/small&year_start=2000&smoothing=0").status == 200)
            #expect(try store.stop().code == 0)
        }
    }

    @Test("ends soon after SIGTERM, and cannot start without a store or a port")
    func ends() throws {
        try withFolder { folder in
            let path = try SmallStore.make(in: folder)
            let store = try ServedStore(path)
            let idle = try HTTPClient(store.port)
            try idle.send("GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try idle.answer().headers["connection"] == nil)
            let taken = try Program.run("serve", "--db", path, "--port", "\(store.port)")
            #expect(taken.code == 69, "\(taken.errors)")
            #expect(taken.errors.contains("cannot listen on 127.0.0.1:\(store.port): Address already in use"))
            let ending = try store.stop()
            #expect(ending.code == 0)
            #expect(ending.errors.contains("GET /api/health 200"))
            #expect(idle.isClosed())
            try Program.expect(66, "serve", "--db", folder + "/none.sqlite")
            try Program.expect(64, "serve", "--db", path, "--port", "70000")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["data", "ngrams.sqlite"])
        }
    }

    @Test("has a page that programs which cut pages can read")
    func page() throws {
        try withFolder { folder in
            let store = try ServedStore(SmallStore.make(in: folder))
            let word = try #require(Self.words.first { $0.allSatisfy(\.isLetter) })
            let target = "content=\(word)&corpus=eng-2012&year_start=1900&smoothing=1"
            let page = try store.get("/ngrams/graph?\(target)")
            try Files.write(page.body, to: folder + "/page")
            try Files.write(store.get("/ngrams/json?\(target)").body, to: folder + "/json")
            let ran = try Program.bash("python3 - <<'END'\n\(Self.scrapers)\nEND", folder: folder)
            #expect(ran.code == 0, "\(ran.errors)")
            for (query, place) in [
                ("%28apple", "<pre><mark>(</mark>apple</pre>"), ("apple+b%29+c", "<pre>apple b<mark>)</mark> c</pre>"),
                ("apple+%2B", "<pre>apple +<mark>&nbsp;</mark></pre>"),
                ("a,b%5D%C3%A9", "<pre>a,b<mark>]</mark>é</pre>"),
            ] {
                let wrong = try store.get("/ngrams/graph?content=\(query)&corpus=eng-2012")
                #expect(wrong.status == 400 && wrong.text.contains(place), "\(wrong.text)")
            }
            let policy = try #require(page.headers["content-security-policy"])
            #expect(policy.contains("script-src 'self';") && !policy.contains("unsafe"))
            let injected = try store.get("/ngrams/graph?content=%5B%3Cscript%3Ealert(1)%3C/script%3E%5D")
            #expect(injected.status == 200 && !injected.text.contains("<script>"))
            for path in ["data.csv", "data.json", "chart.svg", "interactive_chart"] {
                let answer = try store.get("/ngrams/\(path)?\(target)")
                #expect(answer.status == 200 && answer.text.contains(word), "\(path)")
            }
            for asset in page.text.matches(of: /(?:href|src)="(\/(?:assets|favicon)[^"]*)"/).map(\.1) {
                let answer = try store.get(String(asset), "Accept-Encoding: gzip")
                #expect(answer.status == 200, "\(asset)")
                let tag = try #require(answer.headers["etag"])
                #expect(try store.get(String(asset), "If-None-Match: \(tag)").status == 304)
            }
            #expect(try store.get("/").headers["location"] == "/ngrams/")
        }
    }

    /// What programs do to the page, one after the other: ngramr 1.10, scripts since 2019, econpy and its forks, pytree,
    /// ngram-getter.
    private static let scrapers = #"""
        import json, re
        page, answer = open("page").read(), json.load(open("json"))
        options = page.split('<select id="form-corpus"')[1].split("</select>")[0]
        assert re.search(r"<option[^>]*>([^<]*)", options).group(1) == "English 2012"
        rest = page[page.index('<div id="chart"'):]
        scripts = re.findall(r"<script[^>]*>(.*?)</script>", rest, re.S)
        assert json.loads(next(l for l in scripts[0].split("\n") if l.strip())) == answer
        line = next(l for l in scripts[1].split("\n") if "drawD3Chart" in l)
        assert [a.strip() for a in line.split(",")[1:3]] == ["1900", "2008"]
        assert '<div id="warning-area"' in page
        data = re.search(r'<script id="ngrams-data" type="application/json">([^<]*)</script>', page).group(1)
        assert json.loads(data) == answer and "\n" not in data
        assert json.loads(re.findall(r"var data = (.*?);\n", page)[0]) == answer
        assert ";" not in re.findall(r"var data = (.*);\n", page)[0]
        assert len(re.findall(r"ngrams\.data = .*;", page)) == 1
        assert re.search(r'ngrams\.drawD3Chart\(data, 1900, 2008, 1\.0, "main"\);', page)
        description = re.search(r'<meta itemprop="description" content="([^"]*)">', page).group(1)
        assert re.fullmatch(r"Google Ngram Viewer: &#39;\w+&#39;, 1900-2008 in English 2012\.", description), description
        """#

    @Test("answers as ngrams.dev did")
    func ngramsDev() throws {
        try withFolder { folder in
            let store = try ServedStore(SmallStore.make(in: folder))
            func object(_ answer: HTTPAnswer) throws -> [String: Any] {
                try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
            }
            func ngrams(_ target: String) throws -> [[String: Any]] {
                try object(store.get(target))["ngrams"] as? [[String: Any]] ?? []
            }
            for word in Self.words.prefix(20) {
                let spellings = SmallStore.of(Self.corpus).years.filter {
                    String(decoding: $0.key, as: UTF8.self).lowercased() == word
                }
                let sums = spellings.mapValues { $0.values.reduce(0) { $0 + Int($1.match) } }
                let merged = try ngrams("/eng-2012/search?query=\(word)&flags=cr")
                #expect(merged.count == 1 && merged[0]["abstract"] as? Bool == true)
                #expect(merged[0]["absTotalMatchCount"] as? Int == sums.values.reduce(0, +))
                let all = try ngrams("/eng-2012/search?query=\(word)")
                #expect(all.compactMap { $0["absTotalMatchCount"] as? Int } == sums.values.sorted(by: >))
                let one = try #require(ngrams("/eng-2012/search?query=\(word)&flags=cs").first)
                let found = try object(store.get("/eng-2012/\(try #require(one["id"] as? String))"))
                #expect(found["absTotalMatchCount"] as? Int == sums[Array(word.utf8)])
                let years = (found["stats"] as? [[String: Any]] ?? []).map { $0["absMatchCount"] as? Int }
                #expect(years == Self.series(word).map(\.matches))
                #expect(try store.get("/eng-2012/\(try #require(merged[0]["id"] as? String))").status == 404)
            }
            let words = Array(Self.words.prefix(3)) + ["neverthere"]
            let body = try JSONSerialization.data(withJSONObject: ["queries": words, "flags": "cr"])
            let batch = try object(
                store.get("/eng-2012/batch", method: "POST", body: String(decoding: body, as: UTF8.self)))
            let results = try #require(batch["results"] as? [[String: Any]])
            #expect(results.map { $0["query"] as? String } == words)
            #expect(results.map { ($0["ngrams"] as? [Any])?.count } == [1, 1, 1, 0])

            let first = try object(store.get("/eng-2012/search?query=*+*+/+%22%22+the&limit=3&flags=cs"))
            #expect(first["nextPageToken"] == nil || first["nextPageLink"] is String)
            let page = try ngrams("/eng-2012/search?query=the+*&limit=4&flags=cs")
            let rest = try ngrams("/eng-2012/search?query=the+*&limit=2&start=2&flags=cs")
            #expect(
                page.count == 4
                    && rest.compactMap { $0["id"] as? String } == page[2...].compactMap { $0["id"] as? String })
            let totals = try object(store.get("/eng/total_counts"))
            #expect((totals["matchCounts"] as? [[Int]])?.count == 5)
            let info = try object(store.get("/eng-2012/info"))
            #expect(info["name"] as? String == "eng-2012" && info["label"] as? String == "English 2012")
            let statistics = try #require(info["stats"] as? [[String: Int]])
            #expect(statistics == (1...5).map(Self.statistics))
            #expect(try store.get("/tlh/info").status == 404)
            for (target, code) in [
                ("search", "MISSING_PARAMETER.QUERY"), ("search?query=a&limit=101", "INVALID_PARAMETER.LIMIT"),
                ("search?query=a&start=%21", "INVALID_PARAMETER.START"), ("search?query=%ff", "INVALID_UTF8_ENCODING"),
                ("search?query=*", "INVALID_QUERY.NO_TERM"),
            ] {
                let answer = try store.get("/eng-2012/\(target)")
                #expect(answer.status == 400 && answer.code == code, "\(answer.text)")
            }
            #expect(try store.get("/eng-2012/batch", method: "POST", body: "[]").code == "INVALID_REQUEST_BODY")
            #expect(try store.get("/tlh/search?query=a").status == 404)
        }
    }

    @Test("answers a batch as its words alone, also if many are asked at once")
    func batches() throws {
        try withFolder { folder in
            let store = try ServedStore(SmallStore.make(in: folder))
            let words = Array(Self.words.prefix(96)) + ["neverthere", "", "the the", "a b c d e f g"]
            let expected = try words.map { word in
                let query = word.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                return try JSONSerialization.jsonObject(
                    with: Data(store.get("/eng-2012/search?query=\(query)&flags=cr+ri").body)) as? NSDictionary
            }
            let body = try JSONSerialization.data(withJSONObject: ["queries": words, "flags": "cr"])
            let request =
                "POST /eng-2012/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n\r\n"
                + String(decoding: body, as: UTF8.self)
            // Alone, a batch is answered by several threads.
            for count in [1, 12] {
                let clients = try (0..<count).map { _ in try HTTPClient(store.port) }
                for client in clients { try client.send(request) }
                for client in clients {
                    let answer = try client.answer(hasBody: true)
                    let batch = try JSONSerialization.jsonObject(with: Data(answer.body)) as? NSDictionary
                    #expect(batch?["results"] as? [NSDictionary] == expected)
                }
            }
        }
    }

    @Test("counts what it answers for Prometheus")
    func metrics() throws {
        try withFolder { folder in
            let store = try ServedStore(SmallStore.make(in: folder))
            for _ in 0..<3 { _ = try store.get("/api/health") }
            for _ in 0..<2 { _ = try store.get("/api/nothing") }
            let answer = try store.get("/metrics")
            #expect(answer.status == 200)
            let lines = answer.text.split(separator: "\n")
            for line in [
                "ngrams_http_requests_total{status=\"200\"} 3", "ngrams_http_requests_total{status=\"404\"} 2",
                "ngrams_http_request_duration_seconds_bucket{le=\"+Inf\"} 5",
                "ngrams_http_request_duration_seconds_count 5", "ngrams_questions 0",
            ] {
                #expect(lines.contains(line[...]), "\(answer.text)")
            }
            // Every sample belongs to a metric with a type.
            let names = lines.filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
            for line in lines where !line.hasPrefix("#") {
                #expect(names.contains { line.hasPrefix($0) }, "\(line)")
            }
        }
    }

    /// What ngrams.dev told of the n-grams of one number of words.
    private static func statistics(order: Int) -> [String: Int] {
        let ngrams = SmallStore.of(corpus).years.filter { $0.key.split(separator: 0x20).count == order }
        let counts = ngrams.values.flatMap { $0.values.map { Int($0.match) } }.filter { $0 > 0 }
        let sums = ngrams.values.map { $0.values.reduce(0) { $0 + Int($1.match) } }
        let years = ngrams.values.flatMap(\.keys)
        return [
            "numNgrams": ngrams.count, "minYear": years.min() ?? 0, "maxYear": years.max() ?? 0,
            "minMatchCount": counts.min() ?? 0, "maxMatchCount": counts.max() ?? 0,
            "minTotalMatchCount": sums.min() ?? 0, "maxTotalMatchCount": sums.max() ?? 0,
        ]
    }

    private func results(_ answer: HTTPAnswer) throws -> [[String: Any]] {
        #expect(answer.status == 200, "\(answer.text)")
        return try JSON.object(answer.body)["results"] ?? []
    }
}
