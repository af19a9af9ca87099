import NgramModel
import NgramStore
import NgramTestSupport

/// The answers to every kind of query, for one state of a store.
struct AllAnswers: Equatable {
    var years: [DumpedNgram] = []
    var totals: [NgramTotal] = []
    var single: [NgramTotal] = []
    var series: [[Observation]] = []
    var tops: [[NgramTotal]] = []
    var corpora: [String] = []
    /// Of the status: archives, n-grams, first and last year.
    var status: [Int64] = []

    /// The number of queries.
    var count: Int { 4 + single.count + series.count + tops.count }

    static let range = 1950...1980
    static let prefix = Array("a".utf8)

    private static let tops: [TopRequest] = {
        var tops = [TopRequest(), TopRequest(), TopRequest(), TopRequest()]
        tops[0].tags = .include
        tops[1].prefix = prefix
        tops[2].years = 1960...1960
        tops[3].measure = .volume
        tops[3].limit = 1000
        tops[3].years = range
        return tops
    }()

    /// Queries a store.
    init(_ store: StoreSnapshot, asked: [[UInt8]]) throws {
        let corpus = try store.corpus(named: VersionedArchives.corpus)
        corpora = try store.corpora()
        var all = try NgramSeries(corpus)
        while let next = try all.next() { years.append(DumpedNgram(next.ngram, next.series)) }
        var sums = try NgramTotals(corpus, years: Self.range)
        while let next = try sums.next() { totals.append(next) }
        for bytes in asked {
            single.append(try corpus.total(of: Ngram(bytes: bytes)))
            series.append(try corpus.series(of: Ngram(bytes: bytes)))
        }
        tops = try Self.tops.map(corpus.top)
        if let found = try store.corpusStatuses().first(where: { $0.archives > 0 }) {
            status = [found.archives, found.ngrams, Int64(found.years?.lowerBound ?? 0)]
            status.append(Int64(found.years?.upperBound ?? 0))
        }
    }

    /// Computes the answers from a model, slowly and simply.
    init(_ model: CountsModel, archives: Int, asked: [[UInt8]]) {
        guard archives > 0 else {
            single = asked.map { NgramTotal(Ngram(bytes: $0)) }
            series = asked.map { _ in [] }
            tops = Self.tops.map { _ in [] }
            return
        }
        corpora = [VersionedArchives.corpus]
        years = model.dump()
        totals = model.dump(years: Self.range).map(Self.total)
        single = asked.map { Self.total(DumpedNgram($0, model.series($0))) }
        series = asked.map { model.series($0) }
        tops = Self.tops.map { Self.top(model, $0) }
        let all = model.ngrams.values.flatMap(\.keys)
        status = [Int64(archives), Int64(model.ngrams.count), Int64(all.min() ?? 0), Int64(all.max() ?? 0)]
    }

    private static func total(_ dumped: DumpedNgram) -> NgramTotal {
        var total = NgramTotal(Ngram(bytes: dumped.ngram))
        total.matchCount = dumped.matchSum
        total.volumeCount = dumped.volumeSum
        if let first = dumped.series.first, let last = dumped.series.last { total.years = first.year...last.year }
        return total
    }

    private static func top(_ model: CountsModel, _ request: TopRequest) -> [NgramTotal] {
        let ranked = model.dump(prefix: request.prefix, years: request.years ?? Observation.years).map(total)
            .filter { request.tags == .include || !PartOfSpeechTag.isTagged($0.ngram.bytes) }
            .sorted { left, right in
                let (first, second) = (left.count(request.measure), right.count(request.measure))
                return first == second
                    ? left.ngram.bytes.lexicographicallyPrecedes(right.ngram.bytes) : first > second
            }
        return Array(ranked.prefix(request.limit))
    }
}
