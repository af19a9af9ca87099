import NgramSamples
import NgramTestSupport
import Testing

@Suite struct SmallSetTests {
    @Test func theSetHasEveryEditionAndIsSmallerThanOneMegabyte() async throws {
        let files = try await withFolder { folder in
            _ = try SmallSet.write(into: folder)
            return try TestFolder.tree(folder)
        }
        #expect(
            files.keys.sorted() == [
                "20200217/eng/1-00000-of-00002.gz", "20200217/eng/1-00001-of-00002.gz", "20200217/eng/totalcounts-1",
                "googlebooks-eng-all-1gram-20090715-0.csv.zip", "googlebooks-eng-all-1gram-20090715-1.csv.zip",
                "googlebooks-eng-all-1gram-20120701-a.gz", "googlebooks-eng-all-1gram-20120701-b.gz",
                "googlebooks-eng-all-1gram-20120701-x.gz", "googlebooks-eng-all-2gram-20120701-th.gz",
                "googlebooks-eng-all-totalcounts-20090715.txt", "googlebooks-eng-all-totalcounts-20120701.txt",
            ])
        #expect(files.values.reduce(0) { $0 + $1.count } < 1_000_000)
        for archive in SmallSet.archives() {
            let file = try #require(files[archive.path])
            let rows = try readBack(file, archive.edition).rows
            let expected = archive.ngrams.flatMap { ngram in
                ngram.years.map { year in
                    ParsedArchive.Row(
                        ngram: ngram.bytes[...], year: year.year, match: year.match,
                        page: archive.edition == .v2009 ? year.page : nil, volume: year.volume)
                }
            }
            #expect(rows == expected)
        }
        for edition in SampleEdition.allCases {
            let totals = try ParsedTotals(files[edition.totalsPath()] ?? [], edition: edition).years
            var sums: [Int: Int] = [:]
            for archive in SmallSet.archives() where archive.edition == edition {
                for year in archive.ngrams.flatMap(\.years) {
                    sums[year.year, default: 0] += year.match
                    #expect(totals[year.year]?.volume ?? 0 >= year.volume)
                    #expect(totals[year.year]?.page ?? 0 >= year.page)
                }
            }
            #expect(sums.allSatisfy { totals[$0.key]?.match ?? 0 >= $0.value })
            #expect(totals.keys.max() == edition.lastYear)
        }
    }

    private func readBack(_ file: [UInt8], _ edition: SampleEdition) throws -> ParsedArchive {
        let content = try edition == .v2009 ? ZipFile(file).content : inflated(file, windowBits: 31)
        return try ParsedArchive(content, edition: edition)
    }

    @Test(arguments: SampleEdition.allCases)
    func anNgramOccursOnceInAnEdition(edition: SampleEdition) {
        let ngrams = SmallSet.archives().filter { $0.edition == edition }.flatMap(\.ngrams)
        #expect(Set(ngrams.map(\.bytes)).count == ngrams.count)
        for ngram in ngrams {
            #expect(ngram.matchSum >= 40, "\(ngram.text)")
            #expect(zip(ngram.years, ngram.years.dropFirst()).allSatisfy { $0.year < $1.year })
            #expect(ngram.years.allSatisfy { 1 <= $0.volume && $0.volume <= $0.page && $0.page <= $0.match })
        }
    }

    @Test func tagsSumToAtMostTheCountOfTheirWord() throws {
        let ngrams = SmallSet.archives().filter { $0.edition == .v2012 }.flatMap(\.ngrams)
        let sums = Dictionary(uniqueKeysWithValues: ngrams.map { ($0.text, $0.matchSum) })
        let abandon = try #require(sums["abandon"])
        let tagged = try #require(sums["abandon_VERB"]) + (try #require(sums["abandon_NOUN"]))
        #expect(tagged == abandon)
        #expect(try #require(sums["and_CONJ"]) < (try #require(sums["and"])))
        #expect(try #require(sums["_NOUN_"]) > (try #require(sums["and"])))
    }

    @Test func theSetContainsTheWordsThatOtherTestsUse() throws {
        let ngrams = SmallSet.archives().filter { $0.edition == .v2012 }.flatMap(\.ngrams)
        let words = Set(ngrams.map(\.text))
        let wanted = [
            "aardvark", "Aardvark", "abandon", "and", "apple", "about", "abacus", "bicycle", "book", "xylophone",
            "the cat", "_START_", "Access_", "ξi_NOUN", "A\"", "A\\B", "a,b", "Brontë", "Быть_X",
        ]
        #expect(words.isSuperset(of: wanted))
        let and = try #require(ngrams.first { $0.text == "and" })
        #expect(and.years.last?.match == 470_825_580)
        let bicycle = try #require(ngrams.first { $0.text == "bicycle" })
        #expect(try #require(bicycle.years.first).year >= 1862, "the word is not older")
    }
}
