import NgramTestSupport
import Testing

@testable import NgramBlocks
@testable import NgramModel

@Suite("Bounds of counts")
struct CountBoundsTests {
    /// Counts around every power of two and every quarter.
    static let edges: [Int64] = {
        var edges: [Int64] = [.max, .max - 1]
        for exponent in 0...62 {
            let power = Int64(1) << Int64(exponent)
            for quarter in 0...3 as ClosedRange<Int64> {
                let edge = power + power / 4 * quarter
                edges += [edge - 1, edge, edge + 1]
            }
        }
        return edges
    }()

    @Test("the bound of a count's class is at least the count and less than 25 % larger")
    func tight() {
        for count in Self.edges {
            let bound = CountBounds.bound(CountBounds.code(count))
            #expect(bound >= count, "\(count)")
            #expect(bound == count || bound - count < count / 4, "\(count)")
            #expect(CountBounds.code(count) == NaiveBounds.code(count), "\(count)")
        }
    }

    @Test("classes and their bounds ascend")
    func monotone() {
        let sorted = Self.edges.sorted()
        for (smaller, larger) in zip(sorted, sorted.dropFirst()) {
            #expect(CountBounds.code(smaller) <= CountBounds.code(larger))
        }
        for code in 0..<UInt8(NaiveBounds.tops.count) {
            #expect(CountBounds.bound(code) == NaiveBounds.tops[Int(code)], "class \(code)")
        }
    }

    @Test("the bound of an invalid class is the maximum, so that damage cannot hide a count")
    func unknownClasses() {
        for code in UInt8(NaiveBounds.tops.count)...UInt8.max {
            #expect(CountBounds.bound(code) == .max, "class \(code)")
        }
    }

    @Test(
        "random bytes are read safely as some bound, and as the maximum if they are not valid bounds",
        arguments: 1...20 as ClosedRange<UInt64>)
    func hostile(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<50 {
            let bytes = random.bytes(random.int(0...12))
            let bound = try withGuardedBytes(bytes) { CountBounds.bound($0, years: 1...9999, of: .match) }
            #expect(bound >= 0, "seed \(seed), bytes \(bytes)")
            if !bytes.count.isMultiple(of: 2) || bytes.isEmpty { #expect(bound == .max) }
        }
    }

    @Test("are never less than a sum over any years, for either count", arguments: 1...40 as ClosedRange<UInt64>)
    func neverUnderstate(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let ngrams = RandomNgrams.many(8, &random)
        let archive = TestArchive(random: &random, edition: .y2012, vocabulary: ngrams, runs: 25)
        let rows = archive.rows.flatMap { row in row.observations.map { (row.ngram, $0) } }
        var builder = PartialCountsBuilder(
            partitionBytes: archive.bytes.count,
            limits: BlockLimits(headBytes: random.int(1...200), seriesBytes: random.int(1...600)))
        var last: [UInt8] = []
        for (ngram, row) in rows {
            if ngram != last { builder.begin(copying: ngram) }
            last = ngram
            builder.add(year: row.year, matchCount: row.matchCount, volumeCount: row.volumeCount)
        }
        let counts = builder.finish()
        for block in counts.blocks {
            let held = try #require(block.decoded())
            for _ in 0..<30 {
                // Starts at a year that has counts, because any bound is correct for years without counts.
                let start = held.randomElement(using: &random)?.series.randomElement(using: &random)?.year ?? 1
                let end = random.oneIn(2) ? start : random.oneIn(2) ? min(start + 20, 9999) : random.int(start...9999)
                let years = start...end
                let series = held.map { $0.series.filter { years.contains($0.year) } }
                for measure in CountMeasure.allCases {
                    let largest = series.map { $0.reduce(0) { $0 + $1.count(measure) } }.max() ?? 0
                    let bound = block.bounds.withUnsafeBytes { CountBounds.bound($0, years: years, of: measure) }
                    #expect(bound >= largest, "seed \(seed), \(years), \(measure)")
                }
            }
        }
    }
}

extension Observation {
    fileprivate func count(_ measure: CountMeasure) -> Int64 {
        measure == .match ? matchCount : volumeCount
    }
}
