import NgramBlocks

/// Collects the partitions of an archive that do not continue its last run, until there are enough of them to make a run
/// of their own.
///
/// The mapper sorts within a partition, so a partition is a small run. Merging many of them makes a large one. The
/// larger these runs are, the fewer have to be merged in the store when the archive ends.
struct RunSorter {
    /// The number of bytes of blocks that become one run. While they are merged, as many are collected.
    static let runBytes = 5 << 20

    /// Runs of this number are begun without sorting, if the partitions themselves are sorted: the archive may be
    /// several sorted files, one after another.
    private static let directRuns = 16

    /// The partitions that wait for being merged, in their order.
    private(set) var partitions: [[EncodedBlock]] = []
    private var bytes = 0
    private var last: [UInt8]
    private var runs = 0

    /// A sorter for an archive.
    /// - Parameter last: the largest n-gram of its last run; empty when it has none.
    init(after last: [UInt8]) {
        self.last = last
    }

    var isEmpty: Bool { partitions.isEmpty }

    /// Whether there are enough partitions for a run.
    var isFull: Bool { bytes >= Self.runBytes }

    /// Whether a partition can be appended to the store as it is. If so, it counts as appended.
    mutating func admits(_ counts: PartialCounts) -> Bool {
        guard isEmpty else { return false }
        guard !counts.blocks.isEmpty else { return true }
        guard counts.descents == 0 else { return false }
        if !last.isEmpty, !last.lexicographicallyPrecedes(counts.first) {
            guard runs < Self.directRuns else { return false }
            runs += 1
        }
        last = counts.last
        return true
    }

    /// Adds a partition.
    mutating func add(_ counts: PartialCounts) {
        guard !counts.blocks.isEmpty else { return }
        partitions.append(counts.blocks)
        bytes += counts.memoryBytes
    }

    /// Removes and returns all partitions.
    mutating func take() -> [[EncodedBlock]] {
        bytes = 0
        defer { partitions = [] }
        return partitions
    }

    /// Notes the end of a run that was made of partitions.
    mutating func didAppend(_ blocks: [EncodedBlock]) {
        if let block = blocks.last { last = block.last }
    }

    /// Merges partitions into one run.
    /// - Throws: `CountOverflow` when a sum exceeds `Int64.max`.
    @concurrent
    static func merge(_ partitions: [[EncodedBlock]]) async throws -> [EncodedBlock] {
        var merger = RunMerger(runs: partitions.count)
        var builder = BlockBuilder()
        for (index, blocks) in partitions.enumerated() {
            try merger.supply(blocks.map { RunBlock($0) }, to: index)
        }
        while true {
            switch try merger.merge(into: &builder, upTo: .max) {
            case .needsBlocks(let run): try merger.supply([], to: run)
            case .isFull: break
            case .isFinished: return builder.finish()
            }
        }
    }
}
