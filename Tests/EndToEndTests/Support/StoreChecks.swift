import Testing

extension NaiveCounts {
    /// Compares a corpus of a store with these counts, through the program's reports and its tables in SQL.
    ///
    /// - Parameter isUncounted: whether all of the corpus's archives failed.
    func expectHeld(
        by store: String, corpus: String, isUncounted: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let options = ["--db", store, "--corpus", corpus]
        if isUncounted {
            let ending = try Program.run(["query", "total", "x"] + options)
            #expect(ending.code == 1, "\(ending.errors)", sourceLocation: sourceLocation)
            #expect(ending.errors.contains("not counted"), sourceLocation: sourceLocation)
        }
        let totals = try Program.run(["export", "totals"] + options)
        expectSame(totals.bytes, totalsCSV(), "export totals \(totals.errors)", sourceLocation: sourceLocation)
        let years = try Program.run(["export", "years"] + options)
        expectSame(years.bytes, yearsCSV(), "export years \(years.errors)", sourceLocation: sourceLocation)
        let statement = """
            SELECT ngram, match_count, volume_count, first_year, last_year FROM ngram_totals
            WHERE corpus = '\(corpus)' ORDER BY ngram
            """
        let sql = try Program.run(["sql", statement, "--db", store, "--format", "csv"])
        expectSame(sql.bytes, totalsCSV(), "the table ngram_totals \(sql.errors)", sourceLocation: sourceLocation)
        let verify = try Program.run(["verify", "--db", store])
        #expect(verify.code == 0, "\(verify.output)\(verify.errors)", sourceLocation: sourceLocation)
    }
}

/// The ledger of a store, as `status` reports it.
enum Ledger {
    /// The state of each archive of all corpora, by name. The states of archives with the same name are joined by `+`.
    static func states(_ store: String) throws -> [String: String] {
        let ending = try Program.expect(0, "status", "--db", store, "--format", "json")
        var states: [String: String] = [:]
        for archive in try JSON.object(ending.bytes)["archives"] ?? [] {
            let texts = JSON.texts(archive, ["name", "state"])
            states[texts[0], default: ""] += (states[texts[0]] == nil ? "" : "+") + texts[1]
        }
        return states
    }
}

/// Expects equal bytes. On failure, it shows the first difference instead of all bytes.
func expectSame(
    _ found: [UInt8], _ expected: [UInt8], _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    guard found != expected else { return }
    let place = zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(found.count, expected.count)
    func excerpt(_ bytes: [UInt8]) -> String {
        String(decoding: bytes[max(0, place - 60)..<min(bytes.count, place + 60)], as: UTF8.self)
    }
    Issue.record(
        """
        \(what): \(found.count) bytes, expected \(expected.count); the first difference is at byte \(place):
        \(excerpt(found).debugDescription)
        \(excerpt(expected).debugDescription)
        """, sourceLocation: sourceLocation)
}
