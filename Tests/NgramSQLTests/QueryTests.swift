import NgramTestSupport
import Testing

@Suite("Queries of the SQLite tables")
struct QueryTests {
    @Test("give what SQLite answers from plain tables with the same contents", arguments: 0..<12)
    func samePlain(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let (store, vocabulary) = try SmallStore.random(&random)
        let database = try store.open()
        var queries = RandomQueries(random: random, vocabulary: vocabulary)
        for _ in 0..<environmentNumber("NGRAMS_SQL_QUERIES", default: 150) {
            let (sql, isOrdered) = queries.next()
            var ours = try database.rows(sql.ours)
            var plain = try database.rows(sql.plain)
            if !isOrdered {
                ours.sort { "\($0)" < "\($1)" }
                plain.sort { "\($0)" < "\($1)" }
            }
            #expect(ours == plain, "seed \(seed): \(sql.ours)")
        }
    }

    @Test(
        "in the order of their keys are not sorted again",
        arguments: [
            "SELECT * FROM ngram_totals ORDER BY ngram",
            "SELECT * FROM ngram_totals ORDER BY ngram, corpus",
            "SELECT * FROM ngram_totals ORDER BY corpus, ngram",
            "SELECT * FROM ngram_totals WHERE corpus = 'eng-2012' ORDER BY ngram, match_count DESC",
            "SELECT * FROM ngram_totals WHERE corpus = 'eng-2012' AND ngram > 'b' ORDER BY corpus, ngram",
            "SELECT * FROM ngram_years ORDER BY ngram, year",
            "SELECT * FROM ngram_years ORDER BY corpus, ngram, year",
            "SELECT * FROM ngram_years ORDER BY ngram, corpus, year",
            "SELECT * FROM ngram_years WHERE corpus = 'eng-2012' ORDER BY ngram, year",
            "SELECT * FROM ngram_years WHERE ngram = 'a' ORDER BY year",
            "SELECT * FROM ngram_years WHERE ngram LIKE 'abc%' ORDER BY ngram, year LIMIT 3",
            "SELECT ngram, sum(match_count) FROM ngram_years GROUP BY ngram",
        ])
    func notSorted(sql: String) throws {
        let plan = try SmallStore().open().plan(sql)
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }

    @Test(
        "that need another order are sorted",
        arguments: [
            "SELECT * FROM ngram_totals ORDER BY ngram DESC",
            "SELECT * FROM ngram_totals ORDER BY match_count",
            "SELECT * FROM ngram_totals ORDER BY ngram COLLATE NOCASE",
            "SELECT * FROM ngram_totals ORDER BY ngram, match_count",
            "SELECT * FROM ngram_years ORDER BY year, ngram",
        ])
    func sorted(sql: String) throws {
        let plan = try SmallStore().open().plan(sql)
        #expect(plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }

    @Test("join words by looking each of them up")
    func joins() throws {
        let database = try SmallStore().open()
        try database.execute("CREATE TEMP TABLE words (ngram TEXT)")
        for table in ["ngram_totals", "ngram_years"] {
            let plan = try database.plan("SELECT * FROM \(table) JOIN words USING (ngram)")
            #expect(plan.first?.contains("SCAN words") == true && plan.count == 2, "\(plan)")
        }
    }

    @Test("see the store as it is now, written by another connection or this one, rolled back or not")
    func current() throws {
        var store = try SmallStore()
        var model = CountsModel()
        model.add(Array("a".utf8), year: 1900, match: 5, volume: 2)
        try store.add(model, to: "eng-2012")
        let database = try store.open()
        let count = "SELECT match_count FROM ngram_totals WHERE ngram = 'a'"
        #expect(try database.rows(count) == [[.integer(5)]])
        try store.add(model, to: "eng-2012")
        #expect(try database.rows(count) == [[.integer(10)]])
        try database.execute("BEGIN; UPDATE archive SET state = 'discarded' WHERE id = 2")
        #expect(try database.rows(count) == [[.integer(5)]])
        try database.execute("ROLLBACK")
        #expect(try database.rows(count) == [[.integer(10)]])
        try database.execute("DELETE FROM archive WHERE id = 1")
        #expect(try database.rows(count) == [[.integer(5)]])
    }

    @Test("answer from one state of the store, whatever another connection commits meanwhile")
    func oneState() throws {
        var store = try SmallStore()
        var model = CountsModel()
        for number in 0..<300 { model.add(Array("word \(number)".utf8), year: 1900, match: 5, volume: 2) }
        try store.add(model, to: "eng-2012")
        let database = try store.open()
        try database.execute("PRAGMA journal_mode = WAL")
        let expected = try database.rows("SELECT * FROM ngram_years")
        var count = 0
        let seen = try database.rows("SELECT * FROM ngram_years") {
            count += 1
            guard count == 3 else { return }
            // Replaces the archive by nothing.
            let writer = try Database(store.path)
            try writer.execute("PRAGMA foreign_keys = OFF; DELETE FROM archive; DELETE FROM head; DELETE FROM series")
        }
        #expect(seen == expected)
        #expect(try database.rows("SELECT * FROM ngram_years").isEmpty)
    }

    @Test("fail when a sum does not fit in 64 bits")
    func overflow() throws {
        var store = try SmallStore()
        var model = CountsModel()
        model.add(Array("a".utf8), year: 1900, match: .max, volume: 2)
        for state in ["complete", "loading"] { try store.add(model, to: "eng-2012", state: state) }
        let database = try store.open()
        try database.execute("UPDATE archive SET state = 'complete'")
        for table in ["ngram_totals", "ngram_years"] {
            let failure = #expect(throws: Database.Failure.self) { try database.rows("SELECT * FROM \(table)") }
            #expect(failure?.message.contains("does not fit in 64 bits") == true)
        }
    }

    @Test("of a database that is not a store of this schema fail with a message that says so")
    func otherDatabases() throws {
        let store = try SmallStore()
        let database = try store.open()
        for (change, message) in [
            ("user_version = 1", "older version"), ("user_version = 5", "newer version"),
            ("application_id = 0", "not a store"),
        ] {
            try database.execute("PRAGMA \(change)")
            let failure = #expect(throws: Database.Failure.self) { try database.rows("SELECT * FROM ngram_totals") }
            #expect(failure?.message.contains(message) == true, "\(failure.debugDescription)")
        }
    }

    @Test("read a store of version 2, whose tables were the same")
    func previousVersion() throws {
        let store = try SmallStore()
        let database = try store.open()
        try database.execute("PRAGMA user_version = 2")
        #expect(try database.rows("SELECT * FROM ngram_totals").isEmpty)
    }
}
