import NgramTestSupport

@testable import NgramStore

/// A store of two corpora whose archives share n-grams and have all possible states.
struct RandomStore {
    let store: TestStore
    let vocabulary: [[UInt8]]
    private(set) var models: [String: CountsModel] = [:]
    private(set) var complete: [HandmadeArchive] = []

    static let corpora = ["eng-2012", "fre-2012"]

    init(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        store = try TestStore()
        vocabulary = RandomNgrams.many(random.int(3...25), &random)
        var discarded: [Int64] = []
        let writer = try StoreWriter(path: store.path, batchBytes: random.int(1...2000))
        for number in 0..<random.int(2...9) {
            let corpus = Self.corpora[random.int(0...1)]
            let archive = try HandmadeArchive(
                "a\(number)", corpus, vocabulary: vocabulary, random: &random)
            switch random.int(0...5) {
            case 0: try writer.add(archive, .loading)
            case 1: try writer.add(archive, .failed)
            case 2: discarded.append(try writer.add(archive))
            default:
                try writer.add(archive)
                complete.append(archive)
                models[corpus, default: CountsModel()].add(archive.model)
            }
        }
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

    /// Calls a function with each corpus of a store, and the counts that it must have.
    static func forEachCorpus(
        seed: UInt64,
        _ body: (RandomStore, CorpusSnapshot, CountsModel, inout SeededRandom) throws -> Void
    ) throws {
        let random = try RandomStore(seed: seed)
        var numbers = SeededRandom(seed: seed)
        for corpus in corpora {
            let model = random.model(corpus)
            try random.store.read { try body(random, try $0.corpus(named: corpus), model, &numbers) }
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
