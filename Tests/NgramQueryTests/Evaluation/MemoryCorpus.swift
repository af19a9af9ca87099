import NgramModel
import NgramTestSupport

/// A corpus in memory, whose answers are obvious.
struct MemoryCorpus: ReadableCorpus {
    var name = "eng-2012"
    var edition: Edition? = .y2012
    var counts: [Ngram: [Observation]] = [:]
    var totals: [Int: [BookTotal]] = [:]

    var years: ClosedRange<Int>? {
        let all = totals.values.joined().map(\.year)
        return all.min().flatMap { first in all.max().map { first...$0 } }
    }

    var orders: Set<Int> { Set(counts.keys.map { Ngram.order(of: $0.bytes) }) }

    func series(of ngram: Ngram, years: ClosedRange<Int>) -> [Observation] {
        (counts[ngram] ?? []).filter { years.contains($0.year) }
    }

    func forEachSeries(
        matching pattern: ByteAutomaton, order: Int?, years: ClosedRange<Int>,
        _ body: (Ngram, [Observation]) throws -> Void
    ) throws {
        for ngram in counts.keys.sorted() where order == nil || Ngram.order(of: ngram.bytes) == order {
            let series = series(of: ngram, years: years)
            if !series.isEmpty, pattern.accepts(ngram.bytes) { try body(ngram, series) }
        }
    }

    func bookTotals(order: Int) -> [BookTotal] { totals[order] ?? totals[0] ?? [] }

    mutating func add(_ ngram: String, _ counts: [Int: Int64]) {
        self.counts[Ngram(ngram)] = counts.sorted { $0.key < $1.key }.map {
            Observation(year: $0.key, matchCount: $0.value, volumeCount: max(1, $0.value / 2))
        }
    }

    /// Totals for all orders.
    mutating func setTotals(_ totals: [Int: Int64], pages: Int64 = 1) {
        self.totals[0] = totals.sorted { $0.key < $1.key }.map {
            BookTotal(year: $0.key, matchCount: $0.value, pageCount: pages, volumeCount: 1)
        }
    }
}
