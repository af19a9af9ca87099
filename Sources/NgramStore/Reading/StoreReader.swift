import GRDB

/// Reads a store, or several that answer as one. Each `read` sees one state of each store, even while an ingest writes,
/// and never waits for an ingest.
///
/// Not thread-safe. Any number of readers may be open on a store.
package final class StoreReader {
    private let stores: [OpenStore]
    private let deferred: [DeferredStore]
    private let listed: ListedArchives

    /// Opens a store for reading.
    /// - Throws: `StoreError`.
    package convenience init(path: String) throws {
        try self.init(StoreSet(path: path), defers: false)
    }

    /// Opens a store to read it once from its beginning to its end, which needs little memory.
    /// - Throws: `StoreError`.
    package init(copying path: String) throws {
        stores = [try OpenStore(path: path, stores: .max)]
        (deferred, listed) = ([], ListedArchives([]))
    }

    /// Opens stores for reading.
    ///
    /// - Parameters:
    ///   - set: at least one store.
    ///   - defers: whether to open a store only when n-grams are read that it may have, if the manifest of its folder
    ///     tells which.
    /// - Throws: `StoreError`.
    package init(_ set: StoreSet, defers: Bool) throws {
        precondition(!set.paths.isEmpty, "a reader needs a store")
        let selected = try set.selected(defers: defers)
        let count = set.paths.count
        stores = try selected.opened.map { try OpenStore(path: $0, stores: count) }
        deferred = selected.deferred.map { DeferredStore($0, stores: count) }
        listed = selected.listed
    }

    /// Interrupts the statements that are running, if any, from another thread. `read` then throws. Those of stores that
    /// were deferred are not interrupted.
    package var interruption: @Sendable () -> Void {
        let interruptions = stores.map(\.interruption)
        return { for interruption in interruptions { interruption() } }
    }

    /// Runs work on one state of the store, or of each store.
    /// - Throws: `StoreError`, and any other error of `work`.
    package func read<Value>(_ work: (StoreSnapshot) throws -> Value) throws -> Value {
        defer { for store in deferred { store.endReading() } }
        return try read(stores[...], StoreSnapshot.Others(deferred: deferred, listed: listed), work)
    }

    /// - Parameter others: the snapshots of the stores after these, and the stores that are closed.
    private func read<Value>(
        _ stores: ArraySlice<OpenStore>, _ others: StoreSnapshot.Others, _ work: (StoreSnapshot) throws -> Value
    ) throws -> Value {
        guard stores.count > 1 else { return try stores[stores.startIndex].read(others, work) }
        return try stores[stores.endIndex - 1].read { snapshot in
            var others = others
            others.opened.insert(snapshot, at: 0)
            return try read(stores.dropLast(), others, work)
        }
    }
}

/// One state of a store, or of each of several, valid within `StoreReader.read`.
package final class StoreSnapshot {
    /// The other stores that answer as one with a store: for the names of corpora, their counts, and the archives that are
    /// not counted.
    struct Others {
        var opened: [StoreSnapshot] = []
        var deferred: [DeferredStore] = []
        var listed = ListedArchives([])
    }

    let database: Database
    let path: String
    private let others: Others
    private let wasIngesting: Bool

    /// - Parameter wasIngesting: whether an ingest held the store just before the snapshot.
    init(_ database: Database, path: String, wasIngesting: Bool, others: Others = Others()) {
        self.database = database
        self.path = path
        self.wasIngesting = wasIngesting
        self.others = others
    }

    /// What `work` returns for each open store.
    func fromEach<Value>(_ work: (StoreSnapshot) throws -> Value) throws -> [Value] {
        try [work(self)]
            + others.opened.map { other in try translatingErrors(path: other.path, .reading) { try work(other) } }
    }

    /// Whether an ingest holds the store. Must be evaluated only after something was read from the snapshot. Then an
    /// archive that an ingest is reading is never taken for an interrupted one, even if that ingest begins or ends
    /// while the snapshot is taken.
    private(set) lazy var isIngesting = wasIngesting || IngestLock.isHeld(path: path)

    /// What differs between any two states of the stores that one reader reads one after the other.
    package func version() throws -> [Int64] {
        // Changes whenever another connection commits (https://sqlite.org/pragma.html#pragma_data_version).
        try fromEach { try Int64.fetchOne($0.database, sql: "PRAGMA data_version") ?? 0 }
    }

    /// The names of the corpora with at least one complete archive, sorted.
    package func corpora() throws -> [String] { try names("state = 'complete'") }

    /// The names of the corpora with at least one archive in any state, sorted.
    package func ledgerCorpora() throws -> [String] { try names("state <> 'discarded'") }

    private func names(_ condition: StaticString) throws -> [String] {
        let names = try fromEach { store in
            try String.fetchAll(
                store.database,
                sql: """
                    SELECT name FROM corpus
                    WHERE EXISTS (SELECT 1 FROM archive WHERE corpus_id = corpus.id AND \(condition))
                    """)
        }
        let closed = others.deferred.flatMap { $0.described.archives.map(\.corpus) }
        return Set(names.joined()).union(closed).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The archives that belong to the stores by the manifests of their folders, but that none of the stores has.
    package func missingArchives() throws -> [MissingArchive] {
        guard !others.listed.isEmpty else { return [] }
        var stored = Set(
            others.deferred.flatMap(\.described.archives).map { ListedArchives.Name(corpus: $0.corpus, name: $0.name) })
        let rows = try fromEach { store in
            try Row.fetchAll(
                store.database,
                sql: """
                    SELECT corpus.name AS corpus, archive.name FROM archive JOIN corpus ON corpus.id = corpus_id
                    WHERE state = 'complete'
                    """
            ).map { ListedArchives.Name(corpus: try $0.value("corpus"), name: try $0.value("name")) }
        }
        stored.formUnion(rows.joined())
        return others.listed.missing(in: stored)
    }

    /// The counts of one corpus, summed over all stores. A name that is not in a store gives an empty corpus.
    ///
    /// - Parameter order: the number of words of the n-grams to read; nil for all.
    /// - Throws: `StoreError`: `archiveInTwoStores` if several stores have the same archive.
    package func corpus(named name: String, order: Int? = nil) throws -> CorpusSnapshot {
        let parts = try fromEach { try $0.ownCorpus(named: name, order: order) }
        let known = parts.filter { $0.id != 0 }
        let deferred = others.deferred.filter { !$0.archives(of: name).isEmpty }
        // Errors in a part of another store have to name that one, as they do if there are several parts.
        guard known.count > 1 || known.first.map({ $0.path != path }) ?? false || !deferred.isEmpty else {
            return parts[0]
        }
        try Self.checkArchives(known, deferred, name)
        return CorpusSnapshot(joining: known.isEmpty ? [parts[0]] : known, deferred, name)
    }

    /// The corpus in this store alone.
    func ownCorpus(named name: String, order: Int? = nil) throws -> CorpusSnapshot {
        let id = try Int64.fetchOne(database, sql: "SELECT id FROM corpus WHERE name = ?", arguments: [name]) ?? 0
        return try CorpusSnapshot(self, id: id, order: order)
    }

    /// Checks that no archive would count twice.
    private static func checkArchives(
        _ parts: [CorpusSnapshot], _ deferred: [DeferredStore], _ corpus: String
    ) throws {
        var paths: [String: String] = [:]
        func add(_ names: [String], in path: String) throws {
            for name in names {
                if let other = paths.updateValue(path, forKey: name) {
                    throw StoreError.archiveInTwoStores(name: name, corpus: corpus, path: other, otherPath: path)
                }
            }
        }
        for part in parts {
            let names = try String.fetchAll(
                part.database,
                sql: "SELECT name FROM archive WHERE corpus_id = ? AND state = 'complete' AND contents = 'ngrams'",
                arguments: [part.id])
            try add(names, in: part.path)
        }
        for store in deferred {
            try add(store.archives(of: corpus).map(\.name), in: store.described.path)
        }
    }
}
