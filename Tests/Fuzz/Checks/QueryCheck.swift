import NgramModel
import NgramQuery

/// The Viewer's language: queries are parsed, printed and parsed again.
enum QueryCheck {
    static func run(_ input: [UInt8]) throws {
        let text = String(decoding: input, as: UTF8.self)
        let query: Query
        do {
            query = try Query(text)
        } catch {
            try checkPlace(error.offset, of: text, error.description)
            return
        }
        for term in query.terms {
            try checkPhrases(term, Array(text.utf8))
            // Every precedence that the parser saw is now written as parentheses.
            let printed = print(term)
            guard let again = try? Query(printed) else { throw Disagreement("\(printed) is not parsed again") }
            try agree(again.terms.map(print), [printed], "the term of \(printed)")
        }
    }

    /// The place of an error must be in the text, at the beginning of a character or at the end.
    static func checkPlace(_ offset: Int, of text: String, _ description: String) throws {
        let bytes = Array(text.utf8)
        guard !description.isEmpty else { throw Disagreement("a refusal without a message") }
        guard bytes.indices.contains(offset) || offset == bytes.count else {
            throw Disagreement("an error at \(offset) of \(bytes.count): \(description)")
        }
        if offset < bytes.count, bytes[offset] & 0xC0 == 0x80 {
            throw Disagreement("an error within a character, at \(offset): \(description)")
        }
    }

    private static func checkPhrases(_ term: QueryExpression, _ text: [UInt8]) throws {
        switch term {
        case .phrase(let phrase):
            guard !phrase.text.isEmpty else { throw Disagreement("an empty phrase") }
            guard text.indices.contains(phrase.offset) else {
                throw Disagreement("the phrase \(phrase.text) at \(phrase.offset)")
            }
            if !phrase.isVerbatim {
                let first = phrase.text.utf8.prefix { $0 != 0x20 }
                try agree(Array(text[phrase.offset...].prefix(first.count)), Array(first), "the bytes of a phrase")
            }
        case .composition(let left, _, let right):
            try checkPhrases(left, text)
            try checkPhrases(right, text)
        case .inCorpus(let expression, _): try checkPhrases(expression, text)
        case .number(_, let value):
            guard value.isFinite else { throw Disagreement("the number \(value)") }
        }
    }

    private static func print(_ term: QueryExpression) -> String {
        switch term {
        // In brackets, because a hyphen at the end of a phrase would become an operator.
        case .phrase(let phrase): "[\(phrase.text)]"
        case .composition(let left, let sign, let right): "(\(print(left)) \(sign.rawValue) \(print(right)))"
        case .number(let text, _): text
        case .inCorpus(let expression, let corpus):
            if case .phrase = expression {
                "\(print(expression)):\(corpus.name)"
            } else {
                "(\(print(expression))):\(corpus.name)"
            }
        }
    }
}
