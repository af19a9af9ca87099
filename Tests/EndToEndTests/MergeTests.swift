import Foundation
import NgramTestSupport
import Testing

@Suite("Merging stores", .waitsForPrograms)
struct MergeTests {
    private static let name = "googlebooks-eng-all-1gram-20120701"

    /// Rows of a letter, with counts from a seed.
    private func write(_ letter: String, in folder: String, words: Int = 500, factor: Int = 1) throws -> String {
        let path = "\(folder)/\(Self.name)-\(letter)"
        var rows = ""
        for word in 0..<words {
            for year in 1900..<1920 { rows += "\(letter)\(word + 10_000)\t\(year)\t\((word % 97 + 1) * factor)\t1\n" }
        }
        try rows.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func export(_ store: String) throws -> String {
        try Program.expect(0, ["export", "years", "--db", store]).output
    }

    @Test("gives the store that one ingest of all archives gives, however often it is done")
    func merged() throws {
        try withFolder { folder in
            let files = try ["a", "b", "c", "d"].map { try write($0, in: folder) }
            try Program.expect(0, ["ingest", "--db", folder + "/all.sqlite"] + files)
            try FileManager.default.createDirectory(atPath: folder + "/parts", withIntermediateDirectories: true)
            for (index, file) in files.enumerated() {
                try Program.expect(0, ["ingest", "--db", "\(folder)/parts/\(index % 3).sqlite", file])
            }
            let (store, parts) = (folder + "/merged.sqlite", folder + "/parts")
            let first = try Program.expect(0, ["merge", "--db", store, parts])
            #expect(first.errors.contains("4 added"))
            #expect(try export(store) == export(folder + "/all.sqlite"))
            try Program.expect(0, ["verify", "--db", store])
            let again = try Program.expect(0, ["merge", "--db", store, parts])
            #expect(again.errors.contains("4 unchanged"))
            // An ingest knows what was merged.
            #expect(try Program.expect(0, ["ingest", "--db", store] + files).errors.contains("4 unchanged"))

            // Other content is refused, unless it is asked for.
            _ = try write("a", in: folder, factor: 2)
            let other = folder + "/other.sqlite"
            try Program.expect(0, ["ingest", "--db", other, files[0]])
            let refused = try Program.expect(65, ["merge", "--db", store, other])
            #expect(
                refused.errors.contains(
                    "\(other): the store has an archive \(Self.name)-a of eng-2012 with other content"))
            #expect(try export(store) == export(folder + "/all.sqlite"))
            try Program.expect(0, ["merge", "--db", store, "--replace", other])
            try Program.expect(0, ["ingest", "--db", folder + "/all.sqlite", "--replace", files[0]])
            #expect(try export(store) == export(folder + "/all.sqlite"))
        }
    }

    @Test("may be killed at any time and be done again")
    func killed() throws {
        try withFolder { folder in
            var sources: [String] = []
            for letter in ["a", "b", "c"] {
                sources.append("\(folder)/\(letter).sqlite")
                try Program.expect(
                    0, ["ingest", "--db", sources[sources.count - 1], write(letter, in: folder, words: 20_000)])
            }
            let store = folder + "/merged.sqlite"
            var random = SeededRandom(seed: 3)
            var killed = 0
            for _ in 0..<12 {
                let program = try Program.start(["merge", "--db", store] + sources)
                usleep(UInt32(random.int(1_000...60_000)))
                program.signal(SIGKILL)
                if try program.wait().code != 0 { killed += 1 }
            }
            try Program.expect(0, ["merge", "--db", store] + sources)
            #expect(killed > 0)
            #expect(try Files.names(in: folder).filter { $0.hasPrefix("merged.sqlite") } == ["merged.sqlite"])
            try Program.expect(
                0, ["ingest", "--db", folder + "/all.sqlite"] + ["a", "b", "c"].map { "\(folder)/\(Self.name)-\($0)" })
            #expect(try export(store) == export(folder + "/all.sqlite"))
            try Program.expect(0, ["verify", "--db", store])
        }
    }

    @Test("makes a new store visible when it is finished, and continues an unfinished one")
    func unseen() throws {
        try withFolder { folder in
            let sources = try ["a", "b"].map { letter in
                try Program.expect(0, ["ingest", "--db", "\(folder)/\(letter).sqlite", write(letter, in: folder)])
                return "\(folder)/\(letter).sqlite"
            }
            let store = folder + "/merged.sqlite"
            // What a merge leaves that is killed after its first archive.
            try Program.expect(0, ["merge", "--db", store, sources[0]])
            try FileManager.default.moveItem(atPath: store, toPath: store + "-unfinished")
            #expect(try Program.run(["query", "total", "--db", store, "a10000"]).code == 66)
            let merged = try Program.expect(0, ["merge", "--db", store] + sources)
            #expect(merged.errors.contains("1 added, 1 unchanged"), "\(merged.errors)")
            #expect(!FileManager.default.fileExists(atPath: store + "-unfinished"))
            try Program.expect(0, ["verify", "--db", store])
            // A link stays one, and the store appears where it leads.
            let (link, real) = (folder + "/link.sqlite", folder + "/real.sqlite")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: real)
            try Program.expect(0, ["merge", "--db", link] + sources)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == real)
            try Program.expect(0, ["verify", "--db", real])
            // Readers and an ingest share the store, as they share one of an ingest.
            let mode = try Program.bash("sqlite3 '\(store)' 'PRAGMA journal_mode'").output
            #expect(mode.trimmingCharacters(in: .whitespacesAndNewlines) == "wal")
        }
    }

    @Test("refuses what it cannot do")
    func refusals() throws {
        try withFolder { folder in
            let store = folder + "/s.sqlite"
            try Program.expect(0, ["ingest", "--db", store, write("a", in: folder)])
            try Program.expect(64, ["merge", "--db", store, store])
            try Program.expect(64, ["merge", "--db", store])
            try Program.expect(66, ["merge", "--db", folder + "/new.sqlite", folder + "/none.sqlite"])
            #expect(!FileManager.default.fileExists(atPath: folder + "/new.sqlite"))
        }
    }
}
