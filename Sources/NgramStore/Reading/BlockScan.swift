import Dispatch
import Foundation
import NgramBlocks
import NgramModel
import Synchronization

/// Searches the heads of many blocks for the n-grams of a request, on all processors.
///
/// Only the caller's thread uses the connection. It reads the heads of a batch while other threads search those of the
/// batch before, and then helps them. The first batches are small and searched by the caller's thread alone, because
/// most searches end after a few blocks.
final class BlockScan {
    /// The largest number of blocks of a batch. Two batches are in memory, with heads of some 16 KB.
    private static let largestBatch = 64
    /// Smaller batches are not worth waking other threads.
    private static let leastShared = 16

    private let blocks: StoredBlocks
    private let request: TopRequest
    private let matcher: HeadMatcher
    private let helpers: [HeadMatcher]

    /// A scan for a request. `TopRequest.prefix`, `pattern`, `tags` and `order` select n-grams.
    init(_ blocks: StoredBlocks, _ request: TopRequest) {
        (self.blocks, self.request) = (blocks, request)
        matcher = HeadMatcher(request)
        helpers = (1..<max(2, min(8, ProcessInfo.processInfo.activeProcessorCount))).map { _ in HeadMatcher(request) }
    }

    /// Searches blocks in order, as long as there are any and their bounds are admitted.
    ///
    /// - Parameters:
    ///   - least: a count of which it is known that n-grams with a smaller one are not wanted; `Int64.min` if all are.
    ///   - admits: whether blocks with this bound are searched.
    ///   - willVisit: called before the n-grams of each block.
    ///   - visit: called for each n-gram that matches. `least` may have risen in the meantime.
    /// - Throws: `StoreError.damaged`, `CorruptBlock`, and what the functions throw.
    func run(
        _ candidates: BlockCandidates, least: () -> Int64, admits: (Int64) -> Bool, willVisit: () -> Void,
        visit: (BlockPlace, UnsafeRawBufferPointer, HeadEntries.Entry) throws -> Void
    ) throws {
        var (batch, following) = (Batch(), Batch())
        var size = 1
        var searched = 0
        try fill(batch, size, candidates, admits)
        while batch.count > 0 {
            size = min(2 * size, Self.largestBatch)
            batch.begin(least: least())
            let isShared = batch.count >= Self.leastShared
            if isShared {
                let helping = batch.search(with: helpers)
                defer { helping.wait() }
                try fill(following, size, candidates, admits)
                batch.search(with: matcher)
            } else {
                batch.search(with: matcher)
            }
            for slot in batch.slots.prefix(batch.count) {
                guard admits(slot.bound) else {
                    if candidates.isOrdered { return }
                    continue
                }
                searched += 1
                willVisit()
                try slot.matches.visit { try visit(slot.place, $0, $1) }
            }
            if searched >= candidates.limits.orderedBlocks, candidates.isOrdered, least() == .min {
                candidates.dropOrder()
            }
            if !isShared { try fill(following, size, candidates, admits) }
            swap(&batch, &following)
        }
    }

    private func fill(
        _ batch: Batch, _ size: Int, _ candidates: BlockCandidates, _ admits: (Int64) -> Bool
    ) throws {
        batch.count = 0
        while batch.count < size, let candidate = try candidates.next() {
            guard admits(candidate.bound) else {
                if candidates.isOrdered { return }
                continue
            }
            if batch.count == batch.slots.count { batch.slots.append(Slot()) }
            let slot = batch.slots[batch.count]
            slot.place = try blocks.readHead(of: candidate.block, into: slot.head)
            slot.bound = candidate.bound
            batch.count += 1
        }
    }
}

/// A head that is searched, and what is found in it.
private final class Slot {
    let head = ReusableBytes()
    var place = BlockPlace(id: 0, piece: 0, position: 0, seriesBytes: 0)
    var bound: Int64 = 0
    var matches = HeadMatches()
}

/// The n-grams that were found in a head.
private struct HeadMatches {
    private var texts: [UInt8] = []
    private var entries: [(end: Int, entry: HeadEntries.Entry)] = []
    /// Why the search of the head ended early.
    var failure: CorruptBlock?

    mutating func removeAll() {
        texts.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        failure = nil
    }

    mutating func append(_ text: UnsafeRawBufferPointer, _ entry: HeadEntries.Entry) {
        texts.append(contentsOf: text)
        entries.append((texts.count, entry))
    }

    /// Calls a function with all matches in order, and then throws the failure, if any.
    func visit(_ body: (UnsafeRawBufferPointer, HeadEntries.Entry) throws -> Void) throws {
        try texts.withUnsafeBytes { texts in
            var start = 0
            for (end, entry) in entries {
                try body(UnsafeRawBufferPointer(rebasing: texts[start..<end]), entry)
                start = end
            }
        }
        if let failure { throw failure }
    }
}

/// Heads that several threads search. Each takes the next slot that none has taken, so no two use the same one. The
/// owner changes the batch only when no other thread searches it.
private final class Batch: @unchecked Sendable {
    var slots: [Slot] = []
    /// The number of slots in use.
    var count = 0
    private var least: Int64 = .min
    private let next = Atomic(0)

    /// Prepares the search of all slots in use.
    /// - Parameter least: n-grams with smaller counts are left out.
    func begin(least: Int64) {
        self.least = least
        next.store(0, ordering: .relaxed)
    }

    /// Starts to search with other threads, one for each matcher.
    func search(with matchers: [HeadMatcher]) -> DispatchGroup {
        let group = DispatchGroup()
        for matcher in matchers {
            DispatchQueue.global(qos: .userInitiated).async(group: group) { self.search(with: matcher) }
        }
        return group
    }

    /// Searches slots until all are taken.
    func search(with matcher: HeadMatcher) {
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < count else { return }
            let slot = slots[index]
            slot.matches.removeAll()
            do throws(CorruptBlock) {
                try matcher.search(slot.head.bytes, seriesBytes: slot.place.seriesBytes, least, &slot.matches)
            } catch {
                slot.matches.failure = error
            }
        }
    }
}

/// Searches one head after another. Used by one thread at a time.
private final class HeadMatcher: @unchecked Sendable {
    private let request: TopRequest
    /// A class, because a search cannot be moved. Made when first used, because it copies the automaton.
    private final class PatternSearch {
        var heads: HeadSearch
        init(_ pattern: ByteAutomaton) { heads = HeadSearch(pattern) }
    }
    private var search: PatternSearch?

    init(_ request: TopRequest) {
        self.request = request
    }

    /// Adds the n-grams of a head that match and whose counts are not below `least`.
    func search(
        _ bytes: UnsafeRawBufferPointer, seriesBytes: Int, _ least: Int64, _ found: inout HeadMatches
    ) throws(CorruptBlock) {
        let head = try HeadReader(bytes)
        var entries = head.makeEntries(seriesBytes: seriesBytes)
        guard let pattern = request.pattern else {
            let texts = head.makeTexts()
            while try texts.next(), let entry = try entries.next() { add(texts.text, entry, least, &found) }
            return
        }
        let search = self.search ?? PatternSearch(pattern)
        self.search = search
        search.heads.begin(head)
        var next = 0
        while try search.heads.next() {
            let place = search.heads.place
            while next < place {
                _ = try entries.next()
                next += 1
            }
            guard let entry = try entries.next() else { throw CorruptBlock(part: "counts", position: 0) }
            next += 1
            add(search.heads.text, entry, least, &found)
        }
    }

    @inline(__always)
    private func add(
        _ text: UnsafeRawBufferPointer, _ entry: HeadEntries.Entry, _ least: Int64, _ found: inout HeadMatches
    ) {
        // The count of all years bounds that of some years.
        guard entry.count(request.measure) >= least, text.starts(with: request.prefix), request.admitsForm(text) else {
            return
        }
        found.append(text, entry)
    }
}
