import NgramModel
import NgramTestSupport

@testable import NgramStore

/// A store of two corpora whose archives share n-grams and have all possible states; or several stores that answer as one.
struct RandomStore {
    let stores: [TestStore]
    let vocabulary: [[UInt8]]
    private(set) var models: [String: CountsModel] = [:]
    private(set) var complete: [HandmadeArchive] = []

    /// The only store.
    var store: TestStore { stores[0] }

    static let corpora = ["eng-2012", "fre-2012"]

    /// - Parameter mayBeSeveral: whether there may be up to three stores, whose n-grams may overlap or not.
    init(seed: UInt64, mayBeSeveral: Bool = false) throws {
        var random = SeededRandom(seed: seed)
        vocabulary = RandomNgrams.many(random.int(3...25), &random)
        let count = mayBeSeveral && random.oneIn(2) ? random.int(2...3) : 1
        let sorted = vocabulary.sorted { $0.lexicographicallyPrecedes($1) }
        let areApart = random.oneIn(2) && sorted.count >= count
        stores = try (0..<count).map { _ in try TestStore() }
        let writers = try stores.map { try StoreWriter(path: $0.path, batchBytes: random.int(1...2000)) }
        var discarded = stores.map { _ in [Int64]() }
        for number in 0..<random.int(2...9) {
            let corpus = Self.corpora[random.int(0...1)]
            let index = count == 1 ? 0 : random.int(0...count - 1)
            let writer = writers[index]
            let words =
                areApart ? Array(sorted[index * sorted.count / count..<(index + 1) * sorted.count / count]) : vocabulary
            let archive = try HandmadeArchive("a\(number)", corpus, vocabulary: words, random: &random)
            switch random.int(0...5) {
            case 0: try writer.add(archive, .loading)
            case 1: try writer.add(archive, .failed)
            case 2: discarded[index].append(try writer.add(archive))
            default:
                try writer.add(archive)
                complete.append(archive)
                models[corpus, default: CountsModel()].add(archive.model)
            }
        }
        for (writer, (store, discarded)) in zip(writers, zip(stores, discarded)) {
            try writer.close()
            // The state after a kill before the n-grams of several archives were listed.
            if random.oneIn(4) {
                try store.sql("UPDATE archive SET compared = 0")
                try store.sql("DELETE FROM shared_ngram")
            }
            // The state after a kill between a replacement and the removal of the replaced archive.
            for id in discarded { try store.sql("UPDATE archive SET state = 'discarded' WHERE id = ?", [id]) }
            if !discarded.isEmpty { try store.sql("UPDATE archive SET compared = 0") }
        }
    }

    /// Reads all stores as one.
    func read<Value>(_ work: (StoreSnapshot) throws -> Value) throws -> Value {
        try StoreReader(paths: stores.map(\.path)).read(work)
    }

    /// Calls a function with each corpus of a store or of several, and the counts that it must have.
    static func forEachCorpus(
        seed: UInt64,
        _ body: (RandomStore, CorpusSnapshot, CountsModel, inout SeededRandom) throws -> Void
    ) throws {
        let random = try RandomStore(seed: seed, mayBeSeveral: true)
        var numbers = SeededRandom(seed: seed)
        for corpus in corpora {
            let model = random.model(corpus)
            try random.read { try body(random, try $0.corpus(named: corpus), model, &numbers) }
        }
    }

    func model(_ corpus: String) -> CountsModel { models[corpus] ?? CountsModel() }

    /// A range of years, usually near the years that have counts, sometimes a single year.
    func years(_ random: inout SeededRandom) -> ClosedRange<Int> {
        let from = random.oneIn(4) ? random.int(1...9999) : random.int(1900...2010)
        return from...(random.oneIn(3) ? from : random.int(from...min(9999, from + 60)))
    }

    /// A prefix of an n-gram, which may end within a character; sometimes empty or a random byte.
    func prefix(_ random: inout SeededRandom) -> [UInt8] {
        switch random.int(0...5) {
        case 0: return []
        case 1: return [UInt8(random.int(0...255))]
        default:
            let ngram = vocabulary.randomElement(using: &random) ?? []
            return Array(ngram.prefix(random.int(1...min(4, ngram.count))))
        }
    }
}

extension CountsModel {
    /// The top n-grams of a request that match.
    func top(_ request: TopRequest, _ matches: ([UInt8]) -> Bool = { _ in true }) -> [NgramTotal] {
        let all = dump(prefix: request.prefix, years: request.years ?? 1...9999).filter { dumped in
            switch request.tags {
            case .include: matches(dumped.ngram)
            case .exclude: matches(dumped.ngram) && !PartOfSpeechTag.isTagged(dumped.ngram)
            case .only: matches(dumped.ngram) && PartOfSpeechTag.isTagged(dumped.ngram)
            }
        }.map { total(self, $0.ngram, request.years) }
        // The sort is stable, and the model's n-grams are in the order of their bytes.
        let ranked = all.sorted {
            request.measure == .match ? $0.matchCount > $1.matchCount : $0.volumeCount > $1.volumeCount
        }
        return Array(ranked.prefix(request.limit))
    }
}
