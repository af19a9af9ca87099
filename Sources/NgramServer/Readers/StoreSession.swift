import NgramModel
import NgramQuery
import NgramStore
import NgramSystem

/// What was learned of one state of the store: its corpora, their runs, totals and bounds of blocks. Questions of the same
/// state use it again.
final class ServedState {
    /// The names of the corpora with counts, sorted.
    let corpora: [String]
    /// The archives that the manifests of folders list, but that no store has.
    let missing: [MissingArchive]
    /// The denominators of frequencies.
    let denominators = DenominatorsCache()

    private struct Key: Hashable {
        var corpus: String
        var order: Int?
    }

    let version: [Int64]
    private var readable: [String: StoredCorpus] = [:]
    private var counts: [Key: CorpusSnapshot] = [:]
    private var ranges: [Key: CountRanges] = [:]

    init(_ snapshot: StoreSnapshot) throws {
        version = try snapshot.version()
        corpora = try snapshot.corpora()
        missing = try snapshot.missingArchives()
    }

    /// A corpus for questions that do not depend on where the counts are; nil if the store does not have it.
    func corpus(named name: String, in snapshot: StoreSnapshot) throws -> StoredCorpus? {
        if let known = readable[name] { return known }
        guard corpora.contains(name) else { return nil }
        let corpus = try snapshot.readableCorpus(named: name)
        readable[name] = corpus
        return corpus
    }

    /// The counts of a corpus; nil if the store does not have it.
    ///
    /// - Parameter order: the number of words of the n-grams to read; nil for all.
    func counts(of name: String, order: Int? = nil, in snapshot: StoreSnapshot) throws -> CorpusSnapshot? {
        let key = Key(corpus: name, order: order)
        if let known = counts[key] { return known }
        guard corpora.contains(name) else { return nil }
        let corpus = try snapshot.corpus(named: name, order: order)
        counts[key] = corpus
        return corpus
    }

    /// The ranges of the counts of a corpus; nil if the store does not have it. The first call reads all its n-grams.
    func countRanges(of name: String, order: Int, in snapshot: StoreSnapshot) throws -> CountRanges? {
        let key = Key(corpus: name, order: order)
        if let known = ranges[key] { return known }
        let found = try counts(of: name, order: order, in: snapshot)?.countRanges()
        ranges[key] = found
        return found
    }
}

/// One state of the store, and what is known of it, for one request.
struct ServedSnapshot {
    let snapshot: StoreSnapshot
    let state: ServedState
    /// Whose threads may answer parts of the question, and the question.
    let helpers: (pool: ReaderPool, call: QuestionCall)

    /// Answers the parts of a question, in any order: on this thread, and on idle ones with readers of the same state.
    ///
    /// - Parameter answer: answers a part, given its number.
    func answers<Value: Sendable>(
        toParts count: Int, _ answer: @escaping @Sendable (Int, ServedSnapshot) throws -> Value
    ) throws -> [Value] {
        let parts = QuestionParts(count, answer)
        helpers.pool.help(helpers.call, with: parts, version: state.version)
        // `wait` throws the failure of any part, once no other thread works on one.
        try? parts.answer(with: self)
        return try parts.wait()
    }

    /// The names of the corpora with counts, sorted.
    var corpora: [String] { state.corpora }

    /// The number of archives of corpora that belong to the stores, but that none has; nil for 0.
    func missingArchives(of corpora: [String]) -> Int? {
        let count = state.missing.count { archive in archive.corpus.map(corpora.contains) ?? true }
        return count == 0 ? nil : count
    }

    /// A corpus; nil if the store does not have it.
    func corpus(named name: String) throws -> StoredCorpus? { try state.corpus(named: name, in: snapshot) }

    /// The counts of a corpus; nil if the store does not have it.
    func counts(of name: String, order: Int? = nil) throws -> CorpusSnapshot? {
        try state.counts(of: name, order: order, in: snapshot)
    }

    /// The ranges of the counts of a corpus; nil if the store does not have it. The first call reads all its n-grams.
    func countRanges(of name: String, order: Int) throws -> CountRanges? {
        try state.countRanges(of: name, order: order, in: snapshot)
    }
}

/// An open reader of the store, used by one thread at a time.
final class StoreSession {
    private let reader: StoreReader
    private let stores: StoreSet
    private let files: [FileStatus.Node?]
    private let manifests: [FileStatus?]
    private var state: ServedState?

    /// Opens the stores.
    init(_ stores: StoreSet) throws {
        self.stores = stores
        // Before they are opened: a file that is replaced in between is then opened once more.
        files = stores.paths.map(Self.node)
        manifests = stores.manifests.map(Self.status)
        reader = try StoreReader(stores, defers: false)
    }

    /// Whether the open files are those of these stores.
    func isCurrent(_ stores: StoreSet) -> Bool {
        stores == self.stores && stores.paths.map(Self.node) == files && stores.manifests.map(Self.status) == manifests
    }

    private static func node(_ path: String) -> FileStatus.Node? { status(path)?.node }

    private static func status(_ path: String) -> FileStatus? { try? FileStatus(path: path) }

    /// Interrupts the statement that is running, if any, from another thread.
    var interruption: @Sendable () -> Void { reader.interruption }

    /// Runs work on one state of the store.
    func read<Value>(_ work: (StoreSnapshot, ServedState) throws -> Value) throws -> Value {
        try reader.read { snapshot in
            let known: ServedState
            if let state, try snapshot.version() == state.version {
                known = state
            } else {
                known = try ServedState(snapshot)
                state = known
            }
            return try work(snapshot, known)
        }
    }
}
