/// A request for the top n-grams: which to rank, and by what.
public struct TopRequest: Sendable {
    /// How to treat n-grams with a part-of-speech tag.
    public enum Tags: String, Sendable, CaseIterable {
        /// Not ranked: a word's count is about the sum of its tagged forms, so ranking both would count twice.
        case exclude
        /// Ranked with the others.
        case include
        /// Ranked alone.
        case only
    }

    /// The number of n-grams, at least 0.
    public var limit = 10
    /// Only these years count; nil for all.
    public var years: ClosedRange<Int>?
    /// Only n-grams with this prefix, in bytes.
    public var prefix: [UInt8] = []
    /// The count to rank by.
    public var measure = CountMeasure.match
    /// How to treat tagged n-grams.
    public var tags = Tags.exclude

    /// The ten most frequent without a tag.
    public init() {}

    /// Whether an n-gram may be ranked according to its tags.
    package func admits(_ ngram: some Collection<UInt8>) -> Bool {
        switch tags {
        case .include: true
        case .exclude: !PartOfSpeechTag.isTagged(ngram)
        case .only: PartOfSpeechTag.isTagged(ngram)
        }
    }
}
