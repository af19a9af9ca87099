import ArgumentParser
import NgramReports
import NgramStore

/// Which corpus of a store to query.
struct CorpusOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The corpus; required if the store holds several.", valueName: "name"))
    var corpus: String?

    /// The named corpus, or the only one if none is named. Prints a note if some of its archives are not counted.
    ///
    /// - Parameter order: the number of words of the n-grams to read; nil for all.
    /// - Throws: `CommandFailure` when the store has several corpora and none is named, or lacks the named one;
    ///   `StoreError`.
    func snapshot(of store: StoreSnapshot, order: Int? = nil) throws -> CorpusSnapshot {
        let name = try name(in: store)
        if let note = Self.note(on: try store.uncountedArchives(corpus: name), of: name) { Diagnostics.note(note) }
        return try store.corpus(named: name, order: order)
    }

    private func name(in store: StoreSnapshot) throws -> String {
        let known = try store.ledgerCorpora()
        if let corpus {
            guard known.contains(corpus) else { throw Self.unknown(corpus, among: known) }
            return corpus
        }
        // A corpus without a complete archive has no counts, so it does not make the choice ambiguous.
        let complete = try store.corpora()
        let candidates = complete.isEmpty ? known : complete
        guard candidates.count <= 1 else {
            throw CommandFailure(
                status: .usage,
                description: "the store holds several corpora: \(candidates.joined(separator: ", ")). "
                    + "Name one with --corpus.")
        }
        return candidates.first ?? ""
    }

    /// A note for each corpus of which some archives are not counted.
    /// - Throws: `StoreError`.
    static func notes(on store: StoreSnapshot) throws -> [String] {
        try store.ledgerCorpora().compactMap { note(on: try store.uncountedArchives(corpus: $0), of: $0) }
    }

    /// A note on the archives of a corpus that are not counted; nil if all are.
    static func note(on archives: UncountedArchives, of corpus: String) -> String? {
        guard archives.count > 0 else { return nil }
        let reasons = [
            (archives.failed, "failed"), (archives.interrupted, "interrupted"), (archives.beingRead, "being read"),
        ]
        let counts = reasons.filter { $0.0 > 0 }.map { "\(DecimalDigits.grouped($0.0)) \($0.1)" }
        return "\(HumanText.counted(archives.count, "archive")) of \(corpus) \(archives.count == 1 ? "is" : "are") "
            + "not counted: \(counts.joined(separator: ", ")); see ngrams status"
    }

    /// The failure for a corpus that the store does not have.
    static func unknown(_ corpus: String, among corpora: [String]) -> CommandFailure {
        let known = corpora.isEmpty ? "none yet" : corpora.joined(separator: ", ")
        return CommandFailure(
            status: .usage, description: "the store has no corpus \"\(corpus)\"; it has: \(known)")
    }
}
