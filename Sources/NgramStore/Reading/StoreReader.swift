import GRDB

/// Reads a store, or several that answer as one. Each `read` sees one state of each store, even while an ingest writes,
/// and never waits for an ingest.
///
/// Not thread-safe. Any number of readers may be open on a store.
package final class StoreReader {
    private let stores: [OpenStore]

    /// Opens a store for reading.
    /// - Throws: `StoreError`.
    package convenience init(path: String) throws {
        try self.init(paths: [path])
    }

    /// Opens stores for reading, at least one.
    /// - Throws: `StoreError`.
    package init(paths: [String]) throws {
        precondition(!paths.isEmpty, "a reader needs a store")
        stores = try paths.map { try OpenStore(path: $0) }
    }

    /// Interrupts the statements that are running, if any, from another thread. `read` then throws.
    package var interruption: @Sendable () -> Void {
        let interruptions = stores.map(\.interruption)
        return { for interruption in interruptions { interruption() } }
    }

    /// Runs work on one state of the store, or of each store.
    /// - Throws: `StoreError`, and any other error of `work`.
    package func read<Value>(_ work: (StoreSnapshot) throws -> Value) throws -> Value {
        try read(stores[...], [], work)
    }

    /// - Parameter others: the snapshots of the stores after these.
    private func read<Value>(
        _ stores: ArraySlice<OpenStore>, _ others: [StoreSnapshot], _ work: (StoreSnapshot) throws -> Value
    ) throws -> Value {
        try stores[stores.endIndex - 1].read(others) { snapshot in
            stores.count == 1 ? try work(snapshot) : try read(stores.dropLast(), [snapshot] + others, work)
        }
    }
}

/// A store that is open for reading.
private final class OpenStore {
    private let path: String
    private let file: ReadingFile
    private let queue: DatabaseQueue

    init(path: String) throws {
        self.path = path
        let file = ReadingFile(path: path)
        self.file = file
        do {
            queue = try translatingErrors(path: path, .reading) { try StoreConnections.openForReading(file) }
        } catch {
            StoreConnections.removeEmptyLog(of: path)
            throw file.isUnchanged ? error : StoreError.changedDuringRead(path: path)
        }
    }

    // Leaves no file that did not exist before.
    deinit {
        try? queue.close()
        if !file.isImmutable { StoreConnections.removeEmptyLog(of: path) }
    }

    var interruption: @Sendable () -> Void { { [queue] in queue.interrupt() } }

    func read<Value>(_ others: [StoreSnapshot], _ work: (StoreSnapshot) throws -> Value) throws -> Value {
        // Checked before the snapshot, because an ingest that runs when the snapshot is taken may end before the next
        // check.
        let wasIngesting = IngestLock.isHeld(path: path)
        let result = Result {
            try translatingErrors(path: path, .reading) {
                try queue.read {
                    try work(StoreSnapshot($0, path: path, wasIngesting: wasIngesting, others: others))
                }
            }
        }
        guard file.isUnchanged else { throw StoreError.changedDuringRead(path: path) }
        return try result.get()
    }
}

/// One state of a store, or of each of several, valid within `StoreReader.read`.
package final class StoreSnapshot {
    let database: Database
    let path: String
    /// The other stores that answer as one with this one: for the names of corpora, their counts, and the archives that are
    /// not counted.
    private let others: [StoreSnapshot]
    private let wasIngesting: Bool

    /// - Parameter wasIngesting: whether an ingest held the store just before the snapshot.
    init(_ database: Database, path: String, wasIngesting: Bool, others: [StoreSnapshot] = []) {
        self.database = database
        self.path = path
        self.wasIngesting = wasIngesting
        self.others = others
    }

    /// What `work` returns for each store.
    func fromEach<Value>(_ work: (StoreSnapshot) throws -> Value) throws -> [Value] {
        try [work(self)] + others.map { other in try translatingErrors(path: other.path, .reading) { try work(other) } }
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
        return Set(names.joined()).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The counts of one corpus, summed over all stores. A name that is not in a store gives an empty corpus.
    ///
    /// - Parameter order: the number of words of the n-grams to read; nil for all.
    /// - Throws: `StoreError`: `archiveInTwoStores` if several stores have the same archive.
    package func corpus(named name: String, order: Int? = nil) throws -> CorpusSnapshot {
        let parts = try fromEach { try $0.ownCorpus(named: name, order: order) }
        let known = parts.filter { $0.id != 0 }
        // Errors in a part of another store have to name that one, as they do if there are several parts.
        guard known.count > 1 || known.first.map({ $0.path != path }) ?? false else { return parts[0] }
        try Self.checkArchives(known, name)
        return CorpusSnapshot(joining: known)
    }

    private func ownCorpus(named name: String, order: Int? = nil) throws -> CorpusSnapshot {
        let id = try Int64.fetchOne(database, sql: "SELECT id FROM corpus WHERE name = ?", arguments: [name]) ?? 0
        return try CorpusSnapshot(self, id: id, order: order)
    }

    /// Checks that no archive would count twice.
    private static func checkArchives(_ parts: [CorpusSnapshot], _ corpus: String) throws {
        var paths: [String: String] = [:]
        for part in parts {
            let names = try String.fetchAll(
                part.database,
                sql: "SELECT name FROM archive WHERE corpus_id = ? AND state = 'complete' AND contents = 'ngrams'",
                arguments: [part.id])
            for name in names {
                if let other = paths.updateValue(part.path, forKey: name) {
                    throw StoreError.archiveInTwoStores(
                        name: name, corpus: corpus, path: other, otherPath: part.path)
                }
            }
        }
    }
}
