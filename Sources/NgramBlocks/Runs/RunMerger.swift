import NgramModel

/// The content of a block of a run that is merged.
package struct RunBlock: Sendable {
    /// See `HeadCodec`.
    package var head: [UInt8]
    /// See `SeriesCodec`.
    package var series: [UInt8]
    /// Encoded `CountBounds`.
    package var bounds: [UInt8]

    /// The content of a block.
    package init(head: [UInt8], series: [UInt8], bounds: [UInt8]) {
        (self.head, self.series, self.bounds) = (head, series, bounds)
    }

    /// The content of a block that is not stored yet.
    package init(_ block: EncodedBlock) {
        self.init(head: block.head, series: block.series, bounds: block.bounds)
    }
}

/// Merges sorted runs into one: n-grams in ascending byte order, those of several runs summed up.
///
/// It reads nothing itself. Where it stops for lack of a run's next blocks it says which run that is, so that the
/// owner of the store can supply them. Memory is bounded by what is supplied.
package struct RunMerger {
    /// What stopped the merger.
    package enum Stop: Equatable, Sendable {
        /// The run of that index has no more n-grams in memory: supply its next blocks.
        case needsBlocks(of: Int)
        /// The builder holds as much as was asked for.
        case isFull
        /// All n-grams of all runs are merged.
        case isFinished
    }

    private var runs: [RunCursor]
    /// A run with an n-gram at hand.
    private struct Candidate {
        /// The index of the run.
        var run: Int
        /// The beginning of its n-gram, which decides most comparisons without a look at the text.
        var beginning: UInt64
    }

    /// The runs with an n-gram at hand, as a binary heap with the smallest n-gram first.
    private var heap: [Candidate] = []
    /// Runs that must be given blocks before anything else can be merged.
    private var starved: [Int]
    private let mergedSeries = SeriesSummer()

    /// A merger of several runs.
    ///
    /// - Parameter last: the largest n-gram that was merged before an interruption; up to it nothing is given again.
    package init(runs count: Int, after last: [UInt8] = []) {
        runs = (0..<count).map { _ in RunCursor(after: last) }
        starved = Array((0..<count).reversed())
    }

    /// How many blocks of a run are merged to their last n-gram, since the beginning.
    package func mergedBlocks(of run: Int) -> Int { runs[run].mergedBlocks }

    /// Supplies the next blocks of a run; none at the end of the run.
    package mutating func supply(_ blocks: [RunBlock], to run: Int) throws(CorruptBlock) {
        runs[run].supply(blocks)
        guard starved.last == run else { return }
        guard try runs[run].advance() else {
            if runs[run].isEnded { starved.removeLast() }
            return
        }
        starved.removeLast()
        heap.append(Candidate(run: run, beginning: beginning(of: runs[run].text)))
        siftUp(heap.count - 1)
    }

    /// Merges into a builder until it holds `bytes` bytes, a run needs blocks, or all is merged.
    ///
    /// - Throws: `CorruptBlock` when what was supplied is damaged, `CountOverflow` when a sum does not fit.
    package mutating func merge(into builder: inout BlockBuilder, upTo bytes: Int) throws -> Stop {
        var added = 0
        while true {
            if let run = starved.last { return .needsBlocks(of: run) }
            guard let run = heap.first?.run else { return .isFinished }
            if added >= bytes { return .isFull }
            // Equal n-grams lie next to the top of the heap, so where neither child is equal none is.
            if isEqualToTop(1) || isEqualToTop(2) {
                let equal = equalRuns()
                try appendSum(of: equal, to: &builder)
                added += mergedSeries.encoded.count
                for _ in equal { try advanceTop() }
            } else {
                let series = runs[run].series
                try builder.append(runs[run].text, runs[run].entry, series: series, bounds: runs[run].bounds)
                added += series.count
                try advanceTop()
            }
        }
    }

    private mutating func appendSum(of equal: [Int], to builder: inout BlockBuilder) throws {
        mergedSeries.removeAll()
        for run in equal { try mergedSeries.add(runs[run].series) }
        try mergedSeries.finish()
        var entry = runs[equal[0]].entry
        for run in equal.dropFirst() { try entry.add(runs[run].entry) }
        try mergedSeries.encoded.withUnsafeBytes { series in
            try builder.append(
                runs[equal[0]].text, entry, series: series, summed: mergedSeries.summedObservations)
        }
    }

    /// All runs that are at the smallest n-gram.
    private func equalRuns() -> [Int] {
        var found = [heap[0].run]
        var open = [1, 2]
        while let place = open.popLast() {
            guard isEqualToTop(place) else { continue }
            found.append(heap[place].run)
            open += [2 * place + 1, 2 * place + 2]
        }
        return found
    }

    private func isEqualToTop(_ place: Int) -> Bool {
        guard place < heap.count, heap[place].beginning == heap[0].beginning else { return false }
        let (top, other) = (runs[heap[0].run].text, runs[heap[place].run].text)
        return top.count == other.count && commonPrefix(top, other) == top.count
    }

    private mutating func advanceTop() throws(CorruptBlock) {
        let run = heap[0].run
        if try runs[run].advance() {
            siftDown(Candidate(run: run, beginning: beginning(of: runs[run].text)))
            return
        }
        let last = heap.removeLast()
        if !heap.isEmpty { siftDown(last) }
        if !runs[run].isEnded { starved.append(run) }
    }

    @inline(__always)
    private func isBefore(_ one: Candidate, _ other: Candidate) -> Bool {
        if one.beginning != other.beginning { return one.beginning < other.beginning }
        return precedes(runs[one.run].text, runs[other.run].text)
    }

    private mutating func siftUp(_ start: Int) {
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard isBefore(heap[place], heap[parent]) else { return }
            heap.swapAt(place, parent)
            place = parent
        }
    }

    /// Puts a candidate in the place of the top.
    private mutating func siftDown(_ candidate: Candidate) {
        var place = 0
        while true {
            let (left, right) = (2 * place + 1, 2 * place + 2)
            guard left < heap.count else { break }
            let smaller = right < heap.count && isBefore(heap[right], heap[left]) ? right : left
            guard isBefore(heap[smaller], candidate) else { break }
            heap[place] = heap[smaller]
            place = smaller
        }
        heap[place] = candidate
    }
}
