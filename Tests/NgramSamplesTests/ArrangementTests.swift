import Testing

@testable import NgramSamples

/// Archives have the requested n, years and order of n-grams. What they contain is parsed in a slow and simple way.
@Suite struct ArrangementTests {
    /// The occurrences of n-grams in an archive, in file order, and what the generator reports.
    private struct Generated {
        var occurrences: [Occurrence] = []
        var summary: ArchiveSummary

        var ngrams: [[UInt8]] { occurrences.map(\.ngram) }
        var falls: Int { zip(ngrams, ngrams.dropFirst()).count { $1.lexicographicallyPrecedes($0) } }
    }

    private struct Occurrence: Hashable {
        var ngram: [UInt8]
        var years: [[Int]]
    }

    private static let shapes: [(SampleEdition, Int)] = [
        (.v2009, 3), (.v2012, 1), (.v2012, 5), (.v2020, 2),
    ]

    private func request(
        _ edition: SampleEdition, n: Int, _ arrangement: NgramArrangement, years: Int? = 8, seed: UInt64 = 1
    ) -> ArchiveSetRequest {
        var request = ArchiveSetRequest(edition: edition, count: 1, rows: 4_000)
        request.n = n
        request.years = years
        request.arrangement = arrangement
        request.seed = seed
        return request
    }

    private func generate(_ request: ArchiveSetRequest, index: Int = 1) throws -> Generated {
        let edition = request.edition
        let sink = MemorySink()
        let summary = try SampleArchives.generate(request, index: index, path: "b.csv.zip", to: sink)
        let content = try edition == .v2009 ? ZipFile(sink.bytes).content : inflated(sink.bytes, windowBits: 31)
        var generated = Generated(summary: summary)
        for group in try ParsedArchive(content, edition: edition).groups {
            let years = group.map { [$0.year, $0.match, $0.volume] + ($0.page.map { [$0] } ?? []) }
            generated.occurrences.append(Occurrence(ngram: Array(group[group.startIndex].ngram), years: years))
        }
        #expect(summary.rows == generated.occurrences.reduce(0) { $0 + $1.years.count })
        #expect(summary.ngrams == Set(generated.ngrams).count)
        #expect(summary.runs == generated.falls + 1)
        #expect(summary.matchSum == generated.occurrences.flatMap(\.years).reduce(0) { $0 + $1[1] })
        #expect(summary.volumeSum == generated.occurrences.flatMap(\.years).reduce(0) { $0 + $1[2] })
        return generated
    }

    @Test(arguments: shapes)
    func everyArrangementHasTheSameNgramsAndCounts(edition: SampleEdition, n: Int) throws {
        let sorted = try generate(request(edition, n: n, .sorted))
        #expect(zip(sorted.ngrams, sorted.ngrams.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
        #expect(abs(Double(sorted.summary.rows) / 4_000 - 1) < 0.15)
        #expect(abs(Double(sorted.summary.ngrams) / 500 - 1) < 0.1)

        let reversed = try generate(request(edition, n: n, .reversed))
        #expect(reversed.occurrences == sorted.occurrences.reversed())

        let runs = try generate(request(edition, n: n, .runs))
        #expect((3...10).contains(runs.summary.runs))
        #expect(runs.occurrences.count == sorted.occurrences.count)
        #expect(Set(runs.occurrences) == Set(sorted.occurrences))

        let shuffled = try generate(request(edition, n: n, .shuffled))
        #expect(shuffled.occurrences.count == sorted.occurrences.count)
        #expect(Set(shuffled.occurrences) == Set(sorted.occurrences))
        let share = Double(shuffled.falls) / Double(shuffled.ngrams.count)
        #expect(
            (0.42...0.58).contains(share), "in a random order, every other n-gram is smaller than the one before it")
    }

    @Test(arguments: shapes)
    func repeatedNgramsAreFarApartAndHaveYearsInCommon(edition: SampleEdition, n: Int) throws {
        let generated = try generate(request(edition, n: n, .repeated))
        #expect(generated.summary.runs == 4)
        #expect(abs(Double(generated.summary.rows) / 4_000 - 1) < 0.15)
        var places: [[UInt8]: [Int]] = [:]
        for (place, ngram) in generated.ngrams.enumerated() { places[ngram, default: []].append(place) }
        for times in 1...4 {
            let share = Double(places.values.count { $0.count == times }) / Double(places.count)
            #expect((0.17...0.33).contains(share), "a quarter of the n-grams occurs \(times) times")
        }
        let distances = places.values.flatMap { zip($0, $0.dropFirst()).map { $1 - $0 } }
        #expect(try #require(distances.min()) > generated.ngrams.count / 20)
        let withCommonYears = places.values.count { places in
            let years = places.flatMap { generated.occurrences[$0].years.map { $0[0] } }
            return Set(years).count < years.count
        }
        #expect(withCommonYears > places.count / 3)
    }

    @Test(arguments: shapes, NgramArrangement.allCases)
    func everyRowIsValid(shape: (SampleEdition, Int), arrangement: NgramArrangement) throws {
        let (edition, n) = shape
        for years in [1, 30] {
            for occurrence in try generate(request(edition, n: n, arrangement, years: years)).occurrences {
                let text = try #require(String(validating: occurrence.ngram, as: UTF8.self))
                let words = text.split(separator: " ", omittingEmptySubsequences: false)
                #expect(words.count == n && words.allSatisfy { !$0.isEmpty })
                #expect(n == 1 || text.hasPrefix("b"), "n-grams of the second archive begin with its letter")
                #expect(zip(occurrence.years, occurrence.years.dropFirst()).allSatisfy { $0[0] < $1[0] })
                #expect(occurrence.years.allSatisfy { (1500...2008).contains($0[0]) && 1 <= $0[2] && $0[2] <= $0[1] })
                #expect(edition != .v2009 || occurrence.years.allSatisfy { $0[2] <= $0[3] && $0[3] <= $0[1] })
            }
        }
    }

    @Test(arguments: [1, 2, 8, 30, 100])
    func theAverageNumberOfYearsIsTheRequestedOne(years: Int) throws {
        var request = request(.v2012, n: 3, .sorted, years: years)
        request.rows = 40_000
        let summary = try generate(request).summary
        #expect(abs(Double(summary.rows) / Double(summary.ngrams) / Double(years) - 1) < 0.1)
        #expect(abs(Double(summary.rows) / 40_000 - 1) < 0.15)
    }

    @Test func withoutYearsPhrasesHaveTheCountsOfWords() throws {
        var request = request(.v2012, n: 2, .sorted, years: nil)
        request.rows = 40_000
        let summary = try generate(request).summary
        #expect((58...72).contains(Double(summary.rows) / Double(summary.ngrams)))
    }

    @Test(arguments: NgramArrangement.allCases)
    func theSeedDecidesTheContent(arrangement: NgramArrangement) throws {
        for n in [1, 4] {
            let one = try generate(request(.v2012, n: n, arrangement)).occurrences
            #expect(try generate(request(.v2012, n: n, arrangement)).occurrences == one)
            #expect(try generate(request(.v2012, n: n, arrangement, seed: 2)).occurrences != one)
        }
    }

    @Test func noPhraseIsInTwoFiles() throws {
        var seen: Set<[UInt8]> = []
        var count = 0
        for index in [0, 25, 26, 36, 37, 38, 39] {
            for n in [2, 5] {
                let ngrams = try generate(request(.v2020, n: n, .shuffled), index: index).ngrams
                seen.formUnion(ngrams)
                count += ngrams.count
            }
        }
        #expect(seen.count == count)
    }

    @Test func shapesOutOfRangeAreRefused() {
        for (n, years) in [(0, nil), (6, nil), (2, 0), (2, 101)] as [(Int, Int?)] {
            let request = request(.v2012, n: n, .sorted, years: years)
            #expect(throws: SampleError.self) { try request.validate() }
        }
    }

    /// Benchmarks of different versions are comparable only if they read the same archives.
    @Test func archivesWithoutAShapeKeepTheirBytes() throws {
        var request = request(.v2012, n: 1, .runs, years: nil, seed: 7)
        request.rows = 3_000
        let sink = MemorySink()
        _ = try SampleArchives.generate(request, index: 0, path: "a.gz", to: sink)
        #expect(crc32(try inflated(sink.bytes, windowBits: 31)) == 0xB1AF_C402)
    }

    /// CRC-32 bit by bit, as RFC 1952 describes it.
    private func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
    }
}
