/// A block ready to be stored: neighboring n-grams of a run, in ascending byte order, each once.
package struct EncodedBlock: Sendable, Equatable {
    /// The n-grams with their sums and years; see `HeadCodec`.
    package var head: [UInt8]
    /// Their series, one after another; see `SeriesCodec`.
    package var series: [UInt8]
    /// The first n-gram.
    package var first: [UInt8]
    /// The last n-gram; equal to the first if there is only one.
    package var last: [UInt8]
    /// The number of n-grams, at least 1.
    package var ngrams: Int
    /// The number of observations that its n-grams had more in the runs from which it was merged, because several runs
    /// had an observation of the same n-gram and year; 0 if it was not merged.
    package var summedObservations: Int
    /// The largest sum of match counts of an n-gram in it.
    package var largestMatchCount: Int64
    /// The largest sum of volume counts of an n-gram in it.
    package var largestVolumeCount: Int64
    /// Encoded `CountBounds` of its series.
    package var bounds: [UInt8]
    /// See `BlockChecksum`.
    package var checksum: Int64

    /// The number of bytes of its head and its series.
    package var count: Int { head.count + series.count }
}

/// The sizes at which a block ends.
package struct BlockLimits: Sendable, Equatable {
    /// A block ends before the n-gram that follows once its head has this many bytes. Four heads of slightly more fill a
    /// page of the store, of 16,384 bytes (docs/decisions/0003-sorted-runs.md).
    package var headBytes: Int
    /// A block ends likewise once its series have this many bytes. Reading one series reads at most about as many.
    package var seriesBytes: Int

    /// The given limits, in bytes.
    package init(headBytes: Int = 3960, seriesBytes: Int = 32 << 10) {
        self.headBytes = headBytes
        self.seriesBytes = seriesBytes
    }
}
