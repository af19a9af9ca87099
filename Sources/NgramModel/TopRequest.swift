/// A request for the top n-grams: which n-grams to rank, and by which count.
public struct TopRequest: Sendable {
    /// How to treat n-grams with a part-of-speech tag.
    public enum Tags: String, Sendable, CaseIterable {
        /// They are not ranked. A word's count is about the sum of its tagged forms, so ranking both would count it
        /// twice.
        case exclude
        /// They are ranked together with the others.
        case include
        /// Only they are ranked.
        case only
    }

    /// The number of n-grams, at least 0.
    public var limit = 10
    /// The years whose counts are summed; nil for all years.
    public var years: ClosedRange<Int>?
    /// Only n-grams whose bytes begin with this prefix.
    public var prefix: [UInt8] = []
    /// The count to rank by.
    public var measure = CountMeasure.match
    /// How to treat tagged n-grams.
    public var tags = Tags.exclude

    /// Only n-grams of this many words, 1 to 5; nil for all.
    public var order: Int?
    /// Only n-grams that the automaton accepts; nil for all.
    package var pattern: ByteAutomaton?
    /// Whether the pattern accepts only the spellings of one text, so that few n-grams match.
    package var matchesOneText = false

    /// Maps an n-gram's bytes to a key.
    package typealias MergeKey = @Sendable ([UInt8]) -> [UInt8]

    /// N-grams with the same key are ranked as one, by their sum and under the most frequent of them; nil to rank each.
    package var mergeKey: MergeKey?

    /// A request for the ten most frequent n-grams without a tag.
    public init() {}

    /// Whether `tags`, `order` and `pattern` allow an n-gram to be ranked.
    package func admits(_ ngram: some Collection<UInt8>) -> Bool {
        guard admitsForm(ngram) else { return false }
        return pattern?.accepts(ngram) ?? true
    }

    /// Whether `tags` and `order` allow an n-gram to be ranked, for a search that has matched the pattern.
    package func admitsForm(_ ngram: some Collection<UInt8>) -> Bool {
        if let order, Ngram.order(of: ngram) != order { return false }
        return switch tags {
        case .include: true
        case .exclude: !PartOfSpeechTag.isTagged(ngram)
        case .only: PartOfSpeechTag.isTagged(ngram)
        }
    }
}

/// The count by which n-grams are ranked.
public enum CountMeasure: String, Sendable, CaseIterable {
    /// Occurrences.
    case match
    /// Distinct books.
    case volume
}
