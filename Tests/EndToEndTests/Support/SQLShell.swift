import Foundation
import Testing

/// The `sqlite3` shell, which reads and damages stores without the code under test.
enum SQLShell {
    static let isThere = SystemTool.sqlite3 != nil
    static let missing: Comment = "there is no sqlite3 on the PATH"

    /// Runs SQL and returns the lines it prints, columns separated by `|`.
    @discardableResult
    static func run(_ sql: String, on store: String) throws -> [String] {
        let shell = try #require(SystemTool.sqlite3)
        let running = try RunningProgram(
            shell, ["-batch", "-bail", "-noheader", store, sql], environment: ProcessInfo.processInfo.environment,
            folder: nil)
        let ending = try running.wait()
        #expect(ending.code == 0, "sqlite3: \(ending.errors)")
        return ending.lines
    }

    /// The view `ngram_totals` of a corpus, as sorted rows `hex|match|volume|first|last`.
    static func totals(_ store: String, corpus: String) throws -> [String] {
        try run(
            """
            SELECT hex(CAST(ngram AS BLOB)), match_count, volume_count, first_year, last_year FROM ngram_totals
            WHERE corpus = '\(corpus)'
            """, on: store
        ).sorted()
    }
}

extension NaiveCounts {
    /// The expected result of `SQLShell.totals`.
    var sqlTotals: [String] {
        totals().map { total in
            let hex = total.word.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
            return "\(hex)|\(total.match)|\(total.volume)|\(total.first ?? 0)|\(total.last ?? 0)"
        }.sorted()
    }
}
