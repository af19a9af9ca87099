import Foundation
import Testing

/// The program with a store whose system calls fail.
@Suite(.waitsForPrograms, .enabled(if: PreloadedLibrary.isSupported, PreloadedLibrary.unsupported))
struct FaultyStoreTests {
    @Test func `an ingest that fails at any call ends with 74, and is correct when run again`() throws {
        try withFolder { folder in
            var random = RandomRows(seed: 97)
            var counts = NaiveCounts()
            for label in 1...3 {
                let rows = random.archive(.v2012, groups: 12)
                try counts.add(rows, .v2012)
                try ArchiveFiles.write(rows, .v2012, label, in: folder + "/data")
            }
            let expected = counts.yearsCSV()
            let store = folder + "/db"
            let ingest = ["ingest", "--db", store, folder + "/data"]
            var tally = FaultTally()
            for (call, number) in [
                ("write", ENOSPC), ("write", EIO), ("sync", EIO), ("truncate", EIO), ("read", EIO), ("open", EMFILE),
                ("stat", EIO), ("unlink", EIO), ("close", EIO),
            ] {
                for k in FaultyCall.places {
                    for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + ending) }
                    let fault = FaultyCall(call: call, path: store, way: .error(number), isLasting: k % 2 == 0)
                    let (ending, happened) = try fault.run(ingest, at: k)
                    guard happened else { break }
                    tally.add(ending)
                    let context = "\(fault), call \(k): \(ending.errors)"
                    if ending.code != 0 {
                        // SQLite treats a page that the disk cannot read as a damaged one (`unixRead` in os_unix.c). A
                        // stat may fail before the program knows whether the file is a store.
                        let (code, reason): (Int32, String) =
                            switch (call, ending.code) {
                            case ("read", 65): (65, "is damaged: ")
                            case ("stat", 66): (66, "cannot be read: ")
                            default: (74, "cannot be written: ")
                            }
                        #expect(ending.code == code, "\(context)")
                        #expect(ending.errors.contains("ngrams: error: \(store): the store \(reason)"), "\(context)")
                        try Program.expect(0, ingest)
                    }
                    let years = try Program.run(["export", "years", "--db", store])
                    expectSame(years.bytes, expected, "\(context), run again")
                }
            }
            try Program.expect(0, "verify", "--db", store)
            #expect(tally.faults >= 30 && tally.errors >= 20)
            tally.report("the program's calls for the store, an ingest", "all correct when run again")
        }
    }

    @Test func `short and interrupted calls for the store are harmless`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let expected = SmallStore.of("eng-2012").yearsCSV()
            var tally = FaultTally()
            for call in ["read", "write"] {
                for way in [FaultyCall.Way.short(1000), .short(20), .error(EINTR)] {
                    var fault = FaultyCall(call: call, path: folder + "/new", way: way)
                    if case .short = way { fault.isLasting = true }
                    for k in fault.isLasting ? [1] : Array(1...6) {
                        for ending in ["", "-wal", "-shm"] {
                            try? FileManager.default.removeItem(atPath: "\(folder)/new\(ending)")
                        }
                        let ingest = try fault.run(["ingest", "--db", folder + "/new", folder + "/data"], at: k)
                        guard ingest.happened else { break }
                        tally.add(ingest.ending)
                        #expect(ingest.ending.code == 0, "\(fault), call \(k): \(ingest.ending.errors)")
                        let years = ["export", "years", "--corpus", "eng-2012", "--db", folder + "/new"]
                        expectSame(try Program.run(years).bytes, expected, "\(fault), call \(k)")
                    }
                    fault.path = store
                    for query in call == "read" ? ["export years --corpus eng-2012", "verify"] : [] {
                        let words = query.split(separator: " ").map(String.init)
                        let (ending, happened) = try fault.run(words + ["--db", store], at: 1)
                        #expect(happened && ending.code == 0, "\(fault), \(query): \(ending.errors)")
                        tally.add(ending)
                        if words[0] == "export" { expectSame(ending.bytes, expected, "\(fault)") }
                    }
                }
            }
            #expect(tally.errors == 0 && tally.faults >= 10)
            tally.report("short and interrupted calls for the store", "answers equal")
        }
    }

    @Test func `a query that fails at any call reports an error and gives no wrong answer`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            var tally = FaultTally()
            for query in [
                "query total the", "query years the cat", "query top -n 5", "query top -n 5 --from 1950 --to 1960",
                "export years", "export totals", "export top", "status", "verify",
            ] {
                var words = query.split(separator: " ").map(String.init) + ["--db", store]
                if ["query", "export"].contains(words[0]) { words += ["--corpus", "eng-2012"] }
                let expected = try Program.run(words)
                for (call, number) in [("read", EIO), ("read", ESTALE), ("open", EACCES), ("stat", EIO)] {
                    for k in FaultyCall.places {
                        for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + ending) }
                        let fault = FaultyCall(call: call, path: store, way: .error(number))
                        let (ending, happened) = try fault.run(words, at: k)
                        guard happened else { break }
                        tally.add(ending)
                        let context = "\(query), \(fault), call \(k): \(ending.errors)"
                        if ending.code == expected.code {
                            expectSame(ending.bytes, expected.bytes, context)
                        } else {
                            // SQLite treats a page that the disk cannot read as a damaged one (`unixRead` in
                            // os_unix.c).
                            let isDamage = call == "read" && number == EIO && ending.code == 65
                            let reasons = isDamage ? ["is damaged: ", "is not what"] : ["cannot be read: "]
                            #expect(isDamage || ending.code == 66, "\(context)")
                            #expect(
                                reasons.contains { ending.errors.contains("ngrams: error: \(store): the store \($0)") },
                                "\(context)")
                            // An export to standard output may have started, and verify lists what it found.
                            let mayBegin = words[0] == "export" || (words[0] == "verify" && isDamage)
                            #expect(mayBegin || ending.bytes.isEmpty, "\(context)")
                        }
                    }
                }
            }
            #expect(tally.faults >= 50 && tally.errors >= 30)
            tally.report("the program's calls for the store, querys", "the other answers equal")
        }
    }
}
