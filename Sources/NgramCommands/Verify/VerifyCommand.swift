import ArgumentParser
import NgramReports
import NgramStore
import NgramSystem

/// `ngrams verify`: checks the store's integrity and that its counts are those that were read from its archives.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the integrity of the store, and that its counts are those that were read from its archives.",
        discussion: """
            Reads the whole store, or each of several. If there are differences, prints them and exits with 65.
            """)

    @OptionGroup var store: StoreOptions

    func run() throws {
        let stores = try store.readingSet
        var damaged: [String] = []
        for path in stores.paths where try !verify(path) { damaged.append(path) }
        guard damaged.isEmpty else {
            throw CommandFailure(
                status: .badData,
                description: "\(damaged.joined(separator: ", ")): the store is damaged or differs from what was read "
                    + "from its archives; restore it from a copy, or delete it and ingest again")
        }
        guard stores.paths.count > 1 || !stores.manifests.isEmpty else { return }
        // Answers need that no archive is in two stores, and that none is missing.
        try StoreReader(stores, defers: false).read { snapshot in
            let corpora = try snapshot.corpora()
            for corpus in corpora { _ = try snapshot.corpus(named: corpus) }
            _ = try MissingArchives(reporting: corpora, in: snapshot)
        }
    }

    /// Verifies a store and prints the result.
    /// - Returns: whether it is intact.
    private func verify(_ path: String) throws -> Bool {
        let verification = try StoreReader(path: path).read { try $0.verify() }
        let archives = HumanText.counted(Int64(verification.archives), "archive")
        let rows = HumanText.counted(verification.ngrams, "n-gram row")
        let findings = verification.findings.map(\.description)
        let lines = findings.isEmpty ? ["ok: \(archives), \(rows)"] : findings
        let sink = ByteSink.standardOutput
        try sink.append { buffer in
            for line in lines { buffer += Array("\(TerminalText.escape("\(path): \(line)"))\n".utf8) }
        }
        try sink.flush()
        return verification.findings.isEmpty
    }
}
