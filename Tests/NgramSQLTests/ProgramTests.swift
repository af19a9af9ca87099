import Foundation
import NgramTestSupport
import Testing

extension SmallStore {
    /// A store with words of which the examples of the documentation ask.
    static func words() throws -> SmallStore {
        var store = try SmallStore()
        var model = CountsModel()
        for (place, word) in ["radio", "telephone", "television", "telegraph", "the", "_NOUN_"].enumerated() {
            for year in 1900...2000 where year >= 1900 + 5 * place {
                model.add(Array(word.utf8), year: year, match: Int64(year - 1890 + 7 * place), volume: 3)
            }
        }
        for year in 1970...1999 { model.add(Array("website".utf8), year: year, match: 20, volume: 4) }
        try store.add(model, to: "eng-2012", runCount: 2)
        try store.add(model, to: "eng-2012", state: "loading")
        try store.addTotals((1900...2000).map { ($0, 10_000) }, to: "eng-2012")
        return store
    }
}

@Suite("The loadable extension")
struct ProgramTests {
    /// A statement whose answer is `expected` everywhere.
    private static let statement = "SELECT match_count, first_year FROM ngram_totals WHERE ngram = 'website'"
    private static let expected = "600|1970"

    @Test("is loaded by the sqlite3 shell", .enabled(if: Tool.find("sqlite3") != nil, "there is no sqlite3"))
    func shell() throws {
        let store = try SmallStore.words()
        let shell = try #require(Tool.find("sqlite3"))
        let file = try Tool.extensionFile.get().replacing(".so", with: "")
        let ending = try Tool.run(shell, ["-batch", store.path, ".load \(file)", Self.statement])
        #expect(ending.code == 0 && ending.output == Self.expected + "\n", "\(ending)")
    }

    @Test(
        "is loaded by Python, and brings no runtime of Swift along",
        .enabled(if: Tool.loadingPython != nil, "there is no Python whose sqlite3 loads extensions"))
    func python() throws {
        let store = try SmallStore.words()
        let script = """
            import sqlite3, sys
            db = sqlite3.connect(sys.argv[1])
            db.enable_load_extension(True)
            db.load_extension(sys.argv[2])
            print(*db.execute(sys.argv[3]).fetchone(), sep="|")
            if sys.platform == "linux":
                assert "swift" not in open("/proc/self/maps").read().replace(sys.argv[1], "")
            """
        let python = try #require(Tool.loadingPython)
        let ending = try Tool.run(
            python, ["-c", script, store.path, try Tool.extensionFile.get(), Self.statement])
        #expect(ending.code == 0 && ending.output == Self.expected + "\n", "\(ending)")
    }

    @Test("is loaded by R's RSQLite", .enabled(if: Tool.hasRSQLite, "there is no R with RSQLite"))
    func rsqlite() throws {
        let store = try SmallStore.words()
        let script = """
            a <- commandArgs(TRUE)
            db <- RSQLite::dbConnect(RSQLite::SQLite(), a[1], loadable.extensions = TRUE)
            invisible(RSQLite::dbGetQuery(db, "SELECT load_extension(?)", params = list(a[2])))
            cat(paste(RSQLite::dbGetQuery(db, a[3])[1, ], collapse = "|"), "\\n", sep = "")
            """
        let r = try #require(Tool.find("Rscript"))
        let ending = try Tool.run(r, ["-e", script, store.path, try Tool.extensionFile.get(), Self.statement])
        #expect(ending.code == 0 && ending.output == Self.expected + "\n", "\(ending)")
    }

    @Test(
        "answers the canned queries over HTTP in Datasette",
        .enabled(if: Tool.datasette != nil, "there is no datasette that loads extensions"))
    func datasette() throws {
        let store = try SmallStore.words()
        let datasette = try #require(Tool.datasette)
        for (query, expected) in [
            ("word.json?ngram=website&_shape=arrays", "[\"eng-2012\", 1970, 20, 4]"),
            ("share.json?ngram=website&corpus=eng-2012&_shape=arrays", "[1980, 2000.0]"),
            ("beginning.json?beginning=websi&_shape=arrays", "[\"eng-2012\", \"website\", 600, 120, 1970, 1999]"),
            ("corpora.json?_shape=arrays", "[\"eng-2012\", 1,"),
        ] {
            // `--get` sends one request through the whole server and prints the response.
            let ending = try Tool.run(
                datasette,
                [
                    store.path, "--load-extension", try Tool.extensionFile.get(),
                    "--metadata", Tool.package + "/docs/datasette/metadata.yaml", "--get", "/ngrams/\(query)",
                ])
            #expect(ending.code == 0 && ending.output.contains(expected), "\(query) \(ending)")
        }
    }

    @Test("answers every example of docs/sql.md")
    func examples() throws {
        let text = try String(contentsOfFile: Tool.package + "/docs/sql.md", encoding: .utf8)
        let examples = text.components(separatedBy: "```sql\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(examples.count >= 5)
        let store = try SmallStore.words()
        for example in examples {
            let database = try store.open()
            // The last statement answers, those before it prepare.
            var statements = example.split(separator: ";\n").map(String.init)
            let query = statements.removeLast()
            try database.execute(statements.joined(separator: ";\n"))
            #expect(try !database.rows(query).isEmpty, "\(example)")
        }
    }
}
