import Foundation
import Testing

/// Whatever comes from outside reaches SQL as a bound value, because no statement's text is put together from it: in
/// the sources a statement is a literal, and what is inserted into one is of the few things below.
@Suite("The text of a statement")
struct SQLTextTests {
    /// Names of tables and columns that the sources themselves write out, and numbers.
    private static let insertable: Set = [
        "ArchiveRecord.columns", "NgramRow.columns(withPlace: true)", "NgramRow.columns(withPlace: withPlaces)",
        "columns", "column", "rows", "table", "index + 1", "pageBytes", "Checkpointer.largestLogBytes", "48 << 10",
        "timeout",
    ]

    /// Parameters and properties by which literals are handed on.
    private static let handedOn: Set = [
        "sql)", "migration.sql)", "statement.sql)", "String(decoding: PackageResources",
    ]

    private static let sources: [(name: String, text: String)] = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Sources")
        let files = FileManager.default.enumerator(at: root.standardizedFileURL, includingPropertiesForKeys: nil)
        return (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }.compactMap { file in
            (try? String(contentsOf: file, encoding: .utf8)).map { (file.lastPathComponent, $0) }
        }
    }()

    /// The string literals of a source that hold SQL, by their keywords.
    private static func statements(in text: String) -> [Substring] {
        let literal = #/"""(?<long>[\s\S]*?)"""|"(?<short>(?:\\.|[^"\\\n])*)"/#
        return text.matches(of: literal).compactMap { $0.output.long ?? $0.output.short }.filter {
            $0.contains(#/\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA|CREATE|DROP|ATTACH)\b/#)
        }
    }

    @Test("is a literal into which nothing from outside is inserted")
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
        #expect(statements > 50 && insertions > 5, "they were found at all")
    }

    @Test("is nothing but a literal where it is handed to SQLite")
    func literals() {
        var calls = 0
        for (name, text) in Self.sources {
            for call in text.matches(of: #/\bsql:\s*(?<argument>[\s\S]{1,60})/#) {
                let argument = call.output.argument
                if argument.prefixMatch(of: #/String\s*[),\n]/#) != nil { continue }  // A declaration.
                calls += 1
                #expect(
                    argument.hasPrefix("\"") || Self.handedOn.contains { argument.hasPrefix($0) },
                    "\(name): \(argument)")
            }
            for call in text.matches(of: #/DirectStatement\(\s*[\w.]+,\s*(?<argument>[\s\S]{1,60})/#) {
                calls += 1
                #expect(call.output.argument.hasPrefix("\""), "\(name): \(call.output.argument)")
            }
        }
        #expect(calls > 50, "they were found at all")
    }
}
