import NgramIngest
import NgramModel
import NgramTestSupport
import Testing

@Suite("The plan of an ingest")
struct IngestPlanTests {
    private let fixture: IngestFixture

    init() throws {
        fixture = try IngestFixture()
    }

    private func plan(_ paths: [String], corpus: String? = nil) -> IngestPlan {
        var options = fixture.options(paths)
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
        #expect(archives.map(\.size) == [1, 3, 2])
        #expect(plan.packedBytes == 6)
        #expect(plan.count == 3)
        #expect(plan.failures == [])
    }

    @Test("puts archives of one name in one corpus behind one another, others beside each other")
    func lanes() throws {
        let packed = try fixture.folder.write([], to: "x/\(IngestFixture.name("a")).gz")
        let other = try fixture.folder.write([], to: "x/\(IngestFixture.name("b")).gz")
        let plain = try fixture.folder.write([], to: "y/\(IngestFixture.name("a"))")
        let english = try fixture.folder.write([], to: "20200217/eng/1-00000-of-00002.gz")
        let french = try fixture.folder.write([], to: "20200217/fre/1-00000-of-00002.gz")
        let paths = plan([packed, other, plain, english, french]).lanes.map { $0.map(\.path) }
        #expect(paths == [[packed, plain], [other], [english], [french]])
        let together = plan([english, french], corpus: "mine").lanes.map { $0.map(\.path) }
        #expect(together == [[english, french]])
    }

    @Test("says what cannot be planned for, and goes on")
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
        #expect(plan.failures[0].message.contains("--corpus"))
        #expect(plan.failures[2].message.contains("20200217"))
        #expect(plan.lanes.joined().map(\.path) == [good])
    }

    @Test("gives what the user says, whatever the names say")
    func override() throws {
        let nameless = try fixture.folder.write([], to: "mine.tsv")
        let named = try fixture.folder.write([], to: IngestFixture.name("a"))
        let plan = plan([nameless, named], corpus: "mine-1")
        #expect(plan.failures == [])
        #expect(plan.lanes.joined().map(\.corpus.description) == ["mine-1", "mine-1"])
    }
}
