import Foundation
import NgramTestSupport
import Testing

/// The commands of the documentation print what the documentation says, on the sample archives.
@Suite(.waitsForPrograms) struct DocumentationTests {
    private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// A command of a block of the language `console`, and the lines below it.
    struct Example: CustomStringConvertible {
        var command: String
        var output: [String]

        var description: String { command }
    }

    /// The examples of a page in which `ngrams` is called. A command may end in backslashes and further lines.
    static func examples(of page: String, program: String = "ngrams") throws -> [Example] {
        let text = try String(contentsOfFile: "\(package)/\(page)", encoding: .utf8)
        var examples: [Example] = []
        for block in text.components(separatedBy: "\n```console\n").dropFirst() {
            let end = block.range(of: "\n```")?.lowerBound ?? block.endIndex
            for line in block[..<end].components(separatedBy: "\n") {
                if line.hasPrefix("$ ") {
                    examples.append(Example(command: String(line.dropFirst(2)), output: []))
                } else if examples.last?.command.hasSuffix("\\") == true {
                    examples[examples.count - 1].command += "\n" + line
                } else {
                    examples[examples.count - 1].output.append(line)
                }
            }
        }
        return examples.filter { $0.command.hasPrefix(program + " ") }
    }

    /// Whether lines are as expected. A line of three dots stands for any lines, and times may differ.
    static func agree(_ lines: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return lines.isEmpty }
        if first == "…" {
            return lines.isEmpty && expected.count == 1
                || (lines.startIndex...lines.endIndex).contains { agree(lines[$0...], expected.dropFirst()) }
        }
        guard let line = lines.first else { return false }
        func timeless(_ line: String) -> String {
            line.replacingOccurrences(of: #"\d+\.\d s\b"#, with: "TIME", options: .regularExpression)
        }
        return timeless(line) == timeless(first) && agree(lines.dropFirst(), expected.dropFirst())
    }

    @Test func `the server answers what the page on it says`() throws {
        let examples = try Self.examples(of: "docs/http.md", program: "curl")
        #expect(examples.count > 8)
        try withFolder { folder in
            let store = try ServedStore(SmallStore.make(in: folder))
            for example in examples {
                let target = try #require(example.command.firstMatch(of: /'http:\/\/localhost:8080(.*)'/)).1
                #expect(try store.get(String(target)).text == example.output.joined(separator: "\n"), "\(target)")
            }
        }
    }

    @Test(arguments: ["README.md", "docs/query.md", "docs/patterns.md", "docs/sql.md"])
    func `examples print what the page says`(page: String) throws {
        let examples = try Self.examples(of: page)
        #expect(!examples.isEmpty)
        try withFolder { folder in
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/Examples", withDestinationPath: Self.package + "/Examples")
            let setup = "$SAMPLES small samples >/dev/null && ngrams ingest --recursive samples"
            for example in [Example(command: setup, output: ["…"])] + examples {
                let ran = try Program.bash(
                    "export PATH=\"$PROGRAMS:$PATH\"; unset NGRAMS_DB NGRAMS_CORPUS COLUMNS\n{ \(example.command)\n} 2>&1",
                    environment: ["PROGRAMS": Program.folder, "SAMPLES": Program.folder + "/ngrams-samples"],
                    folder: folder)
                #expect(ran.code == 0, "\(example): \(ran.output)")
                #expect(Self.agree(ran.lines[...], example.output[...]), "\(page): \(example)\n\(ran.output)")
            }
        }
    }
}
