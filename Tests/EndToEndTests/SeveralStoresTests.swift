import NgramTestSupport
import Testing

/// Queries and exports of several stores, by name or in a folder.
@Suite(.waitsForPrograms) struct SeveralStoresTests {
    /// Makes a store of the small archives, and stores of one archive each in the folder `parts`.
    private func withStores(_ body: (_ one: String, _ parts: String) throws -> Void) throws {
        try withFolder { folder in
            let one = try SmallStore.make(in: folder)
            try Files.write([], to: folder + "/parts/notes.txt")
            for (index, path) in try TestFolder.tree(folder + "/data").keys.sorted().enumerated() {
                try Program.expect(
                    0, "ingest", "--db", "\(folder)/parts/\(index).sqlite", "--progress", "none",
                    "\(folder)/data/\(path)")
            }
            try body(one, folder + "/parts")
        }
    }

    @Test func `a folder of stores answers as one store of all archives does`() throws {
        try withStores { one, parts in
            for corpus in SmallStore.corpora {
                for command in [
                    ["query", "total", "apple", "aardvark", "zyzzyva"], ["query", "years", "apple", "--fill"],
                    ["query", "top", "-n", "20", "--tags", "include"], ["query", "search", "a*", "--ignore-case"],
                    ["query", "search", "a*", "--ignore-case", "--merge-case"],
                    ["query", "frequency", "apple, aard*", "--from", "1950", "--to", "1960"],
                    ["export", "totals"], ["export", "years"], ["export", "top", "-n", "7"],
                ] {
                    let arguments = command + ["--format", "csv", "--corpus", corpus]
                    let expected = try Program.run(arguments + ["--db", one])
                    let found = try Program.run(arguments + ["--db", parts])
                    #expect(found.code == expected.code, "\(command): \(found)")
                    #expect(found.output == expected.output, "\(command)")
                }
            }
        }
    }

    @Test func `stores may be named one by one or by the environment`() throws {
        try withStores { one, parts in
            let all = try Files.names(in: parts).filter { $0.hasSuffix(".sqlite") }.map { "\(parts)/\($0)" }
            let question = ["query", "total", "apple", "--corpus", "eng-2012", "--format", "csv"]
            let expected = try Program.run(question + ["--db", one]).output
            #expect(try Program.run(question + all.flatMap { ["--db", $0] }).output == expected)
            #expect(try Program.run(question, environment: ["NGRAMS_DB": parts]).output == expected)
        }
    }

    @Test func `what would count twice, a folder without stores, and a command for one store are refused`() throws {
        try withStores { one, parts in
            let question = ["query", "total", "apple", "--corpus", "eng-2012"]
            let twice = try Program.run(question + ["--db", one, "--db", one])
            #expect(twice.code == 64 && twice.errors.contains("are one store"), "\(twice)")
            let overlapping = try Program.run(question + ["--db", one, "--db", parts])
            #expect(overlapping.code == 65 && overlapping.errors.contains("is in two stores"), "\(overlapping)")
            let empty = try Program.run(question + ["--db", "\(parts)/../data"])
            #expect(empty.code == 66 && empty.errors.contains("the folder has no store"), "\(empty)")
            let verify = try Program.run(["verify", "--db", one, "--db", "\(parts)/0.sqlite"])
            #expect(verify.code == 64 && verify.errors.contains("takes one store"), "\(verify)")
        }
    }
}
