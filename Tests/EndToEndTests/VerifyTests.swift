import Foundation
import NgramTestSupport
import Testing

@Suite(.waitsForPrograms) struct VerifyTests {
    @Test func `a sound store is ok, in one line on standard output`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let ending = try Program.expect(0, "verify", "--db", store)
            #expect(ending.lines.count == 1)
            #expect(ending.output.contains("ok"))
            #expect(ending.errors.isEmpty)
        }
    }

    /// Changes to a store, and what verify must name.
    private static let damages: [(sql: String, names: String)] = [
        ("UPDATE block SET match_count = match_count + 1 WHERE id = 1 << 32", "largest counts"),
        ("UPDATE block SET volume_count = 0 WHERE id = 1 << 32", "largest counts"),
        ("UPDATE block SET first_ngram = 'A' WHERE id = 1 << 32", "n-gram"),
        ("UPDATE block SET position = position + 1 WHERE id = 1 << 32", "block 4294967296"),
        ("UPDATE block SET checksum = 7 WHERE id = 1 << 32", "checksum"),
        ("DELETE FROM run WHERE archive_id = (SELECT min(archive_id) FROM run)", "without a run"),
        ("DELETE FROM block WHERE id = 1 << 32", "without a block"),
        ("DELETE FROM series WHERE id = 1 << 32", "missing"),
        ("UPDATE series SET data = zeroblob(length(data)) WHERE id = 1 << 32", "block 4294967296"),
        ("UPDATE head SET data = substr(data, 1, length(data) / 2) WHERE block_id = 1 << 32", "block 4294967296"),
        ("UPDATE head SET codec = 99 WHERE block_id = 1 << 32", "block 4294967296"),
        ("UPDATE run SET blocks = blocks + 1 WHERE id = 1", "blocks"),
        ("UPDATE run SET last_ngram = last_ngram || 'z' WHERE id = 1", "run 1"),
        ("UPDATE archive SET match_sum = match_sum - 1 WHERE name LIKE '%20120701-a'", "20120701-a"),
        ("UPDATE archive SET ngrams = ngrams + 1 WHERE name LIKE '%20120701-b'", "20120701-b"),
        ("UPDATE total SET match_count = match_count + 1 WHERE year = 1950", "totalcounts"),
        ("DELETE FROM total WHERE year = 1950", "totalcounts"),
    ]

    @Test(.enabled(if: SQLShell.isThere, SQLShell.missing), arguments: damages)
    func `changes that bypass the program are found and named`(sql: String, names: String) throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try SQLShell.run(sql, on: store)
            let ending = try Program.expect(65, "verify", "--db", store)
            #expect(ending.output.contains(names), "\(sql) \(ending.output)")
            #expect(ending.errors.contains("ngrams: error: \(store): "))
        }
    }

    @Test func `bytes overwritten in the middle of the file are found`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let whole = try Files.read(store)
            var random = SeededRandom(seed: 61)
            for _ in 0..<6 {
                var damaged = whole
                let start = Int.random(in: 1..<(whole.count >> 14) - 1, using: &random) << 14
                for place in start..<start + (1 << 14) { damaged[place] = UInt8.random(in: 0...255, using: &random) }
                try Files.write(damaged, to: store)
                let ending = try Program.expect(65, "verify", "--db", store)
                #expect(ending.output.utf8.count + ending.errors.utf8.count > 0)
            }
        }
    }

    @Test func `a flipped bit is found, or changes no count`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let report = ["export", "years", "--corpus", "eng-2012", "--db", store]
            let totals = ["export", "totals", "--corpus", "eng-2012", "--db", store]
            let expected = try (Program.run(report).bytes, Program.run(totals).bytes)
            let whole = try Files.read(store)
            var random = SeededRandom(seed: 67)
            var found = 0
            for _ in 0..<30 {
                var damaged = whole
                // The first page has the schema. With damage there, the file may look like another program's database
                // or like no database.
                let place = Int.random(in: (1 << 14)..<whole.count, using: &random)
                damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try Files.write(damaged, to: store)
                let ending = try Program.run(["verify", "--db", store])
                let exports = try (Program.run(report), Program.run(totals))
                for export in [exports.0, exports.1] {
                    // Damage that verify finds may change an answer or be reported, but never crashes the program.
                    #expect(
                        export.code == 0 || (export.code == 65 && !export.errors.isEmpty), "byte \(place): \(export)")
                }
                if ending.code == 65 {
                    found += 1
                } else {
                    #expect(ending.code == 0, "byte \(place): \(ending.errors)")
                    expectSame(exports.0.bytes, expected.0, "byte \(place), years")
                    expectSame(exports.1.bytes, expected.1, "byte \(place), totals")
                }
            }
            #expect(found > 10)
        }
    }

    @Test func `verify and exports report a truncated store as damaged`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let whole = try Files.read(store)
            try Files.write(Array(whole.prefix(whole.count / 2)), to: store)
            try Program.expect(65, "verify", "--db", store)
            let export = try Program.expect(65, "export", "years", "--db", store, "--corpus", "eng-2012")
            #expect(export.errors.contains("\(store): the store is damaged"))
        }
    }
}
