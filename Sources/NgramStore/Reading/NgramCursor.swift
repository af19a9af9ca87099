import NgramBlocks
import NgramModel

/// Reads the n-grams of several runs in ascending byte order, each n-gram once.
final class NgramCursor<Reader: NgramReader> {
    /// The readers at the current n-gram, one for each run that has it; never empty after `next` returned true.
    private(set) var parts: [Reader] = []

    private let range: NgramRange
    private let order: Int?
    /// Runs that are not open yet, in descending order of their first n-grams.
    private var waiting: [LocatedRun]
    /// Open readers that are not at the current n-gram.
    private var heap: NgramReaderHeap<Reader>
    /// Opens a run; nil when it has nothing to read.
    private let open: (LocatedRun) throws -> Reader?

    /// A cursor before the first n-gram of a range.
    ///
    /// - Parameters:
    ///   - runs: in ascending order of their first n-grams.
    ///   - order: the number of words of the n-grams to read; nil for all.
    ///   - memoryLimit: the memory for blocks that waiting readers may hold, in bytes.
    ///   - open: opens a run at its first n-gram to read; nil when it has none.
    init(
        _ runs: [LocatedRun], _ range: NgramRange = .all, order: Int? = nil, memoryLimit: Int = ReaderLimits.memory,
        open: @escaping (LocatedRun) throws -> Reader?
    ) {
        heap = NgramReaderHeap(memoryLimit: memoryLimit)
        self.range = range
        self.order = order
        self.open = open
        let firstByte = range.firstByte
        waiting = runs.filter { located in
            located.run.blocks > 0 && firstByte.map(located.run.mayBegin) ?? true
                && range.overlaps(from: located.run.first, to: located.run.last)
        }.reversed()
    }

    /// The current n-gram, valid until the next call of `next`.
    var text: UnsafeRawBufferPointer { parts[0].text }

    /// Moves to the next n-gram; false after the last.
    /// - Throws: `StoreError.damaged` or `CorruptBlock`.
    func next() throws -> Bool {
        guard let order else { return try nextOfAnyOrder() }
        while try nextOfAnyOrder() {
            if Ngram.order(of: text) == order { return true }
        }
        return false
    }

    @inline(__always)
    private func nextOfAnyOrder() throws -> Bool {
        // Usually one run has many n-grams before the next one of any other run.
        if parts.count == 1 {
            let reader = parts[0]
            if try !reader.advance() {
                parts.removeAll(keepingCapacity: true)
            } else if isFirst(reader) {
                return isInRange(reader)
            } else {
                heap.push(reader)
                parts.removeAll(keepingCapacity: true)
            }
        } else {
            for reader in parts where try reader.advance() { heap.push(reader) }
            parts.removeAll(keepingCapacity: true)
        }
        try openRuns()
        guard let first = heap.popMinimum() else { return false }
        parts.append(first)
        while let other = heap.first, other.text.elementsEqual(first.text), let same = heap.popMinimum() {
            parts.append(same)
        }
        return isInRange(first)
    }

    /// Whether no other run has an n-gram before or at that of a reader.
    @inline(__always)
    private func isFirst(_ reader: Reader) -> Bool {
        if let other = heap.first, !precedes(reader.text, other.text) { return false }
        // Not `waiting.last`, which copies all of the run.
        guard !waiting.isEmpty else { return true }
        return waiting[waiting.count - 1].run.first.withUnsafeBytes { precedes(reader.text, $0) }
    }

    private func isInRange(_ reader: Reader) -> Bool {
        guard let end = range.end, !end.withUnsafeBytes({ precedes(reader.text, $0) }) else { return true }
        parts.removeAll()
        heap.removeAll()
        waiting.removeAll()
        return false
    }

    /// Opens the runs that begin at or before the smallest n-gram of the open readers.
    private func openRuns() throws {
        while let next = waiting.last {
            if let least = heap.first, next.run.first.withUnsafeBytes({ precedes(least.text, $0) }) { return }
            waiting.removeLast()
            if let reader = try open(next) { heap.push(reader) }
        }
    }
}

extension NgramCursor<RunReader> {
    /// A cursor before the first n-gram of a range.
    ///
    /// - Parameters:
    ///   - runs: in ascending order of their first n-grams.
    ///   - order: the number of words of the n-grams to read; nil for all.
    ///   - memoryLimit: the memory for blocks that waiting readers may hold, in bytes.
    convenience init(
        _ runs: [LocatedRun], _ range: NgramRange = .all, order: Int? = nil, memoryLimit: Int = ReaderLimits.memory
    ) {
        self.init(runs, range, order: order, memoryLimit: memoryLimit) { next in
            let reader = RunReader(next.run, next.blocks)
            return try (range.first.isEmpty ? reader.advance() : reader.seek(range.first)) ? reader : nil
        }
    }

    /// A cursor over runs of one store.
    convenience init(_ runs: [StoredRun], _ blocks: StoredBlocks) {
        self.init(runs.map { LocatedRun(run: $0, blocks: blocks) })
    }
}
