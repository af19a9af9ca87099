import NgramBlocks

/// Finds the n-grams that several runs have, in ascending byte order.
///
/// It is a leapfrog join: whenever one run is behind all others, it jumps to the n-gram of the next one. So blocks between
/// which no other run has an n-gram are not read.
final class SharedNgramCursor {
    /// The readers at the current n-gram, at least two after `next` returned true.
    private(set) var parts: [RunReader] = []

    private let blocks: StoredBlocks
    /// Runs that are not open yet, in descending order of their first n-grams.
    private var waiting: [StoredRun]
    private var heap: NgramReaderHeap<RunReader>
    private let isCancelled: () -> Bool

    /// - Parameters:
    ///   - runs: in ascending order of their first n-grams.
    ///   - memoryLimit: the memory for blocks that waiting readers may hold, in bytes.
    ///   - isCancelled: whether to stop soon.
    init(
        _ runs: [StoredRun], _ blocks: StoredBlocks, memoryLimit: Int = ReaderLimits.memory,
        isCancelled: @escaping () -> Bool
    ) {
        heap = NgramReaderHeap(memoryLimit: memoryLimit)
        waiting = runs.filter { $0.blocks > 0 }.reversed()
        self.blocks = blocks
        self.isCancelled = isCancelled
    }

    /// The current n-gram, valid until the next call of `next`.
    var text: UnsafeRawBufferPointer { parts[0].text }

    /// Moves to the next n-gram that at least two runs have; false after the last.
    /// - Throws: `CancellationError`; `StoreError.damaged` or `CorruptBlock`.
    func next() throws -> Bool {
        for reader in parts where try reader.advance() { heap.push(reader) }
        parts.removeAll(keepingCapacity: true)
        var steps = 0
        while true {
            steps += 1
            if steps.isMultiple(of: 1 << 12), isCancelled() { throw CancellationError() }
            try openRuns()
            guard let least = heap.popMinimum() else { return false }
            if let other = heap.first {
                if other.text.elementsEqual(least.text) {
                    parts.append(least)
                    while let other = heap.first, other.text.elementsEqual(least.text), let same = heap.popMinimum() {
                        parts.append(same)
                    }
                    return true
                }
                // A run that is not open yet may begin before the other reader's n-gram.
                if let run = waiting.last, run.first.withUnsafeBytes({ precedes($0, other.text) }) {
                    if try leap(least, to: run) { heap.push(least) }
                } else if try least.advance(to: other.text) {
                    heap.push(least)
                }
            } else if let run = waiting.last {
                if try leap(least, to: run) { heap.push(least) }
            } else {
                return false
            }
        }
    }

    private func leap(_ reader: RunReader, to run: StoredRun) throws -> Bool {
        try run.first.withUnsafeBytes { try reader.advance(to: $0) }
    }

    /// Opens the runs that begin at or before the smallest n-gram of the open readers.
    private func openRuns() throws {
        while let run = waiting.last {
            if let least = heap.first, run.first.withUnsafeBytes({ precedes(least.text, $0) }) { return }
            waiting.removeLast()
            let reader = RunReader(run, blocks)
            if try reader.advance() { heap.push(reader) }
        }
    }
}
