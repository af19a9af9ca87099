import Foundation
import NgramTestSupport
import Testing

/// `ngrams remove`.
@Suite(.waitsForPrograms) struct RemoveTests {
    /// Writes the given number of archives with random rows.
    /// - Returns: the rows of each archive, by name.
    private func archives(_ count: Int, seed: UInt64, in folder: String) throws -> [String: [UInt8]] {
        var random = RandomRows(seed: seed)
        var archives: [String: [UInt8]] = [:]
        for number in 1...count {
            let rows = random.archive(.v2012, groups: 40)
            try ArchiveFiles.write(rows, .v2012, number, in: folder)
            archives[ArchiveFiles.name(.v2012, number)] = rows
        }
        return archives
    }

    private func counts(_ archives: [String: [UInt8]]) throws -> NaiveCounts {
        try archives.values.reduce(into: NaiveCounts()) { try $0.add($1, .v2012) }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `after removals in random order, a store equals one that never had those archives`(seed: UInt64) throws {
        try withFolder { folder in
            var left = try archives(6, seed: seed, in: folder + "/data")
            let totals = "googlebooks-eng-all-totalcounts-20120701.txt"
            try Files.write("\t1899,900,80,7\t1900,1000,90,8\t", to: "\(folder)/data/\(totals)")
            try Files.write("bad\n", to: folder + "/data/googlebooks-eng-all-1gram-20120701-bad")
            let (store, corpus) = (folder + "/db", "eng-2012")
            try Program.expect(65, "ingest", "--db", store, folder + "/data")
            let remove = ["remove", "--yes", "--corpus", corpus, "--db", store]
            try Program.expect(0, remove + ["googlebooks-eng-all-1gram-20120701-bad", totals])
            #expect(try Ledger.states(store).count == 6)
            #expect(try Program.expect(0, "query", "top", "--db", store).errors == "")

            var random = SeededRandom(seed: seed)
            var order = left.keys.sorted()
            order.shuffle(using: &random)
            while order.count > 1 {
                let names = Array(order.prefix(min(order.count - 1, Int.random(in: 1...2, using: &random))))
                order.removeFirst(names.count)
                for name in names { left[name] = nil }
                // By the name in the ledger, or by the name of the file.
                let ending = try Program.expect(0, remove + [names[0]] + names.dropFirst().map { "data/\($0).gz" })
                #expect(ending.bytes.isEmpty)
                #expect(ending.errors.hasPrefix("removed \(names.count) archive"))
                try counts(left).expectHeld(by: store, corpus: corpus)
                try? FileManager.default.removeItem(atPath: folder + "/fresh")
                try Program.expect(
                    0, ["ingest", "--db", folder + "/fresh"] + order.map { "\(folder)/data/\($0).gz" })
                for report in ["years", "totals"] {
                    let (found, fresh) = try (
                        Program.expect(0, "export", report, "--db", store),
                        Program.expect(0, "export", report, "--db", folder + "/fresh")
                    )
                    expectSame(found.bytes, fresh.bytes, "export \(report)")
                }
            }
            try Program.expect(0, remove)
            let status = try JSON.object(Program.expect(0, "status", "--db", store, "--format", "json").bytes)
            #expect(status["corpora"]?.isEmpty == true)
            #expect(status["archives"]?.isEmpty == true)
            try Program.expect(0, "verify", "--db", store)
            try Program.expect(64, remove)
            // A removed archive can be ingested again.
            try Program.expect(0, "ingest", "--db", store, "\(folder)/data/\(ArchiveFiles.name(.v2012, 1)).gz")
        }
    }

    @Test func `an interrupted archive and a whole corpus can be removed, and other corpora stay`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            try Files.write("w\t2000\t5\t4\n", to: folder + "/w")
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--corpus", "other", "--db", store, folder + "/w")
            let ingest = try #require(try FrozenIngest.make(store: store, archive: folder + "/wide"))
            let remove = ["remove", "--corpus", "c", "--db", store, "--yes"]
            let busy = try Program.expect(75, remove)
            #expect(busy.errors.contains("another ingest holds the store"))
            #expect(try ingest.end(SIGKILL).signal == SIGKILL)
            try Program.expect(0, remove + ["wide"])
            #expect(try Ledger.states(store) == ["w": "complete"])
            try Program.expect(0, "verify", "--db", store)
            try Program.expect(0, "query", "total", "w", "--db", store)
        }
    }

    @Test func `an unknown corpus or archive is a usage error, and nothing is removed`() throws {
        try withFolder { folder in
            _ = try archives(2, seed: 3, in: folder + "/data")
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, folder + "/data")
            let before = try Files.read(store)
            let remove = ["remove", "--yes", "--db", store]
            let corpus = try Program.expect(64, remove + ["--corpus", "none"])
            #expect(corpus.errors.contains("it has: eng-2012"))
            let archive = try Program.expect(
                64, remove + ["--corpus", "eng-2012", ArchiveFiles.name(.v2012, 1), "none"])
            #expect(archive.errors.contains("eng-2012 has no archive \"none\""))
            #expect(archive.errors.contains("ngrams status --archives"))
            let silent = try Program.expect(64, "remove", "--corpus", "eng-2012", "--db", store)
            #expect(silent.errors.contains("--yes"), "there is no terminal to ask on")
            #expect(try Files.read(store) == before)
        }
    }

    @Test(
        .enabled(if: PseudoTerminal.isThere, "there are no pseudoterminals"),
        arguments: [("y\n", true), (" YES \n", true), ("n\n", false), ("\n", false), ("yesterday\n", false)])
    func `on a terminal, remove lists the archives, asks, and takes any answer but yes as no`(
        answer: String, removes: Bool
    ) throws {
        try withFolder { folder in
            _ = try archives(3, seed: 4, in: folder + "/data")
            let store = folder + "/db"
            try Program.expect(0, "ingest", "--db", store, folder + "/data")
            let names = [1, 3].map { ArchiveFiles.name(.v2012, $0) }
            let terminal = try PseudoTerminal()
            let program = try Program.start(
                ["remove", "--corpus", "eng-2012", "--db", store] + names, terminal: terminal, input: terminal.path)
            let isAsking = program.poll { String(decoding: terminal.bytes, as: UTF8.self).contains("[y/N] ") }
            #expect(isAsking)
            #expect(try Ledger.states(store).count == 3)
            let busy = try Program.run(["ingest", "--db", store, folder + "/data"])
            #expect(busy.code == 75, "no other command changes the store while it asks")
            terminal.type(answer)
            #expect(try program.wait().code == 0)
            let text = String(decoding: terminal.rest(), as: UTF8.self)
            #expect(text.contains("This removes 2 archives of eng-2012"))
            for name in names { #expect(text.contains(name)) }
            #expect(try Ledger.states(store).count == (removes ? 1 : 3))
            #expect(text.contains(removes ? "removed 2 archives" : "Nothing was removed"))
        }
    }

    @Test(.enabled(if: PreloadedLibrary.isSupported, PreloadedLibrary.unsupported))
    func `a removal that is killed at any call removes all or nothing, and the next writer finishes it`() throws {
        try withFolder { folder in
            let all = try archives(4, seed: 5, in: folder + "/data")
            let base = folder + "/base/db"
            try FileManager.default.createDirectory(atPath: folder + "/base", withIntermediateDirectories: true)
            try Program.expect(0, "ingest", "--db", base, folder + "/data")
            let names = [2, 3].map { ArchiveFiles.name(.v2012, $0) }
            let kept = all.filter { !names.contains($0.key) }
            let (before, after) = try (counts(all).yearsCSV(), counts(kept).yearsCSV())
            func remove(_ store: String) -> [String] {
                ["remove", "--yes", "--corpus", "eng-2012", "--db", store] + names
            }
            var (kills, removed) = (0, 0)
            // Each kill takes eight runs of the program, so the short form kills at every third call.
            for number in stride(from: 1, to: Int.max, by: Crash.isLong ? 1 : 3) {
                let place = "\(folder)/\(number)"
                try FileManager.default.copyItem(atPath: folder + "/base", toPath: place)
                defer { try? FileManager.default.removeItem(atPath: place) }
                let store = place + "/db"
                let run = try DoomedProgram.run(remove(store), dyingAt: number, files: store)
                guard run.ending.signal == SIGKILL else {
                    #expect(run.ending.code == 0)
                    break
                }
                kills += 1
                let years = try Program.expect(0, "export", "years", "--db", store)
                #expect([before, after].contains(years.bytes), "call \(number): all or nothing")
                if years.bytes == after { removed += 1 }
                try Program.expect(0, "verify", "--db", store)
                // A second run is refused if the first had removed everything, but still finishes the cleanup.
                let again = try Program.run(remove(store))
                #expect(again.code == (years.bytes == after ? 64 : 0), "call \(number): \(again.errors)")
                try Program.expect(0, "ingest", "--db", store, "\(folder)/data/\(ArchiveFiles.name(.v2012, 1)).gz")
                expectSame(try Program.run(["export", "years", "--db", store]).bytes, after, "call \(number)")
                try Program.expect(0, "verify", "--db", store)
                guard SQLShell.isThere else { continue }
                #expect(try SQLShell.run("SELECT count(*) FROM archive", on: store) == ["2"])
                #expect(
                    try SQLShell.run(
                        "SELECT count(*) FROM block WHERE id >> 32 NOT IN (SELECT id FROM run)", on: store)
                        == ["0"])
            }
            #expect(kills > 5)
            print("kills of a removal: \(kills), \(removed) of them after the step that removes")
            #expect(removed > 0 && removed < kills, "kills before and after the step: \(removed) of \(kills)")
        }
    }
}
