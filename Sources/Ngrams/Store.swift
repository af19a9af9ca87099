internal import Dispatch
public import NgramModel
internal import NgramQuery
internal import NgramStore
internal import Synchronization

/// A store of n-grams that is open for reading, while ``Snapshot``s of it are asked.
///
/// Reading blocks a thread of the store's own, never one of Swift's concurrency pool. A store answers one question after
/// another; open it several times to ask in parallel. An ingest of another process may go on at the same time.
///
/// ```swift
/// let store = try await Store(path: "ngrams.sqlite")
/// let total = try await store.read { try $0.total(of: Ngram("apple"), in: "eng-2012") }
/// ```
public final class Store: Sendable {
    /// The file.
    public let path: String
    private let reader: Reader
    private let queue: DispatchQueue

    /// The reader, which only the queue uses.
    private final class Reader: @unchecked Sendable {
        let reader: StoreReader
        init(path: String) throws { reader = try StoreReader(path: path) }
    }

    /// Opens a store.
    /// - Throws: ``StoreFailure``.
    public init(path: String) async throws {
        let queue = DispatchQueue(label: "ngrams.store")
        self.path = path
        self.queue = queue
        reader = try await Self.run(on: queue) { try Reader(path: path) }
    }

    /// Asks one state of the store, however many questions the work has. Cancelling the task ends the work at its next
    /// question, or within it.
    ///
    /// - Parameter work: is called on a thread that may block, with a snapshot that it cannot keep.
    /// - Throws: ``StoreFailure``, `CancellationError`, and any other error of the work.
    public func read<Value: Sendable>(
        _ work: @escaping @Sendable (borrowing Snapshot) throws -> Value
    ) async throws -> Value {
        let (reader, call) = (reader, Call())
        return try await withTaskCancellationHandler {
            do {
                return try await Self.run(on: queue) {
                    try call.begin(reader.reader.interruption)
                    defer { call.end() }
                    return try reader.reader.read { try work(Snapshot($0, call)) }
                }
            } catch {
                // A statement that was interrupted says so in words of its own.
                try call.check()
                throw error
            }
        } onCancel: {
            call.cancel()
        }
    }

    private static func run<Value: Sendable>(
        on queue: DispatchQueue, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result { try work() }.mapError { StoreFailure($0) ?? $0 })
            }
        }
    }
}

/// A call of ``Store/read(_:)``. Cancelling it interrupts its own statement, never one of another call.
private final class Call: Sendable {
    private struct State {
        var isCancelled = false
        /// Interrupts the statement that is running; nil while the call waits for its turn and when it has ended.
        var interruption: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Begins its turn.
    /// - Throws: `CancellationError` if it was cancelled while it waited.
    func begin(_ interruption: @escaping @Sendable () -> Void) throws {
        try check()
        state.withLock { $0.interruption = interruption }
    }

    func end() { state.withLock { $0.interruption = nil } }

    func cancel() {
        // Within the lock, so that the call cannot end and another one begin before the interruption.
        state.withLock { state in
            state.isCancelled = true
            state.interruption?()
        }
    }

    /// - Throws: `CancellationError` if it was cancelled.
    func check() throws {
        if state.withLock({ $0.isCancelled }) { throw CancellationError() }
    }
}

/// One state of a store. It exists only within ``Store/read(_:)``.
public struct Snapshot: ~Copyable {
    private let store: StoreSnapshot
    private let call: Call
    private let opened = OpenCorpora()

    /// The corpora that were asked. Asking one again uses what it has learned.
    private final class OpenCorpora {
        struct Key: Hashable {
            var name: String
            var order: Int?
        }

        var counts: [Key: CorpusSnapshot] = [:]
    }

    fileprivate init(_ store: StoreSnapshot, _ call: Call) {
        (self.store, self.call) = (store, call)
    }

    /// The names of the corpora, sorted, such as `eng-2012`.
    public var corpora: [String] {
        get throws {
            try call.check()
            return try store.corpora()
        }
    }

    /// The sums of an n-gram's counts. `NgramTotal.isFound` tells whether it occurs.
    ///
    /// - Parameters:
    ///   - ngram: its exact bytes, with its tags.
    ///   - corpus: the name of the corpus.
    ///   - years: the years to add up; nil for all.
    /// - Throws: ``StoreFailure``.
    public func total(
        of ngram: Ngram, in corpus: String, years: ClosedRange<Int>? = nil
    ) throws -> NgramTotal {
        try counts(of: corpus).total(of: ngram, years: years)
    }

    /// The counts of an n-gram in each year in which it occurs, in ascending order.
    ///
    /// - Parameters:
    ///   - ngram: its exact bytes, with its tags.
    ///   - corpus: the name of the corpus.
    ///   - years: the years to read; nil for all.
    /// - Throws: ``StoreFailure``.
    public func years(
        of ngram: Ngram, in corpus: String, years: ClosedRange<Int>? = nil
    ) throws -> [Observation] {
        try counts(of: corpus).series(of: ngram, years: years ?? Observation.years)
    }

    /// The n-grams with the largest counts, in descending order. Equal counts are in the order of the n-grams' bytes.
    public func top(_ request: TopRequest, in corpus: String) throws -> [NgramTotal] {
        try counts(of: corpus, order: request.order).top(request)
    }

    /// The n-grams that match a pattern, as ``top(_:in:)`` ranks them.
    public func search(_ query: SearchQuery, in corpus: String) throws -> [NgramTotal] {
        try top(try query.request(), in: corpus)
    }

    /// The frequencies of the terms of a query, with the numbers of Google's Ngram Viewer.
    public func frequencies(_ query: FrequencyQuery) throws -> Frequencies {
        try call.check()
        let store = store
        let known = try store.corpora()
        let corpora = try query.corpora.map { name in
            guard known.contains(name) else { throw unknown(name) }
            return try store.readableCorpus(named: name)
        }
        guard !corpora.isEmpty else { throw StoreFailure(.invalid(offset: nil), "the query names no corpus") }
        var request = FrequencyRequest()
        request.years = query.years
        request.smoothing = max(0, query.smoothing)
        request.ignoresCase = query.ignoresCase
        request.expansions = query.expansions.map { max(1, $0) }
        let evaluator = FrequencyEvaluator(request, corpora: corpora) { name in
            known.contains(name) ? try store.readableCorpus(named: name) : nil
        }
        return Frequencies(try evaluator.answer(try Query(query.text)))
    }

    private func counts(of corpus: String, order: Int? = nil) throws -> CorpusSnapshot {
        try call.check()
        let key = OpenCorpora.Key(name: corpus, order: order)
        if let known = opened.counts[key] { return known }
        guard try store.corpora().contains(corpus) else { throw unknown(corpus) }
        let counts = try store.corpus(named: corpus, order: order)
        opened.counts[key] = counts
        return counts
    }

    private func unknown(_ corpus: String) -> StoreFailure {
        StoreFailure(.unknownCorpus(corpus), "the store has no corpus \"\(corpus)\"")
    }
}
