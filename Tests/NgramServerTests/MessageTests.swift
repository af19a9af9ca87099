import Foundation
import NIOHTTP1
import NgramTestSupport
import Testing

@testable import NgramServer

@Suite("Requests and answers")
struct MessageTests {
    @Test("parameters are decoded as forms encode them")
    func parameters() {
        let parameters = QueryParameters("content=a+b%2Cc%C3%A9&corpus=1&corpus=2&empty=&bare&=x&&a=b=c")
        #expect(parameters["content"] == "a b,c\u{E9}")
        #expect(parameters.all("corpus") == ["1", "2"] && parameters["corpus"] == "2")
        #expect(parameters["empty"] == "" && parameters["bare"] == "" && parameters["none"] == nil)
        #expect(parameters["a"] == "b=c")
        #expect(!parameters.isMalformed)
        for wrong in ["a=%", "a=%4", "a=%g0", "a=%ff", "%C3=x"] {
            #expect(QueryParameters(Substring(wrong)).isMalformed, "\(wrong)")
        }
    }

    @Test("parameters that are encoded decode to the same", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            let scalars = (0..<random.int(0...20)).compactMap { _ in Unicode.Scalar(UInt32(random.int(0...0x2FFF))) }
            let text = String(String.UnicodeScalarView(scalars))
            let encoded = QueryParameters.encode(text)
            #expect(encoded.utf8.allSatisfy { $0 < 0x80 && $0 > 0x20 && $0 != UInt8(ascii: "&") })
            #expect(QueryParameters("x=\(encoded)")["x"] == text)
        }
    }

    @Test("absolute targets are split into host and path")
    func targets() {
        func request(_ uri: String) -> ServerRequest {
            ServerRequest(method: .GET, uri: uri, headers: ["Host": "localhost:8080"])
        }
        #expect(request("/a%20b?c=d#e").path == "/a b")
        #expect(request("/a?c=d#e").parameters["c"] == "d")
        #expect(request("/a").host == "localhost:8080" && !request("/a").isAbsolute)
        let proxied = request("http://books.google.com/ngrams/json?content=x")
        #expect(proxied.host == "books.google.com" && proxied.isAbsolute)
        #expect(proxied.path == "/ngrams/json" && proxied.target == "/ngrams/json?content=x")
        #expect(request("HTTP://host").path == "/" && request("http://host?a=b").parameters["a"] == "b")
    }

    @Test("a client may accept compressed answers, or refuse them")
    func gzip() {
        for (header, accepts) in [
            ("gzip", true), ("br, gzip;q=0.5", true), ("GZIP", true), ("gzip;q=0", false), ("gzip; q=0.0", false),
            ("br", false), ("", false), ("gzipped", false),
        ] {
            let request = ServerRequest(method: .GET, uri: "/", headers: ["Accept-Encoding": header])
            #expect(request.acceptsGzip == accepts, "\(header)")
        }
    }

    @Test("the JSON of the Viewer is that of Python")
    func python() {
        var json = PythonJSON()
        json.string("a\"\\\n\t\u{7F}\u{E9}\u{1F600}/<")
        #expect(String(decoding: json.bytes, as: UTF8.self) == #""a\"\\\n\t\u007f\u00e9\ud83d\ude00/<""#)
        let numbers: [(Double, String)] = [
            (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (0.1, "0.1"), (1e-4, "0.0001"), (1e-5, "1e-05"),
            (9.356269856652943e-07, "9.356269856652943e-07"), (123_456_789_012_345_680, "1.2345678901234568e+17"),
            (1e16, "1e+16"), (1e15, "1000000000000000.0"),
        ]
        for (number, text) in numbers {
            var json = PythonJSON()
            json.number(number)
            #expect(String(decoding: json.bytes, as: UTF8.self) == text)
        }
    }

    @Test("dates are those of HTTP")
    func dates() {
        #expect(HTTPDate.text(0) == "Thu, 01 Jan 1970 00:00:00 GMT")
        #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
