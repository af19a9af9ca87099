/// A term of a query in the language of the Ngram Viewer (https://books.google.com/ngrams/info).
package indirect enum QueryExpression: Equatable, Sendable {
    /// Words, which may have tags and wildcards.
    case phrase(Phrase)
    /// A composition, year by year.
    case composition(QueryExpression, Operator, QueryExpression)
    /// A number by which an expression is multiplied or divided, as it was typed, and its value.
    case number(String, Double)
    /// An expression with a corpus of its own.
    case inCorpus(QueryExpression, CorpusReference)

    /// What lies between operators.
    package struct Phrase: Equatable, Sendable {
        /// Its words, separated by single spaces.
        package var text: String
        /// Whether it stood in brackets: then it is not rewritten, and it has no wildcards.
        package var isVerbatim: Bool
        /// Where it begins in the query, in bytes of UTF-8.
        package var offset: Int
    }

    /// A corpus, as it was typed after a colon.
    package struct CorpusReference: Equatable, Sendable {
        /// The name as typed.
        package var name: String
        /// Where it begins in the query, in bytes of UTF-8.
        package var offset: Int
    }

    /// An operation on two series.
    package enum Operator: Character, Sendable {
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divided = "/"

        var precedence: Int {
            switch self {
            case .plus, .minus: 1
            case .times, .divided: 2
            }
        }
    }

    /// Whether it is a single phrase, which may have a corpus of its own.
    package var isPhrase: Bool {
        switch self {
        case .phrase: true
        case .inCorpus(let expression, _): expression.isPhrase
        case .composition, .number: false
        }
    }

    /// The corpora that its phrases are asked of, by the names as typed; nil if a phrase names none.
    package var namedCorpora: [String]? {
        switch self {
        case .phrase: return nil
        case .number: return []
        case .inCorpus(let expression, let corpus): return [corpus.name] + (expression.namedCorpora ?? [])
        case .composition(let left, _, let right):
            guard let left = left.namedCorpora, let right = right.namedCorpora else { return nil }
            return left + right
        }
    }

    /// The canonical form: compositions in parentheses, with single spaces, sums of several terms without further
    /// parentheses.
    ///
    /// - Parameter name: the name of a phrase.
    package func name(_ name: (Phrase) -> String) -> String {
        switch self {
        case .phrase(let phrase): name(phrase)
        case .number(let text, _): text
        case .inCorpus(let expression, let corpus): expression.name(name) + ":" + corpus.name
        case .composition(let left, let sign, let right):
            if sign == .plus, case .composition(_, .plus, _) = left {
                "(\(left.name(name).dropFirst().dropLast()) + \(right.name(name)))"
            } else {
                "(\(left.name(name)) \(sign.rawValue) \(right.name(name)))"
            }
        }
    }
}

/// A query that is not of the language: where, what was found, and what was expected.
package struct QueryError: Error, Equatable, CustomStringConvertible {
    /// Where in the query, in bytes of UTF-8.
    package var offset: Int
    /// What is wrong, in a sentence without its full stop.
    package var description: String

    init(_ description: String, at offset: Int) {
        self.description = description
        self.offset = offset
    }
}
