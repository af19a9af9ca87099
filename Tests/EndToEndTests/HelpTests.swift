import Foundation
import Testing

/// The help texts, compared with the files in `Snapshots`. To record them again, run the tests with
/// `NGRAMS_RECORD_SNAPSHOTS=1`, and review the changes.
@Suite(.waitsForPrograms) struct HelpTests {
    private static let isRecording = ProcessInfo.processInfo.environment["NGRAMS_RECORD_SNAPSHOTS"] != nil
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Snapshots"

    private static let commands = [
        [], ["ingest"], ["query"], ["query", "total"], ["query", "years"], ["query", "top"], ["query", "search"],
        ["query", "frequency"],
        ["plot"], ["serve"], ["export"], ["export", "totals"], ["export", "years"], ["export", "top"],
        ["export", "sqlite"], ["sql"], ["status"], ["remove"], ["merge"], ["verify"], ["catalog"],
    ]

    @Test(arguments: commands) func `the help of every command is as recorded`(command: [String]) throws {
        let ending = try Program.run(command + ["--help"], environment: ["COLUMNS": "100"])
        #expect(ending.code == 0)
        #expect(ending.errors.isEmpty)
        let file = "\(Self.folder)/\((["ngrams"] + command).joined(separator: "-")).txt"
        if Self.isRecording { try Files.write(ending.bytes, to: file) }
        #expect(try ending.output == String(decoding: Files.read(file), as: UTF8.self))
    }

    @Test(arguments: commands) func `help and -h print the same as --help`(command: [String]) throws {
        let environment = ["COLUMNS": "100"]
        let expected = try Program.run(command + ["--help"], environment: environment).output
        for arguments in [["help"] + command, command + ["-h"]] {
            let ending = try Program.run(arguments, environment: environment)
            #expect(ending.code == 0)
            #expect(ending.output == expected)
        }
    }

    @Test func `every command that a help lists has a recorded help, and no other command has`() throws {
        var found = ["ngrams.txt"]
        var waiting: [[String]] = [[]]
        while let command = waiting.popLast() {
            let lines = try Program.run(command + ["--help"], environment: ["COLUMNS": "200"]).lines
            let commands = lines.drop { $0 != "SUBCOMMANDS:" }.dropFirst().prefix { $0 != "" }
                .compactMap { $0.split(separator: " ").first.map(String.init) }
            for name in commands {
                waiting.append(command + [name])
                found.append((["ngrams"] + command + [name]).joined(separator: "-") + ".txt")
            }
        }
        #expect(try Files.names(in: Self.folder) == found.sorted())
    }

    @Test func `--version prints only the version`() throws {
        let ending = try Program.expect(0, "--version")
        #expect(ending.lines.count == 1)
        #expect(try #/[0-9]+\.[0-9]+\.[0-9]+/#.wholeMatch(in: ending.lines[0]) != nil)
    }
}
