import NgramModel
import NgramSamples
import NgramTestSupport
import Testing

@Suite("Random archives, ingested")
struct IngestModelTests {
    /// A file and what it adds to its corpus.
    private struct File {
        var path: String
        var corpus: String
        var archive: TestArchive
    }

    private let fixture: IngestFixture

    init() throws {
        fixture = try IngestFixture()
    }

    @Test(
        "give the model's counts, however they are cut and at whatever number of jobs",
        arguments: [1, 7, 100, 4096, 1 << 20], 1...4)
    func equalsModel(partitionBytes: Int, jobs: Int) async throws {
        let seed = UInt64(partitionBytes * 10 + jobs)
        var random = SeededRandom(seed: seed)
        let files = try files(&random)
        var options = fixture.options(files.map(\.path), jobs: jobs)
        options.partitionBytes = partitionBytes
        options.blockBytes = random.int(1...500)
        options.batchBytes = random.int(1...5000)
        let summary = try await fixture.run(options)
        #expect(summary.failures == [])
        #expect(summary.added == files.count)
        #expect(summary.rows == files.reduce(0) { $0 + Int64($1.archive.rows.count) })
        for corpus in Set(files.map(\.corpus)) {
            var model = CountsModel()
            for file in files where file.corpus == corpus { model.add(file.archive.model) }
            #expect(try fixture.dump(corpus) == model.dump(), "seed \(seed), \(corpus)")
        }
        for record in try fixture.archives() {
            let file = try #require(files.first { $0.corpus == record.corpus && $0.path.contains(record.name) })
            #expect(record.state == .complete)
            #expect(record.rows == Int64(file.archive.rows.count))
            #expect(record.matchSum == file.archive.model.sums.match)
            #expect(record.edition == file.archive.edition)
            #expect(record.digest?.hasSuffix(":\(file.archive.bytes.count)") ?? false)
        }
        try fixture.check()

        let again = try await fixture.run(options)
        #expect((again.unchanged, again.added, again.rows) == (files.count, 0, 0))
    }

    /// Two archives of each edition, packed in turn as gzip, as zip and not at all.
    private func files(_ random: inout SeededRandom) throws -> [File] {
        let vocabulary = RandomNgrams.many(12, &random)
        func make(_ name: String, _ corpus: String, _ edition: Edition) throws -> File {
            let archive = TestArchive(
                random: &random, edition: edition, vocabulary: vocabulary, runs: random.int(0...12))
            let bytes =
                name.hasSuffix(".gz")
                ? try GzipWriter.compress(archive.bytes)
                : name.hasSuffix(".zip") ? try ZipWriter.compress(archive.bytes, member: "a.csv") : archive.bytes
            return File(path: try fixture.folder.write(bytes, to: name), corpus: corpus, archive: archive)
        }
        return [
            try make("googlebooks-eng-all-1gram-20090715-0.csv.zip", "eng-2009", .y2009),
            try make("googlebooks-eng-all-1gram-20090715-1.csv", "eng-2009", .y2009),
            try make("\(IngestFixture.name("a")).gz", "eng-2012", .y2012),
            try make(IngestFixture.name("b"), "eng-2012", .y2012),
            try make("20200217/eng/1-00000-of-00002.gz", "eng-2019", .y2019),
            try make("20200217/eng/1-00001-of-00002", "eng-2019", .y2019),
        ]
    }

    @Test("go where their rows belong when their names say nothing", arguments: Edition.allCases)
    func nameless(edition: Edition) async throws {
        var random = SeededRandom(seed: 3)
        let vocabulary = RandomNgrams.many(5, &random)
        let archive = TestArchive(random: &random, edition: edition, vocabulary: vocabulary, runs: 9)
        let path = try fixture.folder.write(archive.bytes, to: "mine.tsv")
        try await fixture.run([path]) { $0.corpus = CorpusName("mine") }
        #expect(try fixture.dump("mine") == archive.model.dump())
        #expect(try fixture.archives().map(\.edition) == [edition])
    }

    @Test("may hold no row at all")
    func empty() async throws {
        let paths = [
            try fixture.folder.write([], to: IngestFixture.name("a")),
            try fixture.folder.write(try GzipWriter.compress([]), to: IngestFixture.name("b") + ".gz"),
        ]
        let summary = try await fixture.run(paths)
        #expect((summary.added, summary.rows) == (2, 0))
        #expect(try fixture.dump() == [])
        #expect(try fixture.archives().map(\.state) == [.complete, .complete])
        try fixture.check()
    }

    @Test("packed and plain copies of one are one")
    func copies() async throws {
        let archive = rows(["a", "b"])
        let paths = [
            try fixture.folder.write(try GzipWriter.compress(archive.bytes), to: IngestFixture.name("a") + ".gz"),
            try fixture.folder.write(archive.bytes, to: IngestFixture.name("a")),
        ]
        let summary = try await fixture.run(paths)
        #expect((summary.added, summary.unchanged) == (1, 1))
        #expect(try fixture.dump() == archive.model.dump())
    }
}
