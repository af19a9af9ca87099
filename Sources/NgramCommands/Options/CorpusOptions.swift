import ArgumentParser
import Foundation
import NgramReports
import NgramStore

/// Which corpora of a store to query.
struct CorpusOptions: ParsableArguments {
    @Option(
        name: .customLong("corpus"),
        help: ArgumentHelp(
            """
            The corpus; required if the store holds several and $NGRAMS_CORPUS is not set. May be repeated, and all \
            stands for all: then the rows begin with the corpus.
            """, valueName: "name"))
    var named: [String] = []

    /// A corpus to query.
    struct Choice {
        var name: String
        var snapshot: CorpusSnapshot
    }

    /// The named corpora, or the only one if none is named. Prints a note for each of which some archives are not counted.
    ///
    /// - Parameter order: the number of words of the n-grams to read; nil for all.
    /// - Throws: `CommandFailure` when the store has several corpora and none is named, or lacks a named one; `StoreError`.
    func choices(of store: StoreSnapshot, order: Int? = nil) throws -> [Choice] {
        try names(in: store).map { name in
            if let note = Self.note(on: try store.uncountedArchives(corpus: name), of: name) { Diagnostics.note(note) }
            return Choice(name: name, snapshot: try store.corpus(named: name, order: order))
        }
    }

    /// The only corpus to query.
    ///
    /// - Throws: `CommandFailure` when several are named, and as `choices`.
    func choice(of store: StoreSnapshot, order: Int? = nil) throws -> Choice {
        let choices = try choices(of: store, order: order)
        guard choices.count == 1 else {
            throw CommandFailure(
                status: .usage,
                description: "one corpus is needed, but \(choices.map(\.name).joined(separator: ", ")) were named")
        }
        return choices[0]
    }

    /// Whether rows begin with the corpus: whether several were asked for, even if the store has only one of them.
    var isSeveral: Bool {
        let asked = asked
        return asked.count > 1 || asked == ["all"]
    }

    /// Whether neither an option nor the environment names a corpus.
    var isUnset: Bool { asked.isEmpty }

    private var asked: [String] {
        guard named.isEmpty else { return named }
        let variable = ProcessInfo.processInfo.environment["NGRAMS_CORPUS"] ?? ""
        return variable.isEmpty ? [] : [variable]
    }

    /// - Returns: at least one name; an empty one if the store has no corpus.
    private func names(in store: StoreSnapshot) throws -> [String] {
        let known = try store.ledgerCorpora()
        let asked = asked
        // A corpus without a complete archive has no counts, so it does not make the choice ambiguous.
        let complete = try store.corpora()
        let candidates = complete.isEmpty ? known : complete
        if asked == ["all"] { return candidates.isEmpty ? [""] : candidates }
        guard asked.isEmpty else {
            var seen: Set<String> = []
            return try asked.filter { name in
                guard known.contains(name) else { throw Self.unknown(name, among: known) }
                return seen.insert(name).inserted
            }
        }
        guard candidates.count <= 1 else {
            throw CommandFailure(
                status: .usage,
                description: "the store holds several corpora: \(candidates.joined(separator: ", ")). "
                    + "Name one with --corpus, or all of them with --corpus all.")
        }
        return [candidates.first ?? ""]
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
