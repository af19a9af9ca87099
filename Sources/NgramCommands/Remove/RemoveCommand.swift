import ArgumentParser
import NgramArchives
import NgramReports
import NgramStore
import NgramSystem

/// `ngrams remove`: takes archives, or a whole corpus, out of the store.
struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take archives, or a whole corpus, out of the store.",
        discussion: """
            Without an archive, removes the whole corpus. Says what it will remove and asks first, unless --yes. All \
            archives leave the answers in one step; if the process ends while their rows are being removed, the next \
            ingest or remove finishes.
            """)

    @Argument(
        help: ArgumentHelp("Archives or totals files of the corpus, as status lists them.", valueName: "archive"))
    var archives: [String] = []

    @Option(help: ArgumentHelp("The corpus.", valueName: "name"))
    var corpus: String

    @Flag(name: .shortAndLong, help: "Remove without asking.")
    var yes = false

    @OptionGroup var store: StoreOptions

    func run() throws {
        // Looks before it opens the store for writing, which would create a missing one.
        _ = try RemovalPlan(try StoreReader(path: store.path).read { try $0.archives() }, corpus, archives)
        if !yes, !StandardDescriptors.isTerminal(0) || !StandardDescriptors.isTerminal(StandardError.descriptor) {
            throw CommandFailure(
                status: .usage, description: "there is no terminal to ask on; remove without asking with --yes")
        }
        let writer = try StoreWriter(path: store.path)
        // Planned again, because only now nobody else can change the ledger.
        let plan = try RemovalPlan(try writer.archives(), corpus, archives)
        if !yes {
            try ask(plan)
            guard try isAnswerYes() else {
                Diagnostics.write("Nothing was removed.")
                return try writer.close()
            }
        }
        try writer.remove(plan.archives.map(\.id))
        try writer.close()
        Diagnostics.write("removed \(plan.summary)")
    }

    private func ask(_ plan: RemovalPlan) throws {
        Diagnostics.write("This removes \(plan.summary), from \(store.path):")
        for line in plan.listing(limit: 20) { Diagnostics.write("  \(line)") }
        StandardError.write(Array("Remove \(plan.archives.count == 1 ? "it" : "them")? [y/N] ".utf8))
    }

    private func isAnswerYes() throws -> Bool {
        var input = LineInput(descriptor: 0, limit: 1 << 10)
        guard let line = try? input.next() else { return false }
        let answer = String(decoding: line, as: UTF8.self).filter { !$0.isWhitespace }.lowercased()
        return ["y", "yes"].contains(answer)
    }
}

/// The archives that a removal takes out.
struct RemovalPlan {
    /// All entries of the ledger with the names, in whatever state.
    let archives: [ArchiveRecord]
    private let corpus: String
    private let isWholeCorpus: Bool

    /// Finds archives of a corpus by name; all of them if no name is given.
    ///
    /// - Parameter names: of archives as the ledger has them, or of their files.
    /// - Throws: `CommandFailure` when the ledger lacks the corpus or one of the archives.
    init(_ ledger: [ArchiveRecord], _ corpus: String, _ names: [String]) throws {
        let own = ledger.filter { $0.corpus == corpus }
        guard !own.isEmpty else {
            throw CorpusOptions.unknown(corpus, among: Set(ledger.map(\.corpus)).sorted())
        }
        let known = Set(own.map(\.name))
        var chosen: Set<String> = []
        for name in names {
            let candidates = [name, ArchiveName(path: name).name]
            guard let found = candidates.first(where: known.contains) else {
                throw CommandFailure(
                    status: .usage,
                    description: "\(corpus) has no archive \"\(name)\"; list its archives with "
                        + "ngrams status --archives --corpus \(corpus)")
            }
            chosen.insert(found)
        }
        archives = names.isEmpty ? own : own.filter { chosen.contains($0.name) }
        self.corpus = corpus
        isWholeCorpus = archives.count == own.count
    }

    /// `2 archives of eng-2012: 1,234 rows`.
    var summary: String {
        let rows = archives.filter { $0.state == .complete }.reduce(0) { $0 + $1.rows }
        let count = HumanText.counted(Int64(archives.count), "archive")
        let subject = isWholeCorpus ? "all of \(corpus), \(count)" : "\(count) of \(corpus)"
        return "\(subject), \(HumanText.counted(rows, "row"))"
    }

    /// A line per archive, at most the given number and one that counts the rest.
    func listing(limit: Int) -> [String] {
        let lines = archives.prefix(limit).map { record in
            let state = record.state == .complete ? HumanText.counted(record.rows, "row") : "not complete"
            return "\(record.name) (\(state))"
        }
        let rest = Int64(archives.count - lines.count)
        return lines + (rest > 0 ? ["and \(HumanText.counted(rest, "more archive"))"] : [])
    }
}
