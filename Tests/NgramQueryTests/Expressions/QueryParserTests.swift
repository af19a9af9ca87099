import NgramTestSupport
import Testing

@testable import NgramQuery

@Suite("Queries in the language of the Viewer")
struct QueryParserTests {
    @Test(
        "have a canonical form",
        arguments: [
            ("apple", ["apple"]), (" apple , pear tree,", ["apple", "pear tree"]),
            ("another man / .1", ["(another man / .1)"]), ("(A+B)/C", ["((A + B) / C)"]),
            ("a + b + c", ["(a + b + c)"]), ("a - b - c", ["((a - b) - c)"]), ("a + b * 2", ["(a + (b * 2))"]),
            ("a - (b - c)", ["(a - (b - c))"]), ("and/or", ["(and / or)"]), ("[and/or]", ["and/or"]),
            ("well-meaning", ["well-meaning"]), ("(well - meaning)", ["(well - meaning)"]),
            ("forever:eng_2019", ["forever:eng_2019"]), ("(a + b):eng_2009", ["(a + b):eng_2009"]),
            ("a:eng_2009 / b:15", ["(a:eng_2009 / b:15)"]), ("C++", ["C++"]), ("C++ + Java", ["(C++ + Java)"]),
            ("* of the", ["* of the"]), ("the * 3", ["(the * 3)"]), ("the * of 3", ["the * of 3"]),
            ("President *_NOUN", ["President *_NOUN"]), ("book_INF a", ["book_INF a"]), ("a/2", ["(a / 2)"]),
            ("a / 2 dogs", ["(a / 2 dogs)"]), ("at 3:10", ["at 3:10"]), ("a  b", ["a b"]),
            ("((a))", ["a"]), ("a -b", ["a -b"]), ("[a, b", []), ("x*2", ["(x * 2)"]), ("x:/y", ["(x: / y)"]),
        ] as [(String, [String])])
    func canonical(text: String, names: [String]) {
        let parsed = try? Query(text).terms.map { $0.name { $0.text } }
        #expect((parsed ?? []) == names)
    }

    @Test(
        "that are wrong say where and what was expected",
        arguments: [
            ("a,- b", 2, "expected a term"), ("(a):)", 3, "operator"), ("", 0, "empty"), (" , ,", 0, "empty"),
            ("a + ", 4, "expected a term"), ("(a + b", 0, "not closed"),
            ("a)", 1, "no ( before"), ("a, (b", 3, "not closed"), ("+ a", 0, "expected a term"), ("a + / b", 4, "[/]"),
            ("[a", 0, "]"), ("a]", 1, "]"), ("[ ]", 0, "empty"), ("tasty=>meal", 5, "published"),
            ("(a) b", 4, "operator"),
            ("a (b)", 2, "operator"), ("- a", 0, "[-]"), ("-", 0, "[-]"), ("()", 1, "expected a term"),
            ("é + ", 5, "expected a term"),
        ] as [(String, Int, String)])
    func errors(text: String, offset: Int, part: String) {
        let error = #expect(throws: QueryError.self) { try Query(text) }
        #expect(error?.offset == offset)
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }

    @Test("of random characters are parsed or refused at a place within them", arguments: 1...20 as ClosedRange<UInt64>)
    func hostile(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("aé*+-/:()[],_ .2=>\"'NOUNINF\t\u{0}😀")
        for _ in 0..<500 {
            let text = String((0..<random.int(0...30)).map { _ in alphabet[random.int(0...alphabet.count - 1)] })
            do {
                for term in try Query(text).terms {
                    // The canonical form means the same.
                    let name = term.name { $0.isVerbatim ? "[\($0.text)]" : $0.text }
                    let again = try Query(name).terms.map { $0.name { $0.isVerbatim ? "[\($0.text)]" : $0.text } }
                    #expect(again == [name], "\(text)")
                }
            } catch {
                #expect((0...text.utf8.count).contains(error.offset), "\(text)")
            }
        }
        #expect(throws: QueryError.self) { try Query(String(repeating: "(", count: 100_000)) }
    }

    @Test(
        "are split as the books were",
        arguments: [
            ("they're", "they 're"), ("we'll go", "we 'll go"), ("host's", "host 's"), ("don't", "do not"),
            ("can't", "can not"), ("cannot", "can not"), ("Cannot", "Can not"), ("won't", "will not"),
            ("Won't", "Will not"),
            ("door-handle", "door - handle"), ("\"quote\"", "\" quote \""), ("why?", "why ?"),
            ("the end.", "the end ."),
            ("Mr. Smith", "Mr. Smith"), ("*", "*"), ("run_VERB", "run_VERB"), ("cook_*", "cook_*"),
            ("book_INF", "book_INF"),
            ("don’t", "do not"), ("'s", "'s"), ("?", "?"), ("I'd've", "I'd 've"),
        ])
    func tokens2012(text: String, tokens: String) {
        #expect(BookTokenizer.tokens(of: text, edition: .y2012) == tokens)
        #expect(BookTokenizer.tokens(of: text, edition: .y2019) == tokens)
    }

    @Test(
        "are split as the books of 2009 were",
        arguments: [
            ("don't", "don ' t"), ("host's", "host 's"), ("AT&T", "AT&T"), ("a_b", "a_b"), ("3.14", "3.14"),
            ("$5", "$5"),
            ("C#", "C#"), ("k#", "k #"), ("C++", "C++"), ("why?", "why ?"), ("well-meaning", "well - meaning"),
            ("(x)", "( x )"), ("*", "*"), ("5%", "5 %"),
        ])
    func tokens2009(text: String, tokens: String) {
        #expect(BookTokenizer.tokens(of: text, edition: .y2009) == tokens)
    }

    @Test("in Russian have е for ё")
    func russian() {
        #expect(BookTokenizer.tokens(of: "ёлка Ёж", edition: .y2019, isRussian: true) == "елка Еж")
        #expect(BookTokenizer.tokens(of: "ёлка", edition: .y2019) == "ёлка")
    }
}
