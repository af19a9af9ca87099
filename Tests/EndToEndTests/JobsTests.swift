import Foundation
import Testing

@Suite(.waitsForPrograms) struct JobsTests {
    @Test(arguments: ["1", "2", "7", "100", "1000000", "\(Int.max)"])
    func `any number of jobs, even an absurdly large one, gives the same store`(jobs: String) throws {
        try withFolder { folder in
            let expected = try SmallStore.make(in: folder)
            let store = folder + "/db"
            let arguments = ["ingest", "--db", store, "--jobs", jobs, folder + "/data", folder + "/data/20200217/eng"]
            #expect(try Program.run(arguments).code == 0)
            for corpus in SmallStore.corpora {
                let options = ["export", "years", "--corpus", corpus, "--db"]
                expectSame(try Program.run(options + [store]).bytes, SmallStore.of(corpus).yearsCSV(), corpus)
            }
            let status = ["status", "--format", "json", "--db"]
            let corpora = try [store, expected].map {
                try JSON.object(Program.run(status + [$0]).bytes)["corpora"]?.map {
                    JSON.texts($0, ["name", "archives", "rows", "ngrams", "first_year", "last_year"])
                }
            }
            #expect(corpora[0] == corpora[1])
        }
    }

    @Test func `a path that is given twice, or in two spellings, counts once`() throws {
        try withFolder { folder in
            let rows = Array("w\t2000\t5\t4\n".utf8)
            let path = try ArchiveFiles.write(rows, .v2012, 1, in: folder)
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            symlink(name, folder + "/again.gz")
            try Program.expect(
                0, "ingest", "--db", "db", path, path, name, "./" + name, ".", folder + "//", folder: folder)
            try NaiveCounts(rows, .v2012).expectHeld(by: folder + "/db", corpus: "eng-2012")
        }
    }
}
