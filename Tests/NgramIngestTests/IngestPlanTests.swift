import NgramIngest
import NgramModel
import NgramStore
import NgramTestSupport
import Testing

@Suite("The plan of an ingest")
struct IngestPlanTests {
    private let fixture: IngestFixture

    init() throws {
        fixture = try IngestFixture()
    }

    private func plan(_ paths: [String], corpus: String? = nil, forced: Bool = false) -> IngestPlan {
        var options = fixture.options(paths)
        options.isCorpusForced = forced
        options.corpus = corpus.flatMap(CorpusName.init)
        return IngestPlan(options)
    }

    @Test("has each file of the folders and paths once, in their order, with its corpus and size")
    func files() throws {
        let a = try fixture.folder.write([1, 2, 3], to: "v2/\(IngestFixture.name("a")).gz")
        let b = try fixture.folder.write([1, 2], to: "v2/\(IngestFixture.name("b")).gz")
        let wide = try fixture.folder.write([1], to: "20200217/chi_sim/1-00000-of-00002.gz")
        try fixture.folder.write([1], to: "v2/notes.txt")
        let plan = plan([
            wide, fixture.folder.file("v2"), a, fixture.folder.file("v2") + "/./" + "\(IngestFixture.name("a")).gz",
        ])
        let archives = plan.lanes.joined()
        #expect(archives.map(\.path) == [wide, a, b])
        #expect(archives.map(\.index) == [0, 1, 2])
        #expect(archives.map(\.corpus.description) == ["chi-sim-2019", "eng-2012", "eng-2012"])
        #expect(archives.map(\.identity?.size) == [1, 3, 2])
        #expect(plan.fileBytes == 6)
        #expect(plan.count == 3)
        #expect(plan.failures == [])
    }

    @Test("puts archives of one name in one corpus in one lane, others in separate lanes")
    func lanes() throws {
        let compressed = try fixture.folder.write([], to: "x/\(IngestFixture.name("a")).gz")
        let other = try fixture.folder.write([], to: "x/\(IngestFixture.name("b")).gz")
        let plain = try fixture.folder.write([], to: "y/\(IngestFixture.name("a"))")
        let english = try fixture.folder.write([], to: "20200217/eng/1-00000-of-00002.gz")
        let french = try fixture.folder.write([], to: "20200217/fre/1-00000-of-00002.gz")
        let paths = plan([compressed, other, plain, english, french]).lanes.map { $0.map(\.path) }
        #expect(paths == [[compressed, plain], [other], [english], [french]])
        let together = plan([english, french], corpus: "mine", forced: true).lanes.map { $0.map(\.path) }
        #expect(together == [[english, french]])
    }

    @Test("reports paths that cannot be read, and continues with the others")
    func failures() throws {
        let nameless = try fixture.folder.write([], to: "mine.tsv")
        let elsewhere = try fixture.folder.write([], to: "1-00000-of-00002.gz")
        let good = try fixture.folder.write([], to: IngestFixture.name("a"))
        let missing = fixture.folder.file("none")
        let empty = try TestFolder()
        let plan = plan([nameless, missing, elsewhere, empty.path, good])
        #expect(plan.failures.map(\.kind) == [.usage, .unreadable, .usage, .unreadable])
        for (failure, path) in zip(plan.failures, [nameless, missing, elsewhere, empty.path]) {
            #expect(failure.message.contains(path))
        }
        #expect(plan.failures[2].message.contains("20200217"))
        #expect(plan.lanes.joined().map(\.path) == [good])
    }

    @Test("refuses files whose names state another corpus than the user, unless the user forces it")
    func otherCorpus() throws {
        let nameless = try fixture.folder.write([], to: "mine.tsv")
        let named = try fixture.folder.write([], to: IngestFixture.name("a"))
        let old = try fixture.folder.write([], to: "googlebooks-eng-all-1gram-20090715-0.csv")
        let paths = [nameless, named, old]
        let plan = plan(paths, corpus: "eng-2012")
        let (asked, said) = (try #require(CorpusName("eng-2012")), try #require(CorpusName("eng-2009")))
        #expect(plan.failures == [.otherCorpus(path: old, named: said, asked: asked)])
        #expect(plan.failures.map(\.kind) == [.usage])
        #expect(plan.lanes.joined().map(\.path) == [nameless, named])
        let forced = self.plan(paths, corpus: "eng-2012", forced: true)
        #expect(forced.failures == [])
        #expect(forced.lanes.joined().map(\.corpus) == [asked, asked, asked])
    }

    @Test("previews the action for each archive, with and without a store")
    func preview() async throws {
        let all = try ["a", "b", "c", "d"].map { name in
            try fixture.folder.write(rows([name]).bytes, to: IngestFixture.name(name))
        }
        let bad = try fixture.folder.write([0x78], to: IngestFixture.name("e"))
        func actions() throws -> [PlannedAction] {
            try plan(all + [bad]).preview(fixture.options([])).map(\.action)
        }
        #expect(try actions() == [.new, .new, .new, .new, .new])
        try await fixture.run([all[0], all[1], bad])
        let writer = try StoreWriter(path: fixture.store)
        _ = try writer.begin(
            ArchiveSource(
                name: IngestFixture.name("c"), corpus: try #require(CorpusName("eng-2012")), isTotals: false,
                edition: .y2012, order: 1, size: 1, modified: 1))
        try writer.commit()
        try fixture.folder.write([1], to: IngestFixture.name("b"))
        // While a writer has the store locked.
        #expect(try actions() == [.unchanged, .changed, .interrupted, .new, .failed])
        try writer.close()
    }
}
