import Foundation
import Testing

/// Archives that unpack to far more than they are, or say so.
@Suite(.waitsForPrograms) struct BombTests {
    /// How much a row without end has: one more GB takes some seconds.
    private static let gigabytes = Int(ProcessInfo.processInfo.environment["NGRAMS_BOMB_GB"] ?? "") ?? 1

    /// What an ingest with two jobs may take at most, whatever it reads: three times what it was measured to.
    private static let memory = 100 << 20

    @Test func `a bomb ends in an error that says why, and takes no more memory than any archive`() throws {
        var peak = 0
        let bombs = try Bomb.all(gigabytes: Self.gigabytes)
        for bomb in bombs {
            try withFolder { folder in
                let path = try bomb.write(in: folder)
                let arguments = ["ingest", "--jobs", "2", "--db", folder + "/db", path]
                let (ending, used) = try Program.start(arguments).waitWatchingMemory()
                peak = max(peak, used)
                #expect(used < Self.memory, "\(bomb.name): \(used >> 20) MB")
                #expect(ending.errors.utf8.count < 2000, "\(bomb.name)")
                if let refusal = bomb.refusal {
                    #expect(ending.code == 65, "\(bomb.name): \(ending)")
                    #expect(ending.errors.contains(path), "\(bomb.name): \(ending.errors)")
                    #expect(ending.errors.contains(refusal), "\(bomb.name): \(ending.errors)")
                    // One that cannot even be opened was never begun.
                    #expect(try Ledger.states(folder + "/db").values.allSatisfy { $0 == "failed" }, "\(bomb.name)")
                    try Program.expect(1, "query", "total", "w", "--db", folder + "/db")
                } else {
                    #expect(ending.code == 0, "\(bomb.name): \(ending)")
                    let total = try Program.expect(0, "query", "total", "w", "--db", folder + "/db", "--format", "csv")
                    #expect(total.lines.last == "w,1,1,2000,2000", "\(bomb.name)")
                }
            }
        }
        let (packed, unpacked) = bombs.filter { $0.unpacked < 1 << 60 }.reduce((0, 0)) {
            ($0.0 + $1.bytes.count, $0.1 + $1.unpacked)
        }
        print("bombs: \(bombs.count), \(packed >> 20) MB for \(unpacked >> 20) MB; peak memory \(peak >> 20) MB")
    }

    @Test func `a file of one row without end fails also when bad rows are skipped`() throws {
        try withFolder { folder in
            let bomb = try #require(try Bomb.all(gigabytes: 1).first { $0.name == "a gzip of zeros" })
            let path = try bomb.write(in: folder)
            let store = folder + "/db"
            let (ending, used) = try Program.start(["ingest", "--bad-rows", "skip", "--db", store, path])
                .waitWatchingMemory()
            #expect(ending.code == 65, "\(ending)")
            #expect(used < Self.memory)
            let status = try Program.expect(0, "status", "--db", store, "--format", "json")
            let archive = try #require(try JSON.object(status.bytes)["archives"]?.first)
            #expect(JSON.texts(archive, ["rows", "bad_rows"]) == ["0", "1"])
        }
    }
}
