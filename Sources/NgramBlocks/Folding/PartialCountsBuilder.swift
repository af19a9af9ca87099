import NgramModel

/// Folds the rows of a partition, in order, into `PartialCounts`. This is the hot path: per row, it does not allocate,
/// count references or call closures; per n-gram, it makes one small append.
///
/// The text and the series of every n-gram stay in the output until the partition ends, because a partition may turn out
/// not to be sorted at its last n-gram. While it is sorted, they are also added to blocks.
///
/// Bounds: The output of a partition never exceeds `outputCapacity(for:)` of its size, because no row encodes to more
/// bytes than it has. The narrowest row, `x⇥y⇥m⇥v⏎`, has four separators, and encodes to at most one byte each for the
/// gap and the counts token; a number encodes to at most as many bytes as it has digits. Re-encoding a series in order
/// can only shorten it, because it merges observations and gaps.
@usableFromInline
package struct PartialCountsBuilder: ~Copyable {
    @usableFromInline let output: UnsafeMutablePointer<UInt8>
    @usableFromInline let matchPeaks: UnsafeMutablePointer<Int64>
    @usableFromInline let volumePeaks: UnsafeMutablePointer<Int64>
    @usableFromInline var cursor: UnsafeMutablePointer<UInt8>

    // The current n-gram. There is none while `textLength` is 0.
    @usableFromInline var text: UnsafeMutablePointer<UInt8>
    @usableFromInline var textLength = 0
    @usableFromInline var fold = Fold()

    /// The complete n-grams, in partition order.
    @usableFromInline var ngrams: [FoldedNgram] = []
    /// Their blocks, as long as they ascend.
    var blocks: BlockBuilder

    @usableFromInline var counts = PartialCounts()
    @usableFromInline var disordered: [Observation] = []

    /// The state of the current n-gram. It is restored when a row of the 2019 edition turns out to be bad.
    @usableFromInline
    struct Fold {
        @usableFromInline var year = 0
        @usableFromInline var firstYear = 0
        @usableFromInline var observations = 0
        @usableFromInline var matchCount: Int64 = 0
        @usableFromInline var volumeCount: Int64 = 0
        /// Whether a year did not ascend; the observations then collect in `disordered` until the n-gram ends.
        @usableFromInline var isDisordered = false
        @usableFromInline var overflowed = false
        @usableFromInline init() {}
    }

    /// The largest number of output bytes for a partition of the given size in bytes.
    package static func outputCapacity(for partitionBytes: Int) -> Int {
        partitionBytes + partitionBytes / 64 + 256
    }

    /// A builder for partitions of at most `partitionBytes` bytes.
    package init(partitionBytes: Int, limits: BlockLimits = BlockLimits()) {
        output = .allocate(capacity: Self.outputCapacity(for: partitionBytes))
        matchPeaks = .allocate(capacity: CountBounds.spans)
        volumePeaks = .allocate(capacity: CountBounds.spans)
        matchPeaks.initialize(repeating: 0, count: CountBounds.spans)
        volumePeaks.initialize(repeating: 0, count: CountBounds.spans)
        blocks = BlockBuilder(limits: limits)
        cursor = output
        text = output
    }

    deinit {
        output.deallocate()
        matchPeaks.deallocate()
        volumePeaks.deallocate()
    }

    /// The length of the current n-gram in bytes; 0 when there is none.
    @inlinable @inline(__always)
    package var currentLength: Int { textLength }

    /// Whether the memory, which must have at least `currentLength` bytes, begins with the current n-gram.
    @inlinable @inline(__always)
    package func isPrefix(of bytes: UnsafePointer<UInt8>) -> Bool {
        compareBytes(bytes, text, textLength)
    }

    /// Ends the current n-gram and begins the next. The text must be valid UTF-8 and not empty.
    @inlinable
    package mutating func begin(_ bytes: UnsafePointer<UInt8>, length: Int) {
        endNgram()
        if isBlockFull { endBlock() }
        text = cursor
        textLength = length
        cursor.update(from: bytes, count: length)
        cursor += length
        fold = Fold()
    }

    /// Adds an observation of the current n-gram. Years may come in any order; the counts of a repeated year are added
    /// up.
    ///
    /// An observation with neither matches nor volumes is dropped: the n-gram does not occur in that year.
    @inlinable @inline(__always)
    package mutating func add(year: Int, matchCount: Int64, volumeCount: Int64) {
        if matchCount | volumeCount == 0 { return }
        let gap = year &- fold.year
        if gap <= 0 || fold.isDisordered {
            addDisordered(Observation(year: year, matchCount: matchCount, volumeCount: volumeCount))
        } else {
            if fold.firstYear == 0 { fold.firstYear = year }
            fold.year = year
            fold.observations &+= 1
            SeriesEncoder.append(gap: gap, matchCount: matchCount, volumeCount: volumeCount, to: &cursor)
        }
        let match = fold.matchCount.addingReportingOverflow(matchCount)
        let volume = fold.volumeCount.addingReportingOverflow(volumeCount)
        fold.matchCount = match.partialValue
        fold.volumeCount = volume.partialValue
        if match.overflow || volume.overflow { fold.overflowed = true }
        let span = year &>> CountBounds.spanShift
        if matchCount > matchPeaks[span] { matchPeaks[span] = matchCount }
        if volumeCount > volumePeaks[span] { volumePeaks[span] = volumeCount }
    }

    /// Counts a row after its observations have been added.
    @inlinable @inline(__always)
    package mutating func endRow() {
        counts.rows &+= 1
    }

    /// Counts a bad row that is skipped.
    @inlinable
    package mutating func skipRow() {
        counts.badRows &+= 1
    }

    /// Counts a good row that is dropped. The current n-gram remains the same.
    @inlinable
    package mutating func dropRow() {
        counts.placeholderRows &+= 1
    }

    /// The number of rows of the partition that have been counted, skipped or dropped.
    package var rowsSoFar: Int64 { counts.rows + counts.badRows + counts.placeholderRows }

    /// The state to restore if the row being added turns out to be bad.
    @usableFromInline
    package struct Mark {
        @usableFromInline let cursor: UnsafeMutablePointer<UInt8>
        @usableFromInline let fold: Fold
        @usableFromInline let disordered: Int
        @usableFromInline
        init(cursor: UnsafeMutablePointer<UInt8>, fold: Fold, disordered: Int) {
            self.cursor = cursor
            self.fold = fold
            self.disordered = disordered
        }
    }

    /// Marks the state after the row's n-gram has begun and before its observations are added.
    @inlinable
    package func mark() -> Mark {
        Mark(cursor: cursor, fold: fold, disordered: disordered.count)
    }

    /// Removes all observations added since the mark. Peaks are not restored, because they only need to be upper
    /// bounds.
    @inlinable
    package mutating func rollBack(to mark: Mark) {
        if fold.isDisordered && !mark.fold.isDisordered {
            disordered.removeAll(keepingCapacity: true)
        } else {
            disordered.removeLast(disordered.count - mark.disordered)
        }
        cursor = mark.cursor
        fold = mark.fold
    }
}

/// Whether two byte sequences of `count` bytes are equal. For n-grams of about ten bytes this is faster than `memcmp`,
/// because up to 16 bytes it has no branch that depends on the length.
///
/// Bounds: For fewer than eight bytes, it reads up to seven bytes after each sequence and masks them out. Both are
/// readable: a partition has its sentinel bytes, and the output has spare capacity.
@inlinable @inline(__always)
func compareBytes(_ lhs: UnsafePointer<UInt8>, _ rhs: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    @inline(__always)
    func difference(at index: Int) -> UInt64 {
        UnsafeRawPointer(lhs + index).loadUnaligned(as: UInt64.self)
            ^ UnsafeRawPointer(rhs + index).loadUnaligned(as: UInt64.self)
    }
    guard count > 8 else {
        return UInt64(littleEndian: difference(at: 0)) &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count) == 0
    }
    var index = 0
    while index &+ 8 < count {
        if difference(at: index) != 0 { return false }
        index &+= 8
    }
    // The last eight bytes; some of them may have been compared already.
    return difference(at: count &- 8) == 0
}
