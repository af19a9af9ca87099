import Foundation
import Testing

/// Archives whose system calls fail, or that change while they are read.
@Suite(.waitsForPrograms, .enabled(if: PreloadedLibrary.isSupported, PreloadedLibrary.unsupported))
struct FaultyArchiveTests {
    private static let compressions: [Compression] = FaultyCall.isLong ? Compression.allCases : [.plain, .gzip, .zip]
    private static let totals = "googlebooks-eng-all-totalcounts-20120701.txt"

    /// An archive under test, a good one and totals, in a folder.
    private struct Scene {
        var folder: String
        var bad: String
        var store: String { folder + "/db" }
        /// The expected output of `export years` without the archive under test, with it, and with another in its
        /// place.
        var (good, all, other): ([UInt8], [UInt8], [UInt8])
        static let otherRows = Array("another\t1999\t5\t4\n".utf8)
        var arguments: [String] { ["ingest", "--jobs", "1", "--db", store, folder + "/data"] }

        init(_ compression: Compression, in folder: String) throws {
            self.folder = folder
            var random = RandomRows(seed: 83)
            let (rows, others) = (random.archive(.v2012, groups: 12), random.archive(.v2012, groups: 4))
            func years(_ more: [UInt8]) throws -> [UInt8] {
                var counts = try NaiveCounts(others, .v2012)
                try counts.add(more, .v2012)
                return counts.yearsCSV()
            }
            (good, all, other) = (try years([]), try years(rows), try years(Self.otherRows))
            bad = try ArchiveFiles.write(rows, .v2012, 1, compression, in: folder + "/data")
            try ArchiveFiles.write(others, .v2012, 2, in: folder + "/data")
            try Files.write(" \t1990,7,5,3\t1991,8,5,3\t", to: "\(folder)/data/\(FaultyArchiveTests.totals)")
            Files.touch(bad, secondsSince1970: 1_600_000_000)
        }

        func removeStore() {
            for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + ending) }
        }

        func check(_ expected: [UInt8], _ context: String) throws {
            let years = try Program.run(["export", "years", "--db", store])
            expectSame(years.bytes, expected, "\(context): \(years.errors)")
        }
    }

    @Test(arguments: compressions)
    func `an I/O error at any call fails the archive with the reason, and the next run succeeds`(
        compression: Compression
    ) throws {
        try withFolder { folder in
            let scene = try Scene(compression, in: folder)
            var tally = FaultTally()
            for path in [scene.bad, scene.folder + "/data/" + Self.totals] {
                for call in ["open", "read", "stat"] {
                    for k in 1... {
                        scene.removeStore()
                        let fault = FaultyCall(call: call, path: path, way: .error(EIO))
                        let (ending, happened) = try fault.run(scene.arguments, at: k)
                        guard happened else { break }
                        tally.add(ending)
                        let context = "\(fault), call \(k): \(ending.errors)"
                        // The listing of a folder continues after a failed stat of one of its files.
                        let isWhole = ending.code == 0 && call == "stat"
                        if !isWhole {
                            #expect(ending.code == 66, "\(context)")
                            #expect(
                                ending.errors.contains("\(path): cannot be read: Input/output error"), "\(context)")
                            #expect(ending.errors.contains("2 added"), "\(context)")
                        }
                        try scene.check(path == scene.bad && !isWhole ? scene.good : scene.all, context)
                        try Program.expect(0, scene.arguments)
                        try scene.check(scene.all, "\(context), run again")
                    }
                }
            }
            #expect(tally.faults >= 10 && tally.errors >= 8)
            try Program.expect(0, "verify", "--db", scene.store)
            tally.report("calls for archives (\(compression))", "all correct when run again")
        }
    }

    @Test(arguments: compressions) func `reads that are short or interrupted, and failed closes, are harmless`(
        compression: Compression
    ) throws {
        try withFolder { folder in
            let scene = try Scene(compression, in: folder)
            var faults = [
                FaultyCall(call: "read", path: "/data/", way: .short(1), isLasting: true),
                FaultyCall(call: "read", path: "/data/", way: .short(1000), isLasting: true),
            ]
            for call in ["open", "read", "close"] {
                faults.append(FaultyCall(call: call, path: "/data/", way: .error(EINTR)))
            }
            faults.append(FaultyCall(call: "close", path: "/data/", way: .error(EIO)))
            var tally = FaultTally()
            for fault in faults {
                for k in 1... {
                    scene.removeStore()
                    let (ending, happened) = try fault.run(scene.arguments, at: k)
                    guard happened else { break }
                    tally.add(ending)
                    #expect(ending.code == 0, "\(fault), call \(k): \(ending.errors)")
                    try scene.check(scene.all, "\(fault), call \(k)")
                    if fault.isLasting { break }
                }
            }
            #expect(tally.errors == 0 && tally.faults >= 10)
            try Program.expect(0, "verify", "--db", scene.store)
            tally.report("harmless calls for archives (\(compression))", "answers equal")
        }
    }

    @Test(arguments: compressions) func `an archive that changes while it is read counts completely or not at all`(
        compression: Compression
    ) throws {
        try withFolder { folder in
            let scene = try Scene(compression, in: folder)
            let whole = try Files.read(scene.bad)
            let spare = folder + "/spare"
            try Files.write(try compression.compress(Scene.otherRows, member: "spare"), to: spare)
            let changes = [
                "printf 'x\\t1\\t1\\t1\\n' >> '\(scene.bad)'", "truncate -s \(whole.count / 2) '\(scene.bad)'",
                "truncate -s 0 '\(scene.bad)'", "cat '\(spare)' > '\(scene.bad)'",
                "dd if=/dev/zero of='\(scene.bad)' bs=1 seek=\(whole.count / 2) count=1 conv=notrunc status=none",
                "cp '\(spare)' '\(spare)2' && mv '\(spare)2' '\(scene.bad)'", "rm '\(scene.bad)'",
            ]
            var tally = FaultTally()
            for change in changes {
                for k in 1... {
                    scene.removeStore()
                    try Files.write(whole, to: scene.bad)
                    Files.touch(scene.bad, secondsSince1970: 1_600_000_000)
                    let fault = FaultyCall(call: "read", path: scene.bad, way: .after(change))
                    let (ending, happened) = try fault.run(scene.arguments, at: k)
                    guard happened else { break }
                    tally.add(ending)
                    let context = "\(fault), call \(k): \(ending.errors)"
                    // The opened file is read to its end, even if another file has taken its name.
                    let isReplaced = change.contains("mv ") || change.hasPrefix("rm ")
                    if ending.code == 0 || (ending.code == 66 && isReplaced) {
                        #expect(isReplaced, "\(context)")
                        let held = try Program.run(["export", "years", "--db", scene.store]).bytes
                        #expect(
                            [scene.all, scene.other, scene.good].contains(held), "\(context)")
                    } else {
                        #expect(ending.code == 65, "\(context)")
                        #expect(ending.errors.contains("ngrams: error: \(scene.bad): "), "\(context)")
                        try scene.check(scene.good, context)
                    }
                    // Once the file is restored, it replaces what was read.
                    try Files.write(whole, to: scene.bad)
                    #expect(try Program.run(scene.arguments + ["--replace"]).code == 0, "\(context)")
                    try scene.check(scene.all, "\(context), run again")
                }
            }
            #expect(tally.faults >= 7)
            try Program.expect(0, "verify", "--db", scene.store)
            tally.report("archives that change at a read (\(compression))", "all correct when run again")
        }
    }
}
