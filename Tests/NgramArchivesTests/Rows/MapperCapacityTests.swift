import NgramBlocks
import NgramModel
import NgramTestSupport
import Testing

/// `map` checks that every output fits the room for it.
@Suite("Rows that need much output memory fit and are counted correctly")
struct MapperCapacityTests {
    /// An n-gram with its years in the order of the rows.
    struct Run {
        var ngram: [UInt8] = [0x61]
        var years: [(year: Int, match: Int64, volume: Int64)]
    }

    @Test("the shortest rows", arguments: Edition.allCases)
    func shortest(edition: Edition) {
        check(edition, runs(3000) { Run(ngram: [UInt8(0x21 + $0 % 90)], years: [($0 % 9 + 1, 1, 1)]) })
        check(edition, runs(3000) { Run(ngram: [UInt8(0x21 + $0 % 90)], years: [($0 % 8 + 2, 0, 1)]) })
    }

    @Test("the longest names", arguments: Edition.allCases, [127, 128, 16383, 16384, 16385, 40000])
    func longest(edition: Edition, length: Int) {
        let names: [[UInt8]] = [0x61, 0x62, 0x63].map { [UInt8](repeating: $0, count: length) }
        check(edition, runs(9) { Run(ngram: names[$0 % 3], years: [($0 + 1, 1, 1)]) })
        let longer = [names[0], names[0], names[0] + [0x64], names[0]]
        check(edition, runs(4) { Run(ngram: longer[$0], years: [($0 + 1, 1, 1)]) })
    }

    @Test("years with the largest gaps", arguments: Edition.allCases)
    func jumps(edition: Edition) {
        check(edition, runs(400) { Run(years: [($0.isMultiple(of: 2) ? 1 : 9999, 21, 22)]) })
        check(edition, runs(150) { Run(years: [(1 + 45 * $0, 0, 1)]) })
        check(edition, runs(70) { Run(years: [(1 + 128 * $0, 128, 128)]) })
        check(edition, runs(900) { Run(years: [(9999 - $0, 21, 0)]) })
    }

    @Test("a year that repeats thousands of times", arguments: Edition.allCases)
    func repeated(edition: Edition) {
        check(edition, runs(3000) { _ in Run(years: [(1999, 20, 20)]) })
        check(edition, [Run(years: (0..<3000).map { (1 + $0 % 2, 20, 20) })])
    }

    @Test("wide rows whose years are in any order")
    func wide() {
        check(.y2019, [Run(years: (1...9999).map { ($0, 1, 1) })])
        check(.y2019, [Run(years: (1...2000).map { (9999 - 4 * $0, 21, 1) })])
        check(.y2019, runs(50) { row in Run(years: (1...40).map { (($0 * 77 + row * 13) % 9999 + 1, 9, 10) }) })
    }

    @Test("counts of every number of digits", arguments: Edition.allCases)
    func digits(edition: Edition) {
        var counts: [Int64] = []
        var power: Int64 = 1
        for _ in 0..<17 {
            counts += [power, power - 1, power * 9]
            power *= 10
        }
        check(edition, runs(counts.count) { Run(years: [($0 + 1, counts[$0], counts[$0])]) })
        check(edition, runs(counts.count) { Run(years: [(999 - $0, counts[$0], 0)]) })
    }

    private func runs(_ count: Int, _ run: (Int) -> Run) -> [Run] {
        (0..<count).map(run)
    }

    private func check(_ edition: Edition, _ runs: [Run]) {
        let archive = TestArchive(
            edition,
            runs.flatMap { run -> [TestRow] in
                let observations = run.years.map {
                    Observation(year: $0.year, matchCount: $0.match, volumeCount: $0.volume)
                }
                return edition == .y2019
                    ? [TestRow(run.ngram, observations)] : observations.map { TestRow(run.ngram, [$0]) }
            })
        let bytes = archive.bytes
        for size in [1, 1 << 20] {
            let limits = BlockLimits(headBytes: size, seriesBytes: size)
            let mapped = map(bytes, edition, limits: limits)
            #expect(mapped.firstBadRow == nil)
            #expect(mapped.counts.decoded() == archive.model.dump())
        }
        // Cut anywhere, the last row is bad or shorter; the room must do all the same.
        for cut in stride(from: 1, to: min(bytes.count, 400), by: 1) {
            _ = map(
                Array(bytes.prefix(cut)), edition, badRows: .skip, limits: BlockLimits(headBytes: 1, seriesBytes: 1))
        }
    }
}
