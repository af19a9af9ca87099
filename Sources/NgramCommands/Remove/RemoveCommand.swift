import ArgumentParser
import NgramArchives
import NgramReports
import NgramStore
import NgramSystem

/// `ngrams remove`: removes archives, or a whole corpus, from the store.
struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove archives, or a whole corpus, from the store.",
        discussion: """
            If no archive is named, removes the whole corpus. Shows what it will remove and asks for confirmation, \
            unless --yes is given. The archives disappear from query results all at once. If the process ends while \
            their rows are being deleted, the next ingest or remove completes the deletion.
            """)

    @Argument(
        help: ArgumentHelp("Archives or totals files of the corpus, as status lists them.", valueName: "archive"))
    var archives: [String] = []

    @Option(help: ArgumentHelp("The corpus.", valueName: "name"))
    var corpus: String

    @Flag(name: .shortAndLong, help: "Remove without asking for confirmation.")
    var yes = false

    @OptionGroup var store: StoreOptions

    func run() throws {
        // Checked before the store is opened for writing, which would create a missing store.
        let path = try store.path
        _ = try RemovalPlan(try StoreReader(path: path).read { try $0.archives() }, corpus, archives)
        if !yes, !StandardDescriptors.isTerminal(0) || !StandardDescriptors.isTerminal(StandardError.descriptor) {
            throw CommandFailure(
                status: .usage,
                description: "there is no terminal on which to ask for confirmation; use --yes to remove without asking"
            )
        }
        let writer = try StoreWriter(path: path)
        // Planned again, because another process could have changed the ledger before the writer was open.
        let plan = try RemovalPlan(try writer.archives(), corpus, archives)
        if !yes {
            ask(plan, path)
            guard try isAnswerYes() else {
                Diagnostics.write("Nothing was removed.")
                return try writer.close()
            }
        }
        try writer.remove(plan.archives.map(\.id))
        try writer.close()
        Diagnostics.write("removed \(plan.summary)")
    }

    private func ask(_ plan: RemovalPlan, _ path: String) {
        Diagnostics.write("This removes \(plan.summary), from \(path):")
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

/// The archives that will be removed.
struct RemovalPlan {
    /// The entries of the ledger with the given names, in any state.
    let archives: [ArchiveRecord]
    private let corpus: String
    private let isWholeCorpus: Bool

    /// Finds archives of a corpus by name; finds all of them if no name is given.
    ///
    /// - Parameter names: Names of archives as in the ledger, or paths of their files.
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

    /// A line for each archive, up to `limit`, and a line with the number of the others.
    func listing(limit: Int) -> [String] {
        let lines = archives.prefix(limit).map { record in
            let state = record.state == .complete ? HumanText.counted(record.rows, "row") : "not complete"
            return "\(record.name) (\(state))"
        }
        let rest = Int64(archives.count - lines.count)
        return lines + (rest > 0 ? ["and \(HumanText.counted(rest, "more archive"))"] : [])
    }
}
