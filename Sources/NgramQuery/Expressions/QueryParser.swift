/// A query in the language of the Ngram Viewer: terms separated by commas.
///
/// | | |
/// | --- | --- |
/// | `a b` | the n-gram |
/// | `a + b`, `a - b` | sum and difference; the minus needs blanks around it |
/// | `a / b` | quotient; `a / 2` divides by the number |
/// | `a * 2` | product with a number |
/// | `( )` | parentheses |
/// | `a:eng_2019` | in another corpus |
/// | `[and/or]` | the text as it is |
/// | `*` | any word; `*_NOUN` any noun; `cook_*` all tags of a word |
/// | `book_INF` | all inflected forms |
package struct Query: Equatable, Sendable {
    /// The terms in order.
    package var terms: [QueryExpression]

    /// The largest number of parentheses in each other.
    private static let deepest = 100

    /// Parses a query.
    package init(_ text: String) throws(QueryError) {
        terms = []
        let bytes = Array(text.utf8)
        var start = 0
        for end in bytes.indices.filter({ bytes[$0] == UInt8(ascii: ",") }) + [bytes.count] {
            let tokens = try QueryLexer.tokens(bytes, start..<end)
            if !tokens.isEmpty {
                var parser = Parser(tokens: tokens[...], end: end)
                terms.append(try parser.term())
            }
            start = end + 1
        }
        guard !terms.isEmpty else { throw QueryError("the query is empty: expected a term", at: 0) }
    }

    private struct Parser {
        var tokens: ArraySlice<QueryLexer.Place>
        let end: Int

        mutating func term() throws(QueryError) -> QueryExpression {
            let expression = try operation(above: 0, depth: 0)
            guard let rest = tokens.first else { return expression }
            switch rest.token {
            case .close: throw QueryError("found ), but there is no ( before it", at: rest.offset)
            default: throw QueryError("expected an operator or a comma between two terms", at: rest.offset)
            }
        }

        /// Operators that bind more tightly than the given precedence, by precedence climbing.
        private mutating func operation(above precedence: Int, depth: Int) throws(QueryError) -> QueryExpression {
            var left = try operand(depth)
            while case .sign(let sign)? = tokens.first?.token, sign.precedence > precedence {
                tokens = tokens.dropFirst()
                let right = try operation(above: sign.precedence, depth: depth)
                left = .composition(left, sign, right)
            }
            return left
        }

        private mutating func operand(_ depth: Int) throws(QueryError) -> QueryExpression {
            guard let place = tokens.popFirst() else { throw QueryError("expected a term at the end", at: end) }
            var expression: QueryExpression
            switch place.token {
            case .open:
                guard depth < Query.deepest else {
                    throw QueryError("more than \(Query.deepest) parentheses in each other", at: place.offset)
                }
                expression = try operation(above: 0, depth: depth + 1)
                guard let close = tokens.popFirst(), close.token == .close else {
                    throw QueryError("the parenthesis is not closed: expected ) after the expression", at: place.offset)
                }
            case .phrase(let text, let isVerbatim):
                expression = .phrase(
                    QueryExpression.Phrase(text: text, isVerbatim: isVerbatim, offset: place.offset))
            case .number(let text, let value): expression = .number(text, value)
            case .close: throw QueryError("found ), but expected a term", at: place.offset)
            case .sign(let sign):
                throw QueryError(
                    "found \(sign.rawValue), but expected a term; to search for the character, write [\(sign.rawValue)]",
                    at: place.offset)
            case .corpus(let name):
                throw QueryError("found :\(name), but expected a term before it", at: place.offset)
            }
            if case .corpus(let name)? = tokens.first?.token, let offset = tokens.first?.offset {
                tokens = tokens.dropFirst()
                expression = .inCorpus(expression, QueryExpression.CorpusReference(name: name, offset: offset))
            }
            return expression
        }
    }
}
