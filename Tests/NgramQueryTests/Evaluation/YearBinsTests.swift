import NgramModel
import NgramTestSupport
import Testing

@testable import NgramQuery

@Suite("Bins of years")
struct YearBinsTests {
    @Test(
        "have the sums of their years, and if asked for, also those without counts are listed",
        arguments: 1...20 as ClosedRange<UInt64>)
    func sums(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let width = random.int(1...30)
        let years = Set((0..<random.int(0...40)).map { _ in random.int(1900...2000) }).sorted()
        let series = years.map { Observation(year: $0, matchCount: Int64(random.int(0...9)), volumeCount: 1) }
        let filling = random.oneIn(2) ? 1890...(1890 + random.int(0...120)) : nil
        var sums: [Int: (Int64, Int64)] = [:]
        for year in filling.map(Array.init) ?? [] { sums[year / width * width] = (0, 0) }
        for observation in series {
            let (match, volume) = sums[observation.year / width * width] ?? (0, 0)
            sums[observation.year / width * width] = (match + observation.matchCount, volume + 1)
        }
        let expected = sums.sorted { $0.key < $1.key }.map {
            Observation(year: $0.key, matchCount: $0.value.0, volumeCount: $0.value.1)
        }
        #expect(try YearBins(width: width, filling: filling).sums(of: series) == expected)
    }

    @Test("whose sum does not fit are an error")
    func overflow() {
        let series = [1990, 1991].map { Observation(year: $0, matchCount: .max, volumeCount: 1) }
        #expect(throws: CountOverflow.self) { try YearBins(width: 10).sums(of: series) }
    }
}
