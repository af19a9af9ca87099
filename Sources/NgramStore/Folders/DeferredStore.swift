import GRDB
import NgramModel

/// A store that is opened when n-grams are read that it may have. Until then its manifest tells what it has.
///
/// What it read is valid until `endReading`. Its state is that of the moment when it is opened; lookups before, which did
/// not need it, were answered by its manifest.
final class DeferredStore {
    let described: DescribedStore
    private let stores: Int
    private var store: OpenStore?
    private var snapshot: StoreSnapshot?
    private var corpora: [CorpusKey: CorpusSnapshot] = [:]

    private struct CorpusKey: Hashable {
        var name: String
        var order: Int?
    }

    /// - Parameter stores: the number of stores that are read as one.
    init(_ described: DescribedStore, stores: Int) {
        (self.described, self.stores) = (described, stores)
    }

    /// Its archives of a corpus.
    func archives(of corpus: String) -> [StoreManifest.Archive] { described.archives.filter { $0.corpus == corpus } }

    /// Whether it may have an n-gram of a corpus.
    func mayHold(_ ngram: [UInt8], _ corpus: String) -> Bool {
        archives(of: corpus).contains { $0.mayHold(ngram) }
    }

    /// Whether it may have n-grams of a corpus in a range.
    func mayHold(_ range: NgramRange, _ corpus: String) -> Bool {
        archives(of: corpus).contains { $0.mayHold(range) }
    }

    /// Runs work on a corpus of the store, which is the same state in all calls until `endReading`.
    func read<Value>(_ name: String, order: Int?, _ work: (CorpusSnapshot) throws -> Value) throws -> Value {
        let store = try store ?? OpenStore(path: described.path, stores: stores)
        self.store = store
        let snapshot = try snapshot ?? store.beginReading()
        self.snapshot = snapshot
        return try store.continueReading {
            let key = CorpusKey(name: name, order: order)
            let corpus = try corpora[key] ?? snapshot.ownCorpus(named: name, order: order)
            corpora[key] = corpus
            return try work(corpus)
        }
    }

    /// Ends the use of a state. The store stays open for the next one.
    func endReading() {
        guard snapshot != nil else { return }
        corpora = [:]
        snapshot = nil
        store?.endReading()
    }
}
