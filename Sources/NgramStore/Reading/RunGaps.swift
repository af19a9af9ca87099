import NgramBlocks

/// Ranges of n-grams that a run does not have: from one that was looked for to the next one that the run has, which is not
/// in the gap.
///
/// The runs of a corpus overlap much more than their n-grams do: one has words with A and a, another those with B and b.
/// Without the gaps, every lookup would read a block of most runs. So only gaps between different first bytes are kept.
struct RunGaps {
    private struct Gap {
        var first: [UInt8]
        var end: [UInt8]
    }

    private static let most = 4
    private var gaps: [Gap] = []
    private var oldest = 0

    /// Adds a gap, if it is one to keep.
    mutating func insert(from first: [UInt8], to end: [UInt8]) {
        guard first.first != end.first else { return }
        // The n-gram that was looked for may lie anywhere in a gap.
        if let known = gaps.firstIndex(where: { $0.end == end }) {
            if first.lexicographicallyPrecedes(gaps[known].first) { gaps[known].first = first }
        } else if gaps.count < Self.most {
            gaps.append(Gap(first: first, end: end))
        } else {
            gaps[oldest] = Gap(first: first, end: end)
            oldest = (oldest + 1) % Self.most
        }
    }

    /// The end of the gap in which an n-gram lies; nil if it lies in none.
    func end(around ngram: UnsafeRawBufferPointer) -> [UInt8]? {
        for gap in gaps
        where gap.end.withUnsafeBytes({ precedes(ngram, $0) }) && !gap.first.withUnsafeBytes({ precedes(ngram, $0) }) {
            return gap.end
        }
        return nil
    }
}
