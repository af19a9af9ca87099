import ArgumentParser
import NgramReports
import NgramStore
import NgramSystem

/// `ngrams verify`: whether the store is what its archives made it.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check the store against itself and against what its archives held when they were read.",
        discussion: "Reads the whole store. Exits with 65 when something differs, and says what.")

    @OptionGroup var store: StoreOptions

    func run() throws {
        let verification = try StoreReader(path: store.path).read { try $0.verify() }
        let archives = HumanText.counted(Int64(verification.archives), "archive")
        let rows = HumanText.counted(verification.ngrams, "n-gram row")
        let findings = verification.findings.map(\.description)
        let lines = findings.isEmpty ? ["ok: \(archives), \(rows)"] : findings
        let sink = ByteSink.standardOutput
        try sink.append { buffer in
            for line in lines { buffer += Array("\(TerminalText.escape("\(store.path): \(line)"))\n".utf8) }
        }
        try sink.flush()
        guard verification.findings.isEmpty else {
            throw CommandFailure(
                status: .badData,
                description: "\(store.path): the store is not what its archives made it; restore it from a copy, "
                    + "or delete it and ingest again")
        }
    }
}
