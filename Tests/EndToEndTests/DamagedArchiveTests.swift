import Foundation
import NgramTestSupport
import Testing

/// Compressed files that are truncated or have wrong bytes.
@Suite(.waitsForPrograms) struct DamagedArchiveTests {
    private static let compressions: [Compression] = [.gzip, .gzipMembers, .zip, .zip64, .zipStreamed, .zipStored]

    @Test(arguments: compressions) func `a truncated archive is refused, wherever it ends`(compression: Compression)
        throws
    {
        try withFolder { folder in
            var rows = RandomRows(seed: 41)
            let plain = rows.archive(.v2012, groups: 60)
            let whole = try compression.compress(plain, member: "member")
            var lengths = [1, 2, 3, 9, 17, whole.count / 2, whole.count - 1, whole.count - 4, whole.count - 9]
            for _ in 0..<12 { lengths.append(Int.random(in: 1..<whole.count, using: &rows.random)) }
            for (label, length) in lengths.enumerated() {
                // A cut at the end of a member gives a valid gzip file.
                if compression == .gzipMembers, ZlibInflate.gunzip(Array(whole.prefix(length))) != nil { continue }
                let name = ArchiveFiles.name(.v2012, label) + compression.ending
                try Files.write(Array(whole.prefix(length)), to: "\(folder)/data/\(name)")
            }
            let store = folder + "/db"
            let ending = try Program.expect(65, "ingest", "--db", store, folder + "/data")
            let names = try Files.names(in: folder + "/data")
            for name in names { #expect(ending.errors.contains("\(folder)/data/\(name): ")) }
            #expect(try Ledger.states(store).values.allSatisfy { $0 == "failed" })
            try Program.expect(1, "query", "total", "a", "--db", store)
            try Program.expect(0, "verify", "--db", store)
        }
    }

    @Test(arguments: compressions)
    func `a flipped bit is refused, or changes no count`(compression: Compression) throws {
        try withFolder { folder in
            var rows = RandomRows(seed: 43)
            let plain = rows.archive(.v2012, groups: 60)
            let whole = try compression.compress(plain, member: "member")
            for label in 0..<24 {
                var damaged = whole
                let place = Int.random(in: 0..<whole.count, using: &rows.random)
                damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &rows.random)
                let path = "\(folder)/data/c\(label)/\(ArchiveFiles.name(.v2012, 1))\(compression.ending)"
                try Files.write(damaged, to: path)
            }
            let expected = try NaiveCounts(plain, .v2012).yearsCSV()
            var refused = 0
            for label in 0..<24 {
                let store = "\(folder)/db\(label)"
                let ending = try Program.run(["ingest", "--db", store, "\(folder)/data/c\(label)"])
                if ending.code == 65 {
                    refused += 1
                    #expect(ending.errors.contains("\(folder)/data/c\(label)/"))
                    try Program.expect(1, "query", "total", "a", "--db", store)
                } else {
                    #expect(ending.code == 0, "\(label) \(ending.errors)")
                    let years = try Program.run(["export", "years", "--db", store])
                    expectSame(years.bytes, expected, "bit \(label)")
                }
            }
            #expect(refused > 12)
        }
    }

    @Test func `in one ingest of a thousand damaged archives, each one counts completely or is refused`() throws {
        try withFolder { folder in
            var rows = RandomRows(seed: 20_261_122)
            let store = folder + "/db"
            var plain: [String: [UInt8]] = [:]
            for (index, compression) in Self.compressions.enumerated() {
                let content = rows.archive(.v2012, groups: 4)
                let whole = try compression.compress(content, member: "member")
                for label in 0..<Self.damagedEach {
                    var damaged = whole
                    let place = Int.random(in: 0..<whole.count, using: &rows.random)
                    damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &rows.random)
                    let name = ArchiveFiles.name(.v2012, 1000 * index + label)
                    plain[name] = content
                    try Files.write(damaged, to: "\(folder)/data/\(name)\(compression.ending)")
                }
            }
            let ending = try Program.run(["ingest", "--db", store, folder + "/data"])
            #expect(ending.code == 65)
            let states = try Ledger.states(store)
            // Archives that cannot even be opened are not in the ledger. No other archive may be missing.
            for name in plain.keys where states[name] == nil {
                #expect(ending.errors.contains("/\(name)."), "\(name)")
            }
            var expected = NaiveCounts()
            for (name, state) in states {
                #expect(["complete", "failed"].contains(state), "\(name)")
                if state == "complete" { try expected.add(plain[name] ?? [], .v2012) }
            }
            try expected.expectHeld(by: store, corpus: "eng-2012")
            let refused = plain.count - states.values.count { $0 == "complete" }
            print("bit damage: seed 20261122, \(plain.count) archives in one ingest, \(refused) refused; answers equal")
        }
    }

    /// The number of damaged archives of each compression in one ingest.
    private static let damagedEach = Int(ProcessInfo.processInfo.environment["NGRAMS_DAMAGED_EACH"] ?? "") ?? 170

    @Test func `bytes after a gzip archive that are not gzip are refused`() throws {
        try withFolder { folder in
            let good = try Compression.gzip.compress(Array("w\t2000\t1\t1\n".utf8), member: "")
            let path = "\(folder)/\(ArchiveFiles.name(.v2012, 1)).gz"
            try Files.write(good + Array("more".utf8), to: path)
            try Program.expect(65, "ingest", "--db", folder + "/db", path)
            try Files.write(good + [0, 0, 0] + good, to: path)
            try Program.expect(65, "ingest", "--db", folder + "/db", path)
            try Files.write(good + [0, 0, 0], to: path)
            try Program.expect(0, "ingest", "--db", folder + "/db", path)
        }
    }

    @Test func `a name whose ending does not match the content is refused with a message that names both`() throws {
        try withFolder { folder in
            for (label, ending) in [".gz", ".zip"].enumerated() {
                let path = "\(folder)/\(ArchiveFiles.name(.v2012, label))\(ending)"
                try Files.write("word\t2000\t1\t1\n", to: path)
                let refused = try Program.expect(65, "ingest", "--db", folder + "/db", path)
                #expect(refused.errors.contains("\(path): the name says \(ending == ".gz" ? "gzip" : "zip"), but"))
            }
        }
    }

    @Test func `--bad-rows skip does not accept damaged data`() throws {
        try withFolder { folder in
            var rows = RandomRows(seed: 47)
            var compressed = try Compression.gzip.compress(rows.archive(.v2012, groups: 60), member: "")
            compressed[compressed.count - 6] ^= 1
            let path = "\(folder)/\(ArchiveFiles.name(.v2012, 1)).gz"
            try Files.write(compressed, to: path)
            try Program.expect(65, "ingest", "--db", folder + "/db", "--bad-rows", "skip", path)
            #expect(try Array(Ledger.states(folder + "/db").values) == ["failed"])
        }
    }
}
