import NgramBlocks
import NgramIngest
import NgramModel
import NgramSamples
import NgramTestSupport
import Testing

@Suite("Random archives, ingested")
struct IngestModelTests {
    /// A file and the rows that it adds to its corpus.
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
        "give the model's counts, for any partition size and number of jobs",
        arguments: [1, 7, 100, 4096, 1 << 20], 1...4)
    func equalsModel(partitionBytes: Int, jobs: Int) async throws {
        let seed = UInt64(partitionBytes * 10 + jobs)
        var random = SeededRandom(seed: seed)
        let files = try files(&random)
        var options = fixture.options(files.map(\.path), jobs: jobs)
        options.partitionBytes = partitionBytes
        options.blockLimits = BlockLimits(headBytes: random.int(1...500), seriesBytes: random.int(1...500))
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

    /// Two archives of each edition: gzip files, zip files and uncompressed files in turn.
    private func files(_ random: inout SeededRandom) throws -> [File] {
        let vocabulary = RandomNgrams.many(12, &random)
        func make(_ name: String, _ corpus: String, _ edition: Edition) throws -> File {
            // Uncompressed files without rows fail.
            let isPlain = !name.hasSuffix(".gz") && !name.hasSuffix(".zip")
            let archive = TestArchive(
                random: &random, edition: edition, vocabulary: vocabulary, runs: random.int((isPlain ? 1 : 0)...12))
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

    @Test(
        "are added to the given corpus, with the edition of their rows, if their names state neither",
        arguments: Edition.allCases)
    func nameless(edition: Edition) async throws {
        var random = SeededRandom(seed: 3)
        let vocabulary = RandomNgrams.many(5, &random)
        let archive = TestArchive(random: &random, edition: edition, vocabulary: vocabulary, runs: 9)
        let path = try fixture.folder.write(archive.bytes, to: "mine.tsv")
        try await fixture.run([path]) { $0.corpus = CorpusName("mine") }
        #expect(try fixture.dump("mine") == archive.model.dump())
        #expect(try fixture.archives().map(\.edition) == [edition])
    }

    @Test("may have no rows if a checksum confirms that; an empty file fails")
    func empty() async throws {
        let paths = [
            try fixture.folder.write([], to: IngestFixture.name("a")),
            try fixture.folder.write(try GzipWriter.compress([]), to: IngestFixture.name("b") + ".gz"),
        ]
        let summary = try await fixture.run(paths)
        #expect((summary.added, summary.rows) == (1, 0))
        #expect(summary.failures == [.archive(.empty(path: paths[0]))])
        #expect(try fixture.dump() == [])
        #expect(try fixture.archives().map(\.state) == [.failed, .complete])
        try fixture.check()
    }

    @Test("compressed and uncompressed copies of one archive count once")
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

    @Test("of the same content under another name are reported, and count twice")
    func copied() async throws {
        let archive = rows(["a", "b"])
        let names = ["a", "b", "c"].map { IngestFixture.name($0) }
        let paths = try names.map { try fixture.folder.write(archive.bytes, to: $0) }
        func copies(_ paths: [String]) async throws -> [IngestEvent] {
            let log = EventLog()
            let options = fixture.options(paths)
            _ = try await Ingest.run(IngestPlan(options), options) { log.add($0) }
            return log.events.filter { if case .copied = $0 { true } else { false } }
        }
        #expect(try await copies([paths[0]]) == [])
        for index in [1, 2] {
            let expected = IngestEvent.copied(
                path: paths[index], name: names[index], corpus: "eng-2012", other: names[0])
            #expect(try await copies([paths[index]]) == [expected])
        }
        #expect(try await copies(paths) == [], "unchanged ones are not reported again")
        var model = archive.model
        model.add(archive.model)
        model.add(archive.model)
        #expect(try fixture.dump() == model.dump())
    }

    @Test("are not reported as copies of their own replaced content")
    func replacedCopies() async throws {
        let (old, new) = (rows(["a"]).bytes, rows(["b"]).bytes)
        let path = try fixture.folder.write(old, to: "x/" + IngestFixture.name("a"))
        try await fixture.run([path])
        try fixture.folder.write(new, to: "x/" + IngestFixture.name("a"))
        let moved = try fixture.folder.write(old, to: "x/" + IngestFixture.name("b"))
        let log = EventLog()
        var options = fixture.options([path, moved], jobs: 1)
        options.replace = true
        // With one job the lanes run in turn, but the first lane ends its turn before its archive is complete.
        _ = try await Ingest.run(IngestPlan(fixtureOptions(options, [path])), options) { log.add($0) }
        _ = try await Ingest.run(IngestPlan(fixtureOptions(options, [moved])), options) { log.add($0) }
        #expect(!log.events.contains { if case .copied = $0 { true } else { false } })
        #expect(try fixture.archives().map(\.state) == [.complete, .complete])
    }

    private func fixtureOptions(_ options: IngestOptions, _ paths: [String]) -> IngestOptions {
        var options = options
        options.paths = paths
        return options
    }

    @Test("are complete and durable when one commit completes many")
    func manySmall() async throws {
        var model = rows([]).model
        let paths = try (0..<60).map { index in
            let archive = rows(["all", "n\(index)"], years: 2000...2000, match: Int64(index + 1))
            model.add(archive.model)
            return try fixture.folder.write(archive.bytes, to: IngestFixture.name("x\(index)"))
        }
        let summary = try await fixture.run(paths)
        #expect((summary.added, summary.rows) == (60, 120))
        #expect(try fixture.dump() == model.dump())
        try fixture.check()
        #expect(try await fixture.run(paths).unchanged == 60)
    }
}
