/// What bounds an ingest's memory: by the number of jobs, whatever the size of archives and store.
struct IngestPools: Sendable {
    /// The largest counts of a partition that wait for the merger without their workspace. Those of Google's files
    /// have a tenth of the partition's size; a file of nothing but different n-grams can make eight times of it.
    static let smallCounts = 512 << 10

    /// While the writer waits for the disk, reading goes on as far as there are tickets.
    private static let ticketsPerJob = 24

    /// Memory to read and map with: for each reader to fill and each mapper to read, and as many again on the way.
    let workspaces: PartitionPool

    /// How many partitions may be under way.
    let tickets: ResourcePool<MergeTicket>

    /// How many archives may be read at the same time.
    let slots: ResourcePool<ReadingSlot>

    init(_ options: IngestOptions, jobs: Int) {
        workspaces = PartitionPool(
            (0..<2 * (jobs + 2)).map { _ in
                Workspace(partitionBytes: options.partitionBytes, blockBytes: options.blockBytes)
            })
        slots = ResourcePool((0..<jobs).map { _ in ReadingSlot() })
        tickets = ResourcePool((0..<Self.ticketsPerJob * (jobs + 1)).map { _ in MergeTicket() })
    }
}
