/// A block ready to be stored: neighboring n-grams of a run, in ascending byte order, each once.
package struct EncodedBlock: Sendable, Equatable {
    /// The n-grams with their sums and years; see `HeadCodec`.
    package var head: [UInt8]
    /// Their series, one after another; see `SeriesCodec`.
    package var series: [UInt8]
    /// The first n-gram.
    package var first: [UInt8]
    /// The last n-gram; equal to the first where there is one.
    package var last: [UInt8]
    /// The number of n-grams, at least 1.
    package var ngrams: Int
    /// The largest sum of match counts of an n-gram in it.
    package var largestMatchCount: Int64
    /// The largest sum of volume counts of an n-gram in it.
    package var largestVolumeCount: Int64
    /// Encoded `CountBounds` of its series.
    package var bounds: [UInt8]

    /// The bytes that it takes, without what it is found by.
    package var count: Int { head.count + series.count }
}
