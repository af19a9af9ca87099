import NgramBlocks
import NgramModel

/// What the readers of one search share: the automaton, and memory for the head that one of them is searching.
private final class MatchSearch {
    let pattern: ByteAutomaton
    @exclusivity(unchecked) var search: HeadSearch
    let head = ReusableBytes()
    private var starts = PossibleTexts()
    private var ends = PossibleTexts()

    init(_ pattern: ByteAutomaton) {
        self.pattern = pattern
        search = HeadSearch(pattern)
    }

    /// A lower bound for the matches of a run at or after a text; nil if it has none.
    func possible(atOrAfter text: [UInt8], in run: StoredRun, _ blocks: StoredBlocks) -> [UInt8]? {
        guard var possible = starts.next(atOrAfter: text, pattern) else { return nil }
        while !run.last.lexicographicallyPrecedes(possible), let end = endOfAbsence(of: possible, in: run, blocks) {
            guard let next = ends.next(atOrAfter: end, pattern) else { return nil }
            possible = next
        }
        return run.last.lexicographicallyPrecedes(possible) ? nil : possible
    }

    /// The end of a range of texts around one that a run is known not to have; nil if it may have the text.
    private func endOfAbsence(of text: [UInt8], in run: StoredRun, _ blocks: StoredBlocks) -> [UInt8]? {
        if let byte = text.first, let firstBytes = run.firstBytes, !firstBytes.contains(byte) {
            return firstBytes.next(after: byte).map { [$0] }
        }
        return text.withUnsafeBytes { blocks.endOfGap(around: $0, in: run) }
    }
}

/// The texts that an automaton may accept. Remembers the last answer, which is often that for the next run as well.
private struct PossibleTexts {
    private var asked: [UInt8]?
    private var answer: [UInt8]?

    /// A lower bound for the texts at or after a text that are accepted; nil if there are none.
    mutating func next(atOrAfter text: [UInt8], _ pattern: ByteAutomaton) -> [UInt8]? {
        if let asked, !text.lexicographicallyPrecedes(asked),
            answer.map({ !$0.lexicographicallyPrecedes(text) }) ?? true
        {
            return answer
        }
        (asked, answer) = (text, pattern.nextPossible(atOrAfter: text))
        return answer
    }
}

/// Finds the n-grams of a run that an automaton accepts, in ascending byte order, one block at a time. Blocks that cannot
/// hold one are not read.
final class RunMatcher: NgramReader {
    private struct Match {
        /// Where its text ends in the memory of the texts; it begins where the previous one ends.
        var end: Int
        var entry: HeadEntries.Entry
    }

    let blocks: StoredBlocks
    private let run: StoredRun
    private let shared: MatchSearch
    private var nextBlock: Int64
    /// The text for which `nextBlock` was chosen.
    private var sought: [UInt8] = []

    /// The matches of a block from the current one on, unless this reader is parked. Then only the current one.
    private var matches: [Match] = []
    private let texts = ReusableBytes()
    private var current = 0
    private var place: BlockPlace?
    /// The matches of the block before those in `matches`.
    private var passed = 0
    private var isParked = false

    /// What the head says about the current n-gram.
    @exclusivity(unchecked) private(set) var entry = HeadEntries.Entry(
        matchCount: 0, volumeCount: 0, firstYear: 1, lastYear: 1, series: 0..<0)

    /// The current n-gram, valid until the next call of `advance`.
    @exclusivity(unchecked) private(set) var text = UnsafeRawBufferPointer(start: nil, count: 0)

    /// The bytes of memory that it holds for its block.
    private(set) var memory = 0

    fileprivate init(_ located: LocatedRun, _ shared: MatchSearch) {
        (run, blocks, self.shared) = (located.run, located.blocks, shared)
        nextBlock = run.blockKeys.lowerBound
    }

    /// Moves to the next match; false after the last.
    /// - Throws: `StoreError`.
    func advance() throws -> Bool {
        current += 1
        if current >= matches.count { try blocks.naming(findNext) }
        guard current < matches.count else { return false }
        let start = current == 0 ? 0 : matches[current - 1].end
        entry = matches[current].entry
        text = UnsafeRawBufferPointer(rebasing: texts.bytes[start..<matches[current].end])
        return true
    }

    func park() {
        guard !isParked, place != nil else { return }
        let text = Array(text)
        passed += current + 1
        matches = [Match(end: text.count, entry: entry)]
        texts.release()
        text.withUnsafeBytes { texts.append($0) }
        self.text = texts.bytes
        current = 0
        isParked = true
        updateMemory()
    }

    /// The series of the current n-gram, valid until the next call of `series` of any reader.
    func series() throws -> UnsafeRawBufferPointer {
        guard let place else { throw CorruptBlock(part: "series", position: 0) }
        try blocks.readSeries(of: place, entry.series, into: blocks.scratch)
        return blocks.scratch.bytes
    }

    /// Collects the matches of the next block that has any.
    private func findNext() throws {
        current = 0
        matches.removeAll(keepingCapacity: true)
        texts.removeAll()
        if isParked, let place {
            isParked = false
            try collect(in: place.id, after: passed)
        } else {
            passed = 0
        }
        while matches.isEmpty, try findBlock() {
            passed = 0
            try collect(in: nextBlock, after: 0)
            if matches.isEmpty { try learnGap() }
            nextBlock += 1
        }
        updateMemory()
    }

    /// Moves `nextBlock` to the first block from there on that may have a match.
    private func findBlock() throws -> Bool {
        guard nextBlock < run.blockKeys.upperBound else { return false }
        let first = try blocks.first(of: nextBlock)
        guard let possible = shared.possible(atOrAfter: first, in: run, blocks) else { return false }
        if first != possible {
            nextBlock = try possible.withUnsafeBytes { try blocks.find($0, in: run, from: nextBlock) }
        }
        sought = possible
        return true
    }

    /// Remembers where the run has no n-gram, after a block without a match.
    private func learnGap() throws {
        var next: [UInt8]?
        let head = try HeadReader(shared.head.bytes)
        guard try sought.withUnsafeBytes({ try head.place(of: $0, next: &next) }) == nil else { return }
        try blocks.learnGap(from: sought, to: next, in: nextBlock, of: run)
    }

    /// Collects the matches of a block.
    ///
    /// - Parameter count: the number of matches to leave out.
    private func collect(in block: Int64, after count: Int) throws {
        let place = try blocks.readHead(of: block, into: shared.head)
        let head = try HeadReader(shared.head.bytes)
        var entries = head.makeEntries(seriesBytes: place.seriesBytes)
        var (found, entriesRead, end) = (0, 0, 0)
        shared.search.begin(head)
        while try shared.search.next() {
            found += 1
            guard found > count else { continue }
            var entry: HeadEntries.Entry?
            while entriesRead <= shared.search.place {
                entry = try entries.next()
                entriesRead += 1
            }
            guard let entry else { throw CorruptBlock(part: "counts", position: 0) }
            texts.append(shared.search.text)
            end += shared.search.text.count
            matches.append(Match(end: end, entry: entry))
        }
        self.place = place
    }

    private func updateMemory() {
        memory = texts.capacity + matches.capacity * MemoryLayout<Match>.stride
    }
}

extension CorpusSnapshot {
    /// Calls a function with each n-gram that an automaton accepts, in byte order, with the places that have it.
    ///
    /// - Parameters:
    ///   - order: only n-grams of this many words; nil for all.
    ///   - memoryLimit: the memory for blocks that waiting readers may hold, in bytes.
    func forEachMatch(
        _ pattern: ByteAutomaton, order: Int?, memoryLimit: Int = ReaderLimits.memory,
        _ body: (UnsafeRawBufferPointer, [RunMatcher]) throws -> Void
    ) throws {
        let shared = MatchSearch(pattern)
        let runs = located.filter {
            $0.run.blocks > 0 && shared.possible(atOrAfter: $0.run.first, in: $0.run, $0.blocks) != nil
        }
        let cursor = NgramCursor(runs, order: order, memoryLimit: memoryLimit) { next in
            let matcher = RunMatcher(next, shared)
            return try matcher.advance() ? matcher : nil
        }
        while try cursor.next() { try body(cursor.text, cursor.parts) }
    }

    /// Calls a function with the total of each n-gram of a request with a pattern, in byte order. Quick if few n-grams
    /// match.
    func forEachMatchingTotal(_ request: TopRequest, _ body: (NgramTotal) throws -> Void) throws {
        guard let pattern = request.pattern else { return }
        try forEachMatch(pattern, order: request.order) { text, parts in
            guard text.starts(with: request.prefix), request.admitsForm(text) else { return }
            var total = NgramTotal(Ngram(bytes: Array(text)))
            try total.add(parts, years: request.years)
            if total.isFound { try body(total) }
        }
    }
}
