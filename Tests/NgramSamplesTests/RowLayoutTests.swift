import NgramSamples
import Testing

@Suite struct RowLayoutTests {
    private static let ngrams = [
        SampleNgram(
            "T\"",
            [
                YearCount(year: 1899, match: 7, page: 5, volume: 3),
                YearCount(year: 2008, match: 10, page: 10, volume: 9),
            ]),
        SampleNgram("ξi_NOUN", [YearCount(year: 1950, match: 470_825_580, page: 99, volume: 12)]),
    ]

    @Test(arguments: [
        (SampleEdition.v2009, "T\"\t1899\t7\t5\t3\nT\"\t2008\t10\t10\t9\nξi_NOUN\t1950\t470825580\t99\t12\n"),
        (.v2012, "T\"\t1899\t7\t3\nT\"\t2008\t10\t9\nξi_NOUN\t1950\t470825580\t12\n"),
        (.v2020, "T\"\t1899,7,3\t2008,10,9\nξi_NOUN\t1950,470825580,12\n"),
    ])
    func rowsHaveTheLayoutOfTheEdition(edition: SampleEdition, text: String) throws {
        let bytes = try edition.rows(of: RowLayoutTests.ngrams)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test func numbersOfEveryLengthAreWrittenInFull() throws {
        var numbers = [1, 9, Int.max, Int.max - 1]
        for digits in 1...18 {
            let power = (0..<digits).reduce(1) { value, _ in value * 10 }
            numbers += [power - 1, power, power + 1]
        }
        let years = numbers.map { YearCount(year: 2000, match: $0, page: $0, volume: $0) }
        let bytes = try SampleEdition.v2009.rows(of: [SampleNgram("x", years)])
        let expected = numbers.map { "x\t2000\t\($0)\t\($0)\t\($0)\n" }.joined()
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func anNgramLargerThanTheBufferIsWrittenInFull() throws {
        let text = String(repeating: "long", count: 300_000)
        let year = YearCount(year: 2000, match: 1, page: 1, volume: 1)
        let bytes = try SampleEdition.v2012.rows(of: [SampleNgram("a", [year]), SampleNgram(text, [year])])
        #expect(String(decoding: bytes, as: UTF8.self) == "a\t2000\t1\t1\n\(text)\t2000\t1\t1\n")
    }

    @Test func archivesHaveGooglesFileNames() {
        #expect(SampleEdition.v2009.archivePath(index: 7, count: 10) == "googlebooks-eng-all-1gram-20090715-7.csv.zip")
        #expect(SampleEdition.v2012.archivePath(index: 0, count: 3) == "googlebooks-eng-all-1gram-20120701-a.gz")
        #expect(SampleEdition.v2012.archivePath(index: 38, count: 39).hasSuffix("-20120701-punctuation.gz"))
        #expect(SampleEdition.v2020.archivePath(index: 18, count: 24) == "20200217/eng/1-00018-of-00024.gz")
    }
}
