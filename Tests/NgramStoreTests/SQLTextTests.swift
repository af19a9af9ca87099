import Foundation
import Testing

/// Outside data reaches SQL only as bound values. In the sources every statement is a literal, and only the few
/// expressions below are interpolated into one.
@Suite("The text of a statement")
struct SQLTextTests {
    /// Numbers, names of tables and columns that are literals in the sources, and placeholders of rows.
    private static let insertable: Set = [
        "ArchiveRecord.columns", "Self.described", "columns", "column", "table", "key", "place",
        "Self.firstVersion + migrations.count - 1", "pageBytes",
        "Checkpointer.largestLogBytes", "8 << 10", "cacheKilobytes",
        "timeout", "row", "rows", "condition",
    ]

    /// Parameters and properties that pass literals on.
    private static let passedOn: Set = [
        "Self.recordsOfName)", "Self.removalOfFailed)", "sql)", "query)", "migration.sql)", "statement.sql)",
        "String(decoding: PackageResources",
    ]

    private static let sources: [(name: String, text: String)] = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Sources")
        let files = FileManager.default.enumerator(at: root.standardizedFileURL, includingPropertiesForKeys: nil)
        return (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }.compactMap { file in
            (try? String(contentsOf: file, encoding: .utf8)).map { (file.lastPathComponent, $0) }
        }
    }()

    /// The string literals of a source that contain an SQL keyword.
    private static func statements(in text: String) -> [Substring] {
        let literal = #/"""(?<long>[\s\S]*?)"""|"(?<short>(?:\\.|[^"\\\n])*)"/#
        return text.matches(of: literal).compactMap { $0.output.long ?? $0.output.short }.filter {
            $0.contains(#/\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA|CREATE|DROP|ATTACH)\b/#)
        }
    }

    @Test("is a literal without interpolated outside data")
    func insertions() {
        var (statements, insertions) = (0, 0)
        for (name, text) in Self.sources {
            for statement in Self.statements(in: text) {
                statements += 1
                for part in statement.components(separatedBy: "\\(").dropFirst() {
                    insertions += 1
                    #expect(
                        Self.insertable.contains { part.hasPrefix($0 + ")") }, "\(name): \\(\(part.prefix(60))")
                }
            }
        }
        #expect(statements > 50 && insertions > 5, "the statements were found")
    }

    @Test("is a literal wherever it is passed to SQLite")
    func literals() {
        var calls = 0
        for (name, text) in Self.sources {
            for call in text.matches(of: #/\bsql:\s*(?<argument>[\s\S]{1,60})/#) {
                let argument = call.output.argument
                if argument.prefixMatch(of: #/String\s*[),\n]/#) != nil { continue }  // A declaration.
                calls += 1
                #expect(
                    argument.hasPrefix("\"") || Self.passedOn.contains { argument.hasPrefix($0) },
                    "\(name): \(argument)")
            }
            for call in text.matches(of: #/DirectStatement\(\s*[\w.]+,\s*(?<argument>[\s\S]{1,60})/#) {
                calls += 1
                #expect(call.output.argument.hasPrefix("\""), "\(name): \(call.output.argument)")
            }
        }
        #expect(calls > 50, "the calls were found")
    }
}
