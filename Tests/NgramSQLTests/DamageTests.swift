import NgramTestSupport
import Testing

@Suite("A damaged store in SQL")
struct DamageTests {
    @Test("gives rows or errors, and nothing is left behind", arguments: 0..<8)
    func flips(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let (store, vocabulary) = try SmallStore.random(&random)
        var errors = 0
        var queries = RandomQueries(random: random, vocabulary: vocabulary)
        for _ in 0..<60 {
            let database = try store.open()
            try database.execute("BEGIN")
            for _ in 0..<random.int(1...3) { try damage(database, &random) }
            for _ in 0..<4 {
                do {
                    _ = try database.rows(queries.next().sql.ours)
                } catch let failure as Database.Failure {
                    errors += 1
                    #expect(failure.code != 21, "misuse: \(failure)")
                }
            }
            try database.execute("ROLLBACK")
            // Nothing is left behind.
            _ = try database.rows("SELECT * FROM ngram_totals")
        }
        let isEmpty = try store.open().rows("SELECT * FROM ngram_totals LIMIT 1").isEmpty
        #expect(errors > 0 || isEmpty)
    }

    @Test("gives the right rows of every n-gram outside of a damaged block", arguments: 0..<8)
    func others(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let (store, vocabulary) = try SmallStore.random(&random)
        let database = try store.open()
        try database.execute("BEGIN")
        let blocks = try database.rows("SELECT id, first_ngram, last_ngram FROM block")
        guard let block = blocks.randomElement(using: &random), case .text(let first) = block[1],
            case .text(let last) = block[2]
        else { return }
        for _ in 0..<20 {
            let head = flipped(try bytes(database, "head", "block_id", "\(block[0])", "data"), &random)
            _ = try database.rows("UPDATE head SET data = ? WHERE block_id = \(block[0])", [head])
            for ngram in vocabulary
            where ngram.lexicographicallyPrecedes(first) || last.lexicographicallyPrecedes(ngram) {
                for table in ["{totals}", "{years}"] {
                    let sql = "SELECT * FROM \(table) WHERE ngram = CAST(? AS TEXT) ORDER BY 1, 2, 3"
                    #expect(try database.rows(sql.ours, [ngram]) == database.rows(sql.plain, [ngram]))
                }
            }
        }
    }

    /// Changes one thing in the tables that are decoded.
    private func damage(_ database: Database, _ random: inout SeededRandom) throws {
        let (table, key) =
            [("head", "block_id"), ("series", "id"), ("block", "id"), ("run", "id")].randomElement(using: &random)
            ?? ("head", "block_id")
        let ids = try database.rows("SELECT \(key) FROM \(table)")
        guard let id = ids.randomElement(using: &random)?.first else { return }
        let column: String
        switch table {
        case "block":
            column =
                ["ngrams", "first_ngram", "last_ngram", "years", "piece", "position", "series_bytes"]
                .randomElement(using: &random) ?? "piece"
        case "run": column = ["blocks", "first_ngram", "last_ngram"].randomElement(using: &random) ?? "blocks"
        default: column = random.oneIn(9) && table == "head" ? "codec" : "data"
        }
        if random.oneIn(15) {
            try database.execute("PRAGMA foreign_keys = OFF; DELETE FROM \(table) WHERE \(key) = \(id)")
            return
        }
        let value: Any? =
            switch random.int(0...9) {
            case 0: [Int64.max, .min, -1, 0, 1, 1 << 31, 1 << 32, 1 << 40].randomElement(using: &random)
            case 1: random.bytes(random.int(0...20))
            case 2: "x"
            default: flipped(try bytes(database, table, key, "\(id)", column), &random)
            }
        _ = try database.rows("UPDATE OR IGNORE \(table) SET \(column) = ? WHERE \(key) = \(id)", [value])
    }

    private func bytes(
        _ database: Database, _ table: String, _ key: String, _ id: String, _ column: String
    ) throws -> [UInt8] {
        let hex = try database.rows("SELECT hex(\(column)) FROM \(table) WHERE \(key) = \(id)").first?.first
        guard case .text(let digits) = hex else { return [] }
        let numbers = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: numbers.count - 1, by: 2).map { UInt8(numbers[$0] * 16 + numbers[$0 + 1]) }
    }

    private func flipped(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        guard !bytes.isEmpty else { return bytes }
        for _ in 0..<random.int(1...2) { bytes[random.int(0...bytes.count - 1)] ^= 1 << UInt8(random.int(0...7)) }
        return random.oneIn(5) ? Array(bytes.prefix(random.int(0...bytes.count))) : bytes
    }

    @Test("names the block whose codec is unknown, whose head is cut off, or whose piece is missing")
    func messages() throws {
        var store = try SmallStore()
        var model = CountsModel()
        model.add(Array("a".utf8), year: 1900, match: 500, volume: 2)
        try store.add(model, to: "eng-2012")
        for (change, message) in [
            ("UPDATE head SET codec = 7", "block 4294967296 of the store has codec 7"),
            ("UPDATE head SET data = substr(data, 1, 5)", "block 4294967296 of the store is damaged: its head"),
            ("DELETE FROM head", "block 4294967296 of the store is damaged: its head is missing"),
            ("DELETE FROM block", "block 4294967296 of the store is damaged: it is missing"),
            ("DELETE FROM series", "block 4294967296 of the store is damaged: piece"),
            ("UPDATE series SET data = x'ff'", "block 4294967296 of the store is damaged"),
        ] {
            let database = try store.open()
            try database.execute("BEGIN; \(change)")
            let failure = #expect(throws: Database.Failure.self) { try database.rows("SELECT * FROM ngram_years") }
            #expect(failure?.code == 11 && failure?.message.contains(message) == true, "\(failure.debugDescription)")
            try database.execute("ROLLBACK")
            #expect(try database.rows("SELECT * FROM ngram_years").count == 1)
        }
    }
}
