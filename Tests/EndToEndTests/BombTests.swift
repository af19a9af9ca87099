import Foundation
import Testing

/// Archives that decompress to far more than their size, or declare that they do.
@Suite(.waitsForPrograms) struct BombTests {
    /// The size of an endless row. Each further GB takes some seconds.
    private static let gigabytes = Int(ProcessInfo.processInfo.environment["NGRAMS_BOMB_GB"] ?? "") ?? 1

    /// The memory limit, in bytes, of an ingest with two jobs: three times the measured peak.
    private static let memory = 100 << 20

    @Test func `a bomb ends in an error with the reason, and takes no more memory than other archives`() throws {
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
                    // An archive that cannot even be opened is not in the ledger.
                    #expect(try Ledger.states(folder + "/db").values.allSatisfy { $0 == "failed" }, "\(bomb.name)")
                    try Program.expect(1, "query", "total", "w", "--db", folder + "/db")
                } else {
                    #expect(ending.code == 0, "\(bomb.name): \(ending)")
                    let total = try Program.expect(0, "query", "total", "w", "--db", folder + "/db", "--format", "csv")
                    #expect(total.lines.last == "w,1,1,2000,2000", "\(bomb.name)")
                }
            }
        }
        let (compressed, uncompressed) = bombs.filter { $0.uncompressed < 1 << 60 }.reduce((0, 0)) {
            ($0.0 + $1.bytes.count, $0.1 + $1.uncompressed)
        }
        print(
            "bombs: \(bombs.count), \(compressed >> 20) MB for \(uncompressed >> 20) MB; peak memory \(peak >> 20) MB")
    }

    @Test func `a file of one endless row fails even when bad rows are skipped`() throws {
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
