import ArgumentParser
import NgramModel
import NgramReports
import NgramStore
import NgramSystem

/// `ngrams merge`: adopts the archives of other stores.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Copy the archives of other stores into the store.",
        discussion: """
            Each complete archive then counts as if ingest had read it here; one that the store already has is skipped. \
            Archives that are not complete are left out. If the process ends before the merge is done, run the same command \
            again.
            """)

    @Argument(help: ArgumentHelp("Stores, or folders of stores.", valueName: "store"))
    var stores: [String]

    @Flag(help: "Replace archives that the store has with other content.")
    var replace = false

    @OptionGroup var store: StoreOptions

    /// The most stores that are open at the same time. A process may usually open 1,024 files.
    private static let mostOpen = 64

    /// What became of the archives.
    private struct Tally {
        var (added, replaced, unchanged, refused, incomplete) = (0, 0, 0, 0, 0)

        var text: String {
            [
                (added, "added"), (replaced, "replaced"), (unchanged, "unchanged"), (refused, "refused"),
                (incomplete, "not complete and left out"),
            ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        }
    }

    func validate() throws {
        if stores.isEmpty { throw ValidationError("Name the stores whose archives to copy.") }
    }

    func run() throws {
        let path = try store.path
        let sources = try StoreOptions.stores(at: stores).paths
        if let own = (try? FileStatus(path: path))?.node {
            for source in sources where (try? FileStatus(path: source))?.node == own {
                throw CommandFailure(status: .usage, description: "\(source): this is the store to merge into")
            }
        }
        // Before the store is opened for writing, which would create it. Some stay open: each takes three files.
        var readers: [StoreReader] = []
        for source in sources {
            let reader = try StoreReader(copying: source)
            if readers.count < Self.mostOpen { readers.append(reader) }
        }
        let writer = try StoreWriter.isNew(path) ? StoreWriter(unseen: path) : StoreWriter(path: path)
        var tally = Tally()
        for (index, source) in sources.enumerated() {
            let reader = try index < readers.count ? readers[index] : StoreReader(copying: source)
            try reader.read { snapshot in
                for archive in try snapshot.archives() { try merge(archive, snapshot, source, writer, &tally) }
            }
        }
        try writer.close()
        Diagnostics.write("\(path): \(tally.text.isEmpty ? "nothing to merge" : tally.text)")
        if tally.refused > 0 { throw SilentExit(status: .badData) }
    }

    private func merge(
        _ archive: ArchiveRecord, _ snapshot: StoreSnapshot, _ source: String, _ writer: StoreWriter,
        _ tally: inout Tally
    ) throws {
        guard archive.state == .complete else {
            tally.incomplete += 1
            return
        }
        guard let corpus = CorpusName(archive.corpus) else {
            throw CommandFailure(
                status: .badData,
                description: "\(source): the store has a corpus with an impossible name, \(archive.corpus)")
        }
        let (complete, loading) = try writer.records(of: archive.name, corpus: corpus)
        if let complete {
            let isSame =
                complete.digest == archive.digest && complete.badRows == archive.badRows
                && complete.placeholderPolicy == archive.placeholderPolicy
            if isSame {
                tally.unchanged += 1
                return
            }
            guard replace else {
                tally.refused += 1
                Diagnostics.error(
                    "\(source): the store has an archive \(archive.name) of \(archive.corpus) with other content, read on "
                        + "\(complete.changedAt); nothing was changed. To replace it, use --replace.")
                return
            }
        }
        // What an interrupted ingest or merge left.
        if let loading { try writer.discard(loading.id) }
        try writer.adopt(archive, from: snapshot, replacing: complete?.id)
        if complete == nil { tally.added += 1 } else { tally.replaced += 1 }
    }
}
