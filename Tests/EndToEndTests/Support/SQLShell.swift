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

    /// Asks a table for totals, in the order of the n-grams; each row is a `NaiveTotal.sqlRow`.
    static func totalsQuery(_ table: String) -> String {
        """
        SELECT hex(CAST(ngram AS BLOB)), match_count, volume_count, first_year, last_year FROM \(table) ORDER BY ngram
        """
    }

    /// What SQL's function `hex` returns.
    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }
}

extension NaiveTotal {
    /// The expected row of `SQLShell.totalsQuery`, `hex|match|volume|first|last`.
    var sqlRow: String { "\(SQLShell.hex(word))|\(match)|\(volume)|\(first ?? 0)|\(last ?? 0)" }
}
