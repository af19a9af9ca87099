import NgramModel
import NgramQuery
import NgramTestSupport
import Testing

@testable import NgramServer

@Suite("The language of ngrams.dev")
struct NgramsDevTests {
    private func query(_ text: String, _ flags: String = "") throws -> NgramsDevQuery {
        try NgramsDevQuery(text, NgramsDevFlags(flags), edition: .y2019, isRussian: false)
    }

    @Test(
        "has tokens of these kinds",
        arguments: [
            ("apple", "apple:TERM", "apple"), ("don't go", "do:TERM not:TERM go:TERM", "do not go"),
            ("a * **", "a:TERM *:STAR **:STARSTAR", "a * **"),
            ("*_NOUN of book_VERB", "*_NOUN:STAR_NOUN of:TERM book:TAGGED_AS_VERB", "*_NOUN of book_VERB"),
            ("_START_ I", "_START_:SENTENCE_START I:TERM", "_START_ I"),
            ("a / \"b c\" d", "a:TERM /:SLASH \"b c\":TERM_GROUP d:TERM", "a / \"b c\" d"),
            ("un~", "un~:PREFIX", "un~"), (#"\* x\~"#, "*:TERM x~:TERM", #"\* x\~"#),
            ("what?", "what:TERM ?:TERM", #"what \?"#),
        ])
    func tokens(text: String, tokens: String, pattern: String) throws {
        let query = try query(text)
        #expect(query.tokens.map { "\($0.text):\($0.kind)" }.joined(separator: " ") == tokens)
        #expect(query.pattern == pattern)
    }

    @Test("takes operators as they are, and words untokenized, on request")
    func flags() throws {
        #expect(try query("a * b", "ri").tokens.map(\.kind) == ["TERM", "TERM", "TERM"])
        #expect(try query("don't", "rt").tokens.map(\.text) == ["don't"])
        #expect(try query("don't *", "ra").pattern == #"don't \*"#)
        #expect(try query("it’s").tokens.map(\.text) == ["it", "'s"])
        #expect(try query("it’s", "rt").tokens.map(\.text) == ["it's"])
        #expect(try query("it’s", "rn").tokens.map(\.text) == ["it’s"])
        for text in ["cr+ep", "crep", "cr,ep", "xxcr ep"] {
            let flags = NgramsDevFlags(text)
            #expect(flags.mergesCase && flags.dropsPunctuation && !flags.isCaseSensitive)
        }
    }

    @Test(
        "refuses what is none of its queries",
        arguments: [
            ("", "NO_TERM"), ("* **", "NO_TERM"), ("a /", "BAD_ALTERNATION"), ("a / / b", "BAD_ALTERNATION"),
            ("\"a b", "BAD_TERM_GROUP"), ("a b c d e f", "TOO_MANY_TOKENS"), ("~ a", "BAD_COMPLETION"),
        ])
    func failures(text: String, code: String) {
        let failure = #expect(throws: NgramsDevQuery.Failure.self) { _ = try query(text) }
        #expect(failure?.code == "INVALID_QUERY." + code)
    }

    @Test("tells which words wildcards stand for")
    func alignment() throws {
        func inserted(_ text: String, _ ngram: String) throws -> String {
            try query(text).tokens(of: ngram).map { $0.inserted == true ? "I" : $0.completed == true ? "C" : "-" }
                .joined()
        }
        #expect(try inserted("the * of", "The end of") == "-I-")
        #expect(try inserted("** end", "the very end") == "II-")
        #expect(try inserted("** the **", "the end") == "-I")
        #expect(try inserted("un~ man", "unhappy man") == "C-")
        #expect(try inserted("*_NOUN of", "end_NOUN of") == "I-")
        #expect(try inserted("\"the very\" / a *", "the very end") == "--I")
        #expect(try inserted("\"\" / a *", "end") == "I")
    }

    @Test("matches what an n-gram's tokens say, whatever the operators", arguments: 1...30 as ClosedRange<UInt64>)
    func random(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let words = ["a", "b", "ab", "*", "**", "/", "a~", "\"a b\"", "\"\"", "*_NOUN", "a_NOUN"]
        for _ in 0..<200 {
            let text = (0..<random.int(1...5)).compactMap { _ in words.randomElement(using: &random) }
                .joined(separator: " ")
            guard let query = try? query(text), let pattern = try? WordPattern(query.pattern).automaton() else {
                continue
            }
            let ngram = (0..<random.int(1...4)).compactMap { _ in
                ["a", "b", "ab", "a_NOUN"].randomElement(using: &random)
            }
            .joined(separator: " ")
            guard pattern.accepts(Array(ngram.utf8)) else { continue }
            // The alignment finds every n-gram that the automaton accepts.
            let tokens = query.tokens(of: ngram)
            let stars = query.tokens.contains { $0.kind.hasPrefix("STAR") && $0.kind != "STARSTAR" }
            let isSure = stars && !query.tokens.contains { $0.kind == "SLASH" }
            #expect(!isSure || tokens.contains { $0.inserted == true }, "\(text) | \(ngram)")
        }
    }

    @Test("identifiers have 32 digits and differ")
    func identifiers() {
        let ngrams = ["a", "apple", "apples and", "apples and pears", "Apple", "ß"]
        let ids = ngrams.map { NgramsDevRoutes.id(Array($0.utf8), isAbstract: false) }
        #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
        #expect(Set(ids).count == ids.count)
        #expect(ids[0].hasPrefix("6100000000000000"))
        let abstract = NgramsDevRoutes.id(Array("Apple".utf8), isAbstract: true)
        #expect(abstract == NgramsDevRoutes.id(Array("apple".utf8), isAbstract: true))
        #expect(!ids.contains(abstract))
    }
}
