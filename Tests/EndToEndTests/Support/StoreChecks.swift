import Testing

extension NaiveCounts {
    /// Holds a corpus of a store against these counts: by the program's reports, and by the `sqlite3` shell where there
    /// is one.
    ///
    /// - Parameter unknown: whether the store is to know nothing of the corpus.
    func expectHeld(
        by store: String, corpus: String, unknown: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let options = ["--db", store, "--corpus", corpus]
        if unknown {
            let ending = try Program.run(["query", "total", "x"] + options)
            #expect(ending.code == 64, "no corpus \(corpus)", sourceLocation: sourceLocation)
            return
        }
        let totals = try Program.run(["export", "totals"] + options)
        #expect(totals.bytes == totalsCSV(), "export totals \(totals.errors)", sourceLocation: sourceLocation)
        let years = try Program.run(["export", "years"] + options)
        #expect(years.bytes == yearsCSV(), "export years \(years.errors)", sourceLocation: sourceLocation)
        let verify = try Program.run(["verify", "--db", store])
        #expect(verify.code == 0, "\(verify.output)\(verify.errors)", sourceLocation: sourceLocation)
        if SQLShell.isThere {
            let held = try SQLShell.totals(store, corpus: corpus)
            #expect(held == sqlTotals, "the view ngram_totals", sourceLocation: sourceLocation)
        }
    }
}

/// Reads of a store's ledger as the program tells it.
enum Ledger {
    /// The state of each archive by its name, of all corpora; several of a name joined by `+`.
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
