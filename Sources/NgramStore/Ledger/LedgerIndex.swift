import GRDB
import NgramModel

/// The ledger's entries of all archives, by corpus and name. One query reads all entries, so that an ingest of
/// thousands of archives does not need a query for each.
package struct LedgerIndex: Sendable {
    /// The content of a complete archive.
    package struct Content: Sendable, Equatable {
        /// Whether it is a totals file.
        package var isTotals: Bool
        /// The file's size in bytes when it was read.
        package var size: Int64
        /// The file's modification time in nanoseconds since 1970 when it was read.
        package var modified: Int64
        /// The digest of the uncompressed content.
        package var digest: String
        /// The number of bad rows that were skipped.
        package var badRows: Int64
        /// Whether n-grams with a bare tag were kept or dropped.
        package var placeholderPolicy: PlaceholderPolicy
    }

    /// The ledger's records of one name in a corpus.
    package struct Entry: Sendable, Equatable {
        /// The complete content; nil when there is none.
        package var complete: Content?
        /// Whether it is being read, or was interrupted.
        package var isLoading = false
        /// Whether it could not be read.
        package var hasFailed = false
    }

    private var corpora: [String: [String: Entry]] = [:]

    /// An empty ledger.
    package init() {}

    /// Reads the ledger of a store.
    init(_ database: Database) throws {
        let rows = try DirectStatement(
            database,
            """
            SELECT corpus.name, archive.name, state, contents = 'totals', size, modified, digest, bad_rows,
                placeholder_policy
            FROM archive JOIN corpus ON corpus.id = corpus_id WHERE state <> 'discarded'
            """)
        defer { rows.reset() }
        while try rows.step() {
            let corpus = String(decoding: rows.bytes(0), as: UTF8.self)
            let name = String(decoding: rows.bytes(1), as: UTF8.self)
            let state = String(decoding: rows.bytes(2), as: UTF8.self)
            switch ArchiveRecord.State(rawValue: state) {
            case .complete:
                corpora[corpus, default: [:]][name, default: Entry()].complete = Content(
                    isTotals: rows.integer(3) != 0, size: rows.integer(4), modified: rows.integer(5),
                    digest: String(decoding: rows.bytes(6), as: UTF8.self), badRows: rows.integer(7),
                    placeholderPolicy: PlaceholderPolicy(rawValue: String(decoding: rows.bytes(8), as: UTF8.self))
                        ?? .keep)
            case .loading: corpora[corpus, default: [:]][name, default: Entry()].isLoading = true
            case .failed: corpora[corpus, default: [:]][name, default: Entry()].hasFailed = true
            case nil: break
            }
        }
    }

    /// The entry of an archive; nil if the ledger has none.
    package subscript(corpus corpus: String, name name: String) -> Entry? {
        corpora[corpus]?[name]
    }

    /// Calls a closure with every complete archive.
    package func forEachComplete(_ body: (_ corpus: String, _ name: String, _ content: Content) -> Void) {
        for (corpus, entries) in corpora {
            for (name, entry) in entries {
                if let content = entry.complete { body(corpus, name, content) }
            }
        }
    }
}

extension StoreSnapshot {
    /// The ledger's entries of all archives.
    package func ledgerIndex() throws -> LedgerIndex {
        try LedgerIndex(database)
    }
}
