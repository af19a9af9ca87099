/// Which n-grams a top-N is made of, and by what they are ranked.
public struct TopRequest: Sendable {
    /// What is done with n-grams that carry a part-of-speech tag.
    public enum Tags: String, Sendable, CaseIterable {
        /// They are left out: a word is about the sum of its tagged forms, so the two do not mix.
        case exclude
        /// They rank beside the others.
        case include
        /// Only they rank.
        case only
    }

    /// How many, at least 0.
    public var limit = 10
    /// Only these years count; nil for all.
    public var years: ClosedRange<Int>?
    /// Only n-grams that begin with these bytes.
    public var prefix: [UInt8] = []
    /// What ranks them.
    public var measure = CountMeasure.match
    /// What is done with tagged ones.
    public var tags = Tags.exclude

    /// The ten most frequent without a tag.
    public init() {}

    /// Whether an n-gram is one of those that rank, as far as its tags say.
    package func admits(_ ngram: some Collection<UInt8>) -> Bool {
        switch tags {
        case .include: true
        case .exclude: !PartOfSpeechTag.isTagged(ngram)
        case .only: PartOfSpeechTag.isTagged(ngram)
        }
    }
}
