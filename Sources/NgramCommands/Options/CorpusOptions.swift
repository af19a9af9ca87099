import ArgumentParser
import NgramStore

/// Which corpus of a store to answer from.
struct CorpusOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The corpus; needed only where the store holds several.", valueName: "name"))
    var corpus: String?

    /// Settles which corpus is meant.
    /// - Throws: `CommandFailure` when there are several and none is named, or none of that name.
    func snapshot(of store: StoreSnapshot) throws -> CorpusSnapshot {
        let corpora = try store.corpora()
        if let corpus {
            guard corpora.contains(corpus) else { throw Self.unknown(corpus, among: corpora) }
            return try store.corpus(named: corpus)
        }
        guard corpora.count <= 1 else {
            throw CommandFailure(
                status: .usage,
                description: "the store holds several corpora: \(corpora.joined(separator: ", ")). "
                    + "Name one with --corpus.")
        }
        return try store.corpus(named: corpora.first ?? "")
    }

    static func unknown(_ corpus: String, among corpora: [String]) -> CommandFailure {
        let known = corpora.isEmpty ? "none yet" : corpora.joined(separator: ", ")
        return CommandFailure(
            status: .usage, description: "the store has no corpus \"\(corpus)\"; it has: \(known)")
    }
}
