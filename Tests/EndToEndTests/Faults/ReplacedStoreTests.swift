import Foundation
import Testing

/// Stores that are removed, or whose name another file takes, while a program has them open.
@Suite(.waitsForPrograms, .enabled(if: PreloadedLibrary.isSupported, PreloadedLibrary.unsupported))
struct ReplacedStoreTests {
    /// The shell commands that run in the store's folder.
    private static let changes = [
        "rm db", "rm -f db db-wal db-shm", "rm -f db-wal", "mv db moved", "cp other other2 && mv other2 db",
        "rm -f db db-wal db-shm && cp other db && echo sentinel > db-wal && echo sentinel > db-shm",
    ]

    @Test(arguments: changes)
    func `an ingest never reports success for rows that are not in the file at the store's path`(
        change: String
    ) throws {
        try withFolder { folder in
            let store = folder + "/db"
            var random = RandomRows(seed: 89)
            let (first, second) = (random.archive(.v2012, groups: 12), random.archive(.v2012, groups: 12))
            try ArchiveFiles.write(first, .v2012, 1, in: folder + "/data")
            try ArchiveFiles.write(second, .v2012, 2, in: folder + "/data")
            var counts = try NaiveCounts(first, .v2012)
            try counts.add(second, .v2012)
            let otherRows = Array("other\t1999\t5\t4\n".utf8)
            try ArchiveFiles.write(otherRows, .v2012, 3, in: folder)
            let other = folder + "/" + ArchiveFiles.name(.v2012, 3) + ".gz"
            try Program.expect(0, "ingest", "--db", folder + "/other", other)
            var tally = FaultTally()
            // While an archive is read, the store and its log are already open. Before that, SQLite may find the side
            // files of another store next to its own.
            let isSentinel = change.contains("sentinel")
            for (call, path) in isSentinel ? [("read", "/data/")] : [("write", "/db"), ("read", "/data/")] {
                for k in FaultyCall.places {
                    for name in ["db", "moved", "db-wal", "db-shm"] {
                        try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
                    }
                    let fault = FaultyCall(call: call, path: folder + path, way: .after(change))
                    let ingest = ["ingest", "--jobs", "1", "--db", "db", "data"]
                    let (ending, happened) = try fault.run(ingest, at: k, folder: folder)
                    guard happened else { break }
                    tally.add(ending)
                    let context = "\(fault), call \(k): \(ending.errors)"
                    if isSentinel {
                        // The files of the other store are unchanged. They are not logs of SQLite, so the test removes
                        // them.
                        for file in ["db-wal", "db-shm"] {
                            #expect(try Files.read("\(folder)/\(file)") == Array("sentinel\n".utf8), "\(context)")
                            try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
                        }
                    }
                    if ending.code == 0 {
                        let years = try Program.run(["export", "years", "--db", store])
                        expectSame(years.bytes, counts.yearsCSV(), "\(context): \(years.errors)")
                    } else {
                        #expect(ending.code == 74, "\(context)")
                        #expect(ending.errors.contains("ngrams: error: db: "), "\(context)")
                    }
                    if change.contains("other") {
                        let held = try Program.run(["export", "years", "--db", store])
                        expectSame(held.bytes, try NaiveCounts(otherRows, .v2012).yearsCSV(), "\(context), the other")
                    }
                    try Program.expect(0, ingest, folder: folder)
                    if !change.contains("other") {
                        let years = try Program.run(["export", "years", "--db", store])
                        expectSame(years.bytes, counts.yearsCSV(), "\(context), run again")
                    }
                    try Program.expect(0, "verify", "--db", store)
                }
            }
            #expect(tally.faults >= 3)
            tally.report("the store's name during an ingest, \(change)", "all correct when run again")
        }
    }

    @Test func `a reader answers from the store that it opened, or reports an error`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let expected = SmallStore.of("eng-2012").yearsCSV()
            let whole = try Files.read(store)
            var tally = FaultTally()
            for change in ["rm ngrams.sqlite", "rm ngrams.sqlite*", "cp data/*-a.gz spare && mv spare ngrams.sqlite"] {
                for k in FaultyCall.places {
                    for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + ending) }
                    try Files.write(whole, to: store)
                    let fault = FaultyCall(call: "read", path: "/ngrams.sqlite", way: .after(change))
                    let export = ["export", "years", "--corpus", "eng-2012", "--db", "ngrams.sqlite"]
                    let (ending, happened) = try fault.run(export, at: k, folder: folder)
                    guard happened else { break }
                    tally.add(ending)
                    if ending.code == 0 {
                        expectSame(ending.bytes, expected, "\(fault), call \(k)")
                    } else {
                        #expect([66, 74].contains(ending.code), "\(fault), call \(k): \(ending.errors)")
                        #expect(ending.errors.contains("ngrams: error: ngrams.sqlite: "))
                    }
                }
            }
            #expect(tally.faults >= 9)
            tally.report("the store's name under a reader", "the other answers equal")
        }
    }
}
