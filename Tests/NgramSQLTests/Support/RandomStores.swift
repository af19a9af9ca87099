import NgramTestSupport

extension SmallStore {
    /// A store of a few corpora with n-grams of every kind, some of them in several archives, and with archives that are
    /// not complete. The sums of counts do not overflow.
    static func random(_ random: inout SeededRandom) throws -> (store: SmallStore, vocabulary: [[UInt8]]) {
        var store = try SmallStore()
        let vocabulary = RandomNgrams.many(random.int(5...150), &random)
        let states = ["complete", "complete", "complete", "loading", "failed", "discarded"]
        for corpus in ["eng-2012", "eng-2019", "ger-2012"].prefix(random.int(1...3)) {
            for _ in 0..<random.int(1...5) {
                var model = CountsModel()
                let share = random.int(1...5)
                for ngram in vocabulary where random.oneIn(share) {
                    var year = random.oneIn(9) ? random.int(1...9900) : random.int(1750...1990)
                    for _ in 0..<random.int(1...12) {
                        let count = random.count() >> 8
                        model.add(ngram, year: year, match: count, volume: random.oneIn(2) ? count : 1)
                        year += random.oneIn(4) ? random.int(1...60) : 1
                        if year > 9999 { break }
                    }
                }
                try store.add(
                    model, to: corpus, state: states.randomElement(using: &random) ?? "complete",
                    runCount: random.int(1...4), blockBytes: random.int(1...600), pieceBytes: random.int(1...400))
            }
        }
        try store.writePlain()
        return (store, vocabulary)
    }
}

/// Random queries in which `{totals}` and `{years}` stand for a table.
struct RandomQueries {
    var random: SeededRandom
    let vocabulary: [[UInt8]]

    /// A text constant near the vocabulary, as SQL.
    private mutating func text() -> String {
        var bytes = vocabulary.randomElement(using: &random) ?? [0x61]
        switch random.int(0...5) {
        case 0: bytes = Array(bytes.prefix(random.int(0...bytes.count)))
        case 1: bytes += [0x61]
        default: break
        }
        return "CAST(x'\(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())' AS TEXT)"
    }

    private mutating func pattern(_ wildcards: [String]) -> String {
        let word = String(decoding: vocabulary.randomElement(using: &random) ?? [], as: UTF8.self)
            .filter { $0 != "\u{0}" }
        var beginning = String(word.prefix(random.int(0...6)))
        if random.oneIn(3) { beginning = random.oneIn(2) ? beginning.uppercased() : beginning.lowercased() }
        let end = random.oneIn(4) ? "" : wildcards.randomElement(using: &random) ?? "%"
        return "'" + (beginning + end).replacing("'", with: "''") + "'"
    }

    private mutating func year() -> String {
        let number = random.oneIn(8) ? random.int(-5...10_005) : random.int(1740...2010)
        return switch random.int(0...11) {
        case 0: "'\(number)'"
        case 1: "\(number).5"
        case 2: "\(number).0"
        case 3: ["NULL", "9223372036854775807", "-9223372036854775808"].randomElement(using: &random) ?? "NULL"
        default: "\(number)"
        }
    }

    private mutating func comparison() -> String {
        ["=", "<", "<=", ">", ">=", "IS", "<>"].randomElement(using: &random) ?? "="
    }

    private mutating func condition(isYearly: Bool) -> String {
        switch random.int(0...(isYearly ? 15 : 11)) {
        case 0: "ngram = \(text())"
        case 1: "ngram IN (\(text()), \(text()), \(text()))"
        case 2: "ngram BETWEEN \(text()) AND \(text())"
        case 3, 4: "ngram \(comparison()) \(text())"
        case 5: "ngram LIKE \(pattern(["%", "_", "%a%", "_%"]))"
        case 6: "ngram GLOB \(pattern(["*", "?", "[a-z]*", "*a*"]))"
        case 7, 8: "corpus = '\(["eng-2012", "eng-2019", "ger-2012", "none"].randomElement(using: &random) ?? "")'"
        case 9: "(ngram = \(text()) OR ngram > \(text()))"
        case 10:
            ["ngram < x'61'", "ngram > 5", "ngram = 5", "ngram < 1.5", "ngram > NULL", "ngram COLLATE NOCASE = 'A'"]
                .randomElement(using: &random) ?? ""
        case 11: "match_count > \(random.int(0...100))"
        case 12: "year BETWEEN \(year()) AND \(year())"
        case 13: "year IN (\(year()), \(year()))"
        default: "year \(comparison()) \(year())"
        }
    }

    private mutating func filter(isYearly: Bool) -> String {
        let conditions = (0..<random.int(0...3)).map { _ in condition(isYearly: isYearly) }
        return conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: random.oneIn(6) ? " OR " : " AND ")
    }

    /// A query, and whether it determines the order of its rows.
    mutating func next() -> (sql: String, isOrdered: Bool) {
        let isYearly = random.oneIn(2)
        let table = isYearly ? "{years}" : "{totals}"
        switch random.int(0...9) {
        case 0:
            let sums = "count(*), min(ngram), max(ngram), total(match_count)"
            return ("SELECT \(sums) FROM \(table)\(filter(isYearly: isYearly)) GROUP BY ngram ORDER BY ngram", true)
        case 1:
            let words = (0..<3).map { _ in text() }.joined(separator: "), (")
            return (
                "WITH words (ngram) AS (VALUES (\(words))) SELECT * FROM words JOIN \(table) USING (ngram)", false
            )
        case 2:
            return ("SELECT DISTINCT corpus, ngram FROM \(table)\(filter(isYearly: isYearly)) ORDER BY 1, 2", true)
        case 3:
            return (
                """
                SELECT a.ngram, b.year, a.match_count, b.match_count FROM {totals} AS a
                JOIN {years} AS b ON b.corpus = a.corpus AND b.ngram = a.ngram
                \(filter(isYearly: false).replacing("ngram", with: "a.ngram").replacing("corpus", with: "a.corpus")
                    .replacing("match_count", with: "a.match_count"))
                """, false
            )
        default:
            var key = isYearly ? ["corpus", "ngram", "year"] : ["corpus", "ngram"]
            let isOrdered = random.oneIn(4) ? false : true
            if random.oneIn(2) { key = isYearly ? ["ngram", "year", "corpus"] : ["ngram", "corpus"] }
            if random.oneIn(3) { key.shuffle(using: &random) }
            if random.oneIn(5) { key[0] += " DESC" }
            var sql = "SELECT * FROM \(table)\(filter(isYearly: isYearly))"
            if isOrdered { sql += " ORDER BY " + key.joined(separator: ", ") }
            if isOrdered, random.oneIn(3) { sql += " LIMIT \(random.int(0...9)) OFFSET \(random.int(0...9))" }
            return (sql, isOrdered)
        }
    }
}

extension String {
    /// The query over our tables, and over the plain ones.
    var ours: String { replacing("{totals}", with: "ngram_totals").replacing("{years}", with: "ngram_years") }
    var plain: String { replacing("{totals}", with: "plain.totals").replacing("{years}", with: "plain.years") }
}
