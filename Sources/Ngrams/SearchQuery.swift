public import NgramModel
internal import NgramQuery

/// A pattern and how to rank the n-grams that match it.
public struct SearchQuery: Sendable {
    /// The languages of patterns, which the guide <doc:Ngrams> describes.
    public enum Syntax: Sendable {
        /// Words with wildcards: `* cat`, `cat~`, `good / bad`, `*_NOUN`.
        case words
        /// A regular expression for the whole n-gram.
        case regularExpression
        /// N-grams that differ from a text in at most this many characters, 1 or 2.
        case misspelled(edits: Int)
    }

    /// The pattern.
    public var pattern: String
    /// The language of the pattern.
    public var syntax: Syntax
    /// Whether n-grams that differ only in case match too.
    public var ignoresCase = false
    /// Whether n-grams that differ only in case are added up, under the most frequent of them.
    public var mergesCase = false
    /// How to treat n-grams with part-of-speech tags; nil to include them if the pattern has a tag.
    public var tags: TopRequest.Tags?
    /// How many n-grams to rank, by which count, in which years. `TopRequest.tags` is not used.
    public var ranking = TopRequest()

    /// A search for the ten most frequent n-grams that match a pattern.
    public init(_ pattern: String, syntax: Syntax = .words) {
        (self.pattern, self.syntax) = (pattern, syntax)
    }

    /// The request for the n-grams.
    /// - Throws: as `SearchPattern`; `StoreFailure` if the number of edits is neither 1 nor 2.
    func request() throws -> TopRequest {
        var request = ranking
        let parsed =
            switch syntax {
            case .words: try SearchPattern(pattern, syntax: .words, ignoringCase: ignoresCase)
            case .regularExpression: try SearchPattern(pattern, syntax: .regex, ignoringCase: ignoresCase)
            case .misspelled(let edits) where (1...2).contains(edits):
                try SearchPattern(pattern, syntax: .fuzzy, edits: edits, ignoringCase: ignoresCase)
            case .misspelled(let edits):
                throw StoreFailure(.invalid(offset: nil), "the number of edits, \(edits), is neither 1 nor 2")
            }
        parsed.restrict(&request, tags: tags, mergingCase: mergesCase)
        return request
    }
}
