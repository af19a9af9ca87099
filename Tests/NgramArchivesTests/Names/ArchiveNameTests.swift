import NgramArchives
import NgramModel
import NgramTestSupport
import Testing

/// A path, and the facts in its name.
struct NameCase: Sendable, CustomTestStringConvertible {
    var path: String
    var name: String
    var edition: Edition?
    var corpus: String?
    var order: Int?
    var contents: ArchiveName.Contents

    init(
        _ path: String, _ name: String, _ edition: Edition?, _ corpus: String?, _ order: Int?,
        _ contents: ArchiveName.Contents = .ngrams
    ) {
        (self.path, self.name, self.edition, self.corpus) = (path, name, edition, corpus)
        (self.order, self.contents) = (order, contents)
    }

    var testDescription: String { path }
}

@Suite("The facts in a file's name")
struct ArchiveNameTests {
    private static let v1 = "googlebooks-eng-all-1gram-20090715-0.csv"
    private static let v2 = "googlebooks-eng-all-1gram-20120701-a"
    private static let totals1 = "googlebooks-eng-all-totalcounts-20090715.txt"
    private static let totals2 = "googlebooks-eng-all-totalcounts-20120701.txt"

    static let cases = [
        NameCase("\(v1).zip", v1, .y2009, "eng-2009", 1), NameCase("/data/\(v1)", v1, .y2009, "eng-2009", 1),
        NameCase("\(v1).gz", v1, .y2009, "eng-2009", 1),
        NameCase(
            "googlebooks-eng-1M-5gram-20090715-399.csv.zip", "googlebooks-eng-1M-5gram-20090715-399.csv", .y2009,
            "eng-1M-2009", 5),
        NameCase(
            "googlebooks-chi-sim-all-2gram-20090715-99.csv.zip", "googlebooks-chi-sim-all-2gram-20090715-99.csv",
            .y2009, "chi-sim-2009", 2),
        NameCase(totals1, totals1, .y2009, "eng-2009", nil, .totals),
        NameCase(
            "a/googlebooks-eng-us-all-totalcounts-20090715.txt", "googlebooks-eng-us-all-totalcounts-20090715.txt",
            .y2009, "eng-us-2009", nil, .totals),
        NameCase("\(v2).gz", v2, .y2012, "eng-2012", 1), NameCase(v2, v2, .y2012, "eng-2012", 1),
        NameCase(
            "x/googlebooks-eng-us-all-2gram-20120701-a_.gz", "googlebooks-eng-us-all-2gram-20120701-a_", .y2012,
            "eng-us-2012", 2),
        NameCase(
            "googlebooks-chi-sim-all-3gram-20120701-_ADJ_.gz", "googlebooks-chi-sim-all-3gram-20120701-_ADJ_",
            .y2012, "chi-sim-2012", 3),
        NameCase(
            "googlebooks-eng-all-1gram-20120701-punctuation.gz", "googlebooks-eng-all-1gram-20120701-punctuation",
            .y2012, "eng-2012", 1),
        NameCase(totals2, totals2, .y2012, "eng-2012", nil, .totals),
        NameCase("\(totals2).gz", totals2, .y2012, "eng-2012", nil, .totals),
        NameCase("/d/20200217/eng/1-00018-of-00024.gz", "1-00018-of-00024", .y2019, "eng-2019", 1),
        NameCase("20200217/eng/1-00018-of-00024", "1-00018-of-00024", .y2019, "eng-2019", 1),
        NameCase("20200217/chi_sim/5-00000-of-00105.gz", "5-00000-of-00105", .y2019, "chi-sim-2019", 5),
        NameCase("20200217/eng-fiction/totalcounts-2", "totalcounts-2", .y2019, "eng-fiction-2019", 2, .totals),
        NameCase("1-00018-of-00024.gz", "1-00018-of-00024", .y2019, nil, 1),
        NameCase("eng/1-00018-of-00024.gz", "1-00018-of-00024", .y2019, nil, 1),
        NameCase("20200217/eng/more/1-00018-of-00024.gz", "1-00018-of-00024", .y2019, nil, 1),
        NameCase("eng/totalcounts-1", "totalcounts-1", .y2019, nil, 1, .totals),
        NameCase("mine.tsv.gz", "mine.tsv", nil, nil, nil), NameCase("mine", "mine", nil, nil, nil),
        NameCase("my-totalcounts.txt", "my-totalcounts.txt", nil, nil, nil, .totals),
        NameCase("20200217/eng/6-00018-of-00024.gz", "6-00018-of-00024", nil, nil, nil),
        NameCase("20200217/eng/1-18-of-24.gz", "1-18-of-24", nil, nil, nil),
        NameCase(
            "googlebooks-eng-all-6gram-20120701-a.gz", "googlebooks-eng-all-6gram-20120701-a", nil, nil, nil),
        NameCase("googlebooks-eng-1gram-20120701-a.gz", "googlebooks-eng-1gram-20120701-a", nil, nil, nil),
        NameCase(
            "googlebooks-eng-all-1gram-20130101-a.gz", "googlebooks-eng-all-1gram-20130101-a", nil, nil, nil),
        NameCase(
            "googlebooks-eng-all-1gram-20090715-x.csv.zip", "googlebooks-eng-all-1gram-20090715-x.csv", nil, nil,
            nil),
        NameCase("googlebooks-eng-all-1gram-20090715-0.CSV.ZIP", v1, .y2009, "eng-2009", 1),
        NameCase("googlebooks-eng-all-1gram-20090715-0.Csv", v1, .y2009, "eng-2009", 1),
        NameCase("\(v2).GZ", v2, .y2012, "eng-2012", 1), NameCase("\(v2).Gz", v2, .y2012, "eng-2012", 1),
        NameCase(
            "googlebooks-eng-all-totalcounts-20120701.TXT.GZ", totals2, .y2012, "eng-2012", nil, .totals),
        NameCase("20200217/eng/1-00018-of-00024.GZ", "1-00018-of-00024", .y2019, "eng-2019", 1),
        NameCase("Mine.TSV.ZIP", "Mine.TSV", nil, nil, nil),
        NameCase("GOOGLEBOOKS-eng-all-1gram-20120701-a", "GOOGLEBOOKS-eng-all-1gram-20120701-a", nil, nil, nil),
        NameCase("\(v1).zip.gz", "\(v1).zip", nil, nil, nil), NameCase("", "", nil, nil, nil),
        NameCase("///", "///", nil, nil, nil), NameCase("gz", "gz", nil, nil, nil), NameCase(".gz", "", nil, nil, nil),
        NameCase("googlebooks--1gram-20090715-0.csv", "googlebooks--1gram-20090715-0.csv", nil, nil, nil),
        NameCase("\(v2).gz.part", "\(v2).gz.part", nil, nil, nil), NameCase("x\(v2).gz", "x\(v2)", nil, nil, nil),
    ]

    @Test("are recognized", arguments: cases)
    func read(_ example: NameCase) {
        let name = ArchiveName(path: example.path)
        #expect(name.name == example.name)
        #expect(name.edition == example.edition)
        #expect(name.corpus?.description == example.corpus)
        #expect(name.order == example.order)
        #expect(name.contents == example.contents)
        #expect(name.isRecognized == (example.edition != nil))
    }

    @Test("are those that a slow parser finds, for changed names too", arguments: 1...40)
    func changed(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let pieces = [
            "googlebooks-", "-all", "1gram-", "20120701", "totalcounts", ".csv", ".GZ", "20200217/", "_", "é",
        ]
        for example in Self.cases {
            var bytes = Array(example.path.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0 where place < bytes.count: bytes.remove(at: place)
                case 1 where place < bytes.count: bytes[place] ^= 0x20
                case 2: bytes.insert(contentsOf: Array(pieces.randomElement(using: &random)!.utf8), at: place)
                default: bytes.insert(UInt8.random(in: 0x2D...0x7A, using: &random), at: place)
                }
            }
            let path = String(decoding: bytes, as: UTF8.self)
            let (name, naive) = (ArchiveName(path: path), NaiveName(path: path))
            #expect(Array(name.name.utf8) == Array(naive.name.utf8), "\(path)")
            #expect(name.edition == naive.edition, "\(path)")
            #expect(name.order == naive.order, "\(path)")
            #expect((name.contents == .totals) == naive.isTotals, "\(path)")
            #expect(name.corpus?.description == naive.corpus, "\(path)")
        }
    }
}
