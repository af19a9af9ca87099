/// The pools that bound the memory of an ingest. Their sizes depend only on the number of jobs, not on the sizes of the
/// archives and the store.
struct IngestPools: Sendable {
    /// The largest counts of a partition, in bytes, that may wait for the merger without holding their workspace. The
    /// counts of Google's files take a tenth of the partition's size; the counts of a file in which all n-grams differ
    /// can take eight times the partition's size.
    static let smallCounts = 512 << 10

    /// The size, in uncompressed bytes, of the largest archive whose completion waits for others. Reading a larger
    /// archive takes longer than the commit.
    static let smallArchive: Int64 = 1 << 20

    /// While the writer waits for the disk, reading continues as long as there are tickets.
    private static let ticketsPerJob = 24

    /// Memory to read and map with: one workspace for each reader to fill and one for each mapper to read, and as many
    /// in transit.
    let workspaces: ResourcePool<Workspace>

    /// Limits how many partitions are in progress.
    let tickets: ResourcePool<MergeTicket>

    /// Limits how many archives are read at the same time.
    let slots: ResourcePool<ReadingSlot>

    /// Limits how many archives that are not small have been read and are not complete yet. Their runs are merged, which
    /// takes memory, and may take longer than reading the next archives.
    let completions: ResourcePool<CompletionSlot>

    /// The pools of an ingest with the given number of jobs.
    init(_ options: IngestOptions, jobs: Int) {
        workspaces = ResourcePool(
            (0..<2 * (jobs + 2)).map { _ in
                Workspace(partitionBytes: options.partitionBytes, blockLimits: options.blockLimits)
            })
        slots = ResourcePool((0..<jobs).map { _ in ReadingSlot() })
        completions = ResourcePool((0..<jobs).map { _ in CompletionSlot() })
        tickets = ResourcePool((0..<Self.ticketsPerJob * (jobs + 1)).map { _ in MergeTicket() })
    }
}

/// The right to have a partition in progress, from before it is read until it is merged. It bounds how far reading and
/// mapping can get ahead of the store.
struct MergeTicket: Sendable {}

/// The right to read an archive.
struct ReadingSlot: Sendable {}

/// The right to complete an archive that is not small.
struct CompletionSlot: Sendable {}
