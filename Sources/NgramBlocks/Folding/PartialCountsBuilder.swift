import NgramModel

/// Folds the rows of a partition, in their order, into `PartialCounts`. This is the hot path: no allocation, no
/// reference counting and no closure per row; one small append per n-gram.
///
/// Bounds: `room` is the size of the partition, and the output never outgrows `outputCapacity(for:)` of it, because
/// each row encodes to no more bytes than it has. A row of the narrowest kind, `x⇥y⇥m⇥v⏎`, spends four bytes on
/// separators, against at most one each for the name's length, the gap, the counts token and the end token; digits
/// encode to no more bytes than they have; names of 128 bytes and more may take up to three bytes for their length,
/// which the spare 1/64 covers. Re-encoding a series in order can only shorten it: it sums observations and gaps.
@usableFromInline
package struct PartialCountsBuilder: ~Copyable {
    @usableFromInline let output: UnsafeMutablePointer<UInt8>
    @usableFromInline let matchPeaks: UnsafeMutablePointer<Int64>
    @usableFromInline let volumePeaks: UnsafeMutablePointer<Int64>
    @usableFromInline var cursor: UnsafeMutablePointer<UInt8>
    @usableFromInline let blockTarget: Int

    // The n-gram being folded. An `entryStart` equal to `cursor` means that there is none.
    @usableFromInline var entryStart: UnsafeMutablePointer<UInt8>
    @usableFromInline var text: UnsafeMutablePointer<UInt8>
    @usableFromInline var textLength = 0
    @usableFromInline var fold = Fold()

    // The block being filled.
    @usableFromInline var blockStart: UnsafeMutablePointer<UInt8>
    @usableFromInline var firstEntry = 0
    @usableFromInline var rowsBefore: Int64 = 0

    @usableFromInline var counts = PartialCounts()
    @usableFromInline var disordered: [Observation] = []

    /// The state of the n-gram being folded that a bad wide row has to be undone to.
    @usableFromInline
    struct Fold {
        @usableFromInline var year = 0
        @usableFromInline var firstYear = 0
        @usableFromInline var matchCount: Int64 = 0
        @usableFromInline var volumeCount: Int64 = 0
        /// The years did not ascend: observations gather in `disordered` until the n-gram ends.
        @usableFromInline var isDisordered = false
        @usableFromInline var overflowed = false
        @usableFromInline init() {}
    }

    /// The most output bytes that a partition of so many bytes can make.
    @usableFromInline
    package static func outputCapacity(for partitionBytes: Int) -> Int {
        partitionBytes + partitionBytes / 64 + 256
    }

    /// A builder for one partition of at most `partitionBytes` bytes, cutting blocks once they hold `blockTarget` bytes.
    @usableFromInline
    package init(partitionBytes: Int, blockTarget: Int) {
        output = .allocate(capacity: Self.outputCapacity(for: partitionBytes))
        matchPeaks = .allocate(capacity: CountBounds.spans)
        volumePeaks = .allocate(capacity: CountBounds.spans)
        matchPeaks.initialize(repeating: 0, count: CountBounds.spans)
        volumePeaks.initialize(repeating: 0, count: CountBounds.spans)
        self.blockTarget = blockTarget
        cursor = output
        entryStart = output
        text = output
        blockStart = output
    }

    deinit {
        output.deallocate()
        matchPeaks.deallocate()
        volumePeaks.deallocate()
    }

    /// Bytes of the n-gram that the builder is at, 0 before the first.
    @inlinable @inline(__always)
    package var currentLength: Int { textLength }

    /// Whether memory that has at least `currentLength` bytes begins with the n-gram that the builder is at.
    @inlinable @inline(__always)
    package func isPrefix(of bytes: UnsafePointer<UInt8>) -> Bool {
        compareBytes(bytes, text, textLength)
    }

    /// Ends the n-gram that the builder is at and begins another. The text must be valid UTF-8 and not empty.
    @inlinable
    package mutating func begin(_ bytes: UnsafePointer<UInt8>, length: Int) {
        endNgram()
        if cursor - blockStart >= blockTarget { endBlock() }
        entryStart = cursor
        SeriesEncoder.appendVarint(UInt64(length), to: &cursor)
        text = cursor
        textLength = length
        cursor.update(from: bytes, count: length)
        cursor += length
        fold = Fold()
    }

    /// Adds an observation of the n-gram that the builder is at. Years may come in any order and repeat.
    ///
    /// A year with neither a match nor a volume is one in which the n-gram does not occur; nothing is kept of it.
    @inlinable @inline(__always)
    package mutating func add(year: Int, matchCount: Int64, volumeCount: Int64) {
        if matchCount | volumeCount == 0 { return }
        let gap = year &- fold.year
        if gap <= 0 || fold.isDisordered {
            addDisordered(Observation(year: year, matchCount: matchCount, volumeCount: volumeCount))
        } else {
            if fold.firstYear == 0 { fold.firstYear = year }
            fold.year = year
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

    /// Counts a row whose observations have been added.
    @inlinable @inline(__always)
    package mutating func endRow() {
        counts.rows &+= 1
    }

    /// Counts a row that was left out as bad.
    @inlinable
    package mutating func skipRow() {
        counts.badRows &+= 1
    }

    /// The state to go back to should the row that is about to be added turn out bad.
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

    /// Marks the state before the observations of a row, after its n-gram has begun.
    @inlinable
    package func mark() -> Mark {
        Mark(cursor: cursor, fold: fold, disordered: disordered.count)
    }

    /// Takes back all observations since the mark. (Peaks stay: they are upper bounds.)
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

    /// Ends the last n-gram and the last block, and gives what has been counted. The builder is then as new.
    @usableFromInline
    package mutating func finish() -> PartialCounts {
        endNgram()
        endBlock()
        var result = counts
        result.bytes = Array(UnsafeBufferPointer(start: output, count: cursor - output))
        counts = PartialCounts()
        cursor = output
        entryStart = output
        blockStart = output
        firstEntry = 0
        rowsBefore = 0
        return result
    }
}

/// Whether two runs of bytes are equal. For n-grams of about ten bytes this beats a call to `memcmp`: it has no branch
/// that depends on a length up to 16.
///
/// Bounds: up to seven bytes behind a run shorter than eight are read, and masked out. Both callers' memories have
/// them: a partition its sentinel, the output its spare room.
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
    // The last eight bytes, some of which have been compared already.
    return difference(at: count &- 8) == 0
}
