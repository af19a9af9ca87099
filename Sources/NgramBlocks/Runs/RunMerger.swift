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
    /// The indexes of runs with an n-gram at hand, as a binary heap with the smallest n-gram first.
    private var heap: [Int] = []
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
        heap.append(run)
        siftUp(heap.count - 1)
    }

    /// Merges into a builder until it holds `bytes` bytes, a run needs blocks, or all is merged.
    ///
    /// - Throws: `CorruptBlock` when what was supplied is damaged, `CountOverflow` when a sum does not fit.
    package mutating func merge(into builder: inout BlockBuilder, upTo bytes: Int) throws -> Stop {
        var added = 0
        while true {
            if let run = starved.last { return .needsBlocks(of: run) }
            guard let run = heap.first else { return .isFinished }
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
        var found = [heap[0]]
        var open = [1, 2]
        while let place = open.popLast() {
            guard isEqualToTop(place) else { continue }
            found.append(heap[place])
            open += [2 * place + 1, 2 * place + 2]
        }
        return found
    }

    private func isEqualToTop(_ place: Int) -> Bool {
        guard place < heap.count else { return false }
        let (top, other) = (runs[heap[0]].text, runs[heap[place]].text)
        return top.count == other.count && commonPrefix(top, other) == top.count
    }

    private mutating func advanceTop() throws(CorruptBlock) {
        let run = heap[0]
        if try runs[run].advance() {
            siftDown()
            return
        }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            siftDown()
        }
        if !runs[run].isEnded { starved.append(run) }
    }

    private mutating func siftUp(_ start: Int) {
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard precedes(runs[heap[place]].text, runs[heap[parent]].text) else { return }
            heap.swapAt(place, parent)
            place = parent
        }
    }

    private mutating func siftDown() {
        var place = 0
        while true {
            let (left, right) = (2 * place + 1, 2 * place + 2)
            guard left < heap.count else { return }
            let isRightSmaller = right < heap.count && precedes(runs[heap[right]].text, runs[heap[left]].text)
            let smaller = isRightSmaller ? right : left
            guard precedes(runs[heap[smaller]].text, runs[heap[place]].text) else { return }
            heap.swapAt(place, smaller)
            place = smaller
        }
    }
}
