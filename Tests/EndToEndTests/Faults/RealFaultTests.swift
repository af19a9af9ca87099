import Foundation
import NgramTestSupport
import Testing

/// Disks that are really full and folders that are really read-only, on file systems that the tests mount.
@Suite(.waitsForPrograms) struct RealFaultTests {
    /// Whether a process may have private mounts. They need `unshare` of util-linux and the permission of the system.
    private static let mayMount: Bool = {
        guard SystemTool.bash != nil, SystemTool.find("unshare") != nil else { return false }
        let ending = try? withFolder { folder in
            try Program.bash("unshare -rm mount -t tmpfs -o size=64k none .", folder: folder)
        }
        return ending?.code == 0
    }()
    private static let mayNotMount: Comment = "no file system may be mounted here, not even in a private namespace"

    private static let export = "\"$NGRAMS\" export years --corpus eng-2012"

    /// Writes archives to `folder/data`, and a store of one more archive to `folder/db`.
    /// - Returns: the expected output of `export years` for that store, and for all archives.
    private func prepare(_ folder: String) throws -> (before: [UInt8], after: [UInt8]) {
        var random = RandomRows(seed: 101)
        var counts = NaiveCounts()
        let early = random.archive(.v2012, groups: 8)
        try counts.add(early, .v2012)
        let before = counts.yearsCSV()
        try ArchiveFiles.write(early, .v2012, 0, in: folder)
        for label in 1...3 {
            let rows = random.archive(.v2012, groups: 300)
            try counts.add(rows, .v2012)
            try ArchiveFiles.write(rows, .v2012, label, in: folder + "/data")
        }
        try Program.expect(0, "ingest", "--db", folder + "/db", "\(folder)/\(ArchiveFiles.name(.v2012, 0)).gz")
        return (before, counts.yearsCSV())
    }

    @Test(.enabled(if: mayMount, mayNotMount))
    func `a file system that becomes full at any moment loses nothing`() throws {
        try withFolder { folder in
            let (_, after) = try prepare(folder)
            try FileManager.default.createDirectory(atPath: folder + "/disk", withIntermediateDirectories: true)
            var tally = FaultTally()
            for room in [0, 20, 36, 60, 120, 250, 400, 600, 900, 1300] {
                // Then there is space again, enough for all rows in the write-ahead log and in the store.
                let script = """
                    mount -t tmpfs -o size=16m none disk && cp db disk/db || exit 9
                    mount -o remount,size=$(( $(du -sk disk | cut -f1) + \(room) ))k disk || exit 9
                    $NGRAMS ingest --db disk/db data; echo "ingest $?"
                    \(Self.export) --db disk/db > report; echo "query $?"
                    \(Self.export) --db disk/db -o disk/report; echo "export $?"; ls disk | grep report
                    mount -o remount,size=16m disk || exit 9
                    $NGRAMS verify --db disk/db > /dev/null; echo "verify $?"
                    $NGRAMS ingest --db disk/db data; echo "again $?"
                    \(Self.export) --db disk/db > report; echo "whole $?"
                    """
                try Files.write(script, to: folder + "/script")
                let ending = try Program.bash("unshare -rm bash script", folder: folder)
                let context = "\(room) KB: \(ending.output) \(ending.errors)"
                tally.faults += 1
                tally.errors += ending.lines.first == "ingest 74" ? 1 : 0
                let lines = ending.lines
                #expect(lines.first == "ingest 74" || (lines.first == "ingest 0" && room >= 400), "\(context)")
                if lines.first == "ingest 74" {
                    #expect(ending.errors.contains("error: disk/db: the store cannot be written: "), "\(context)")
                }
                // Reading needs a little space for the memory that SQLite's readers share.
                #expect(lines.contains("query 0") || (lines.contains("query 66") && room < 36), "\(context)")
                if lines.contains("query 66") {
                    #expect(ending.errors.contains("ngrams: error: disk/db: the store cannot be read: "), "\(context)")
                }
                let isWritten = lines.contains("export 0")
                #expect(isWritten || lines.contains("export 74") || lines.contains("export 66"), "\(context)")
                #expect(isWritten == lines.contains("report"), "\(context)")
                #expect(lines.suffix(3) == ["verify 0", "again 0", "whole 0"], "\(context)")
                expectSame(try Files.read(folder + "/report"), after, context)
            }
            #expect(tally.errors >= 5)
            tally.report("full file systems", "all correct when there was space")
        }
    }

    @Test(.enabled(if: mayMount, mayNotMount))
    func `a read-only folder is reported, its store is read, and nothing in it changes`() throws {
        try withFolder { folder in
            let (before, _) = try prepare(folder)
            try FileManager.default.createDirectory(atPath: folder + "/disk", withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: folder + "/db", toPath: folder + "/disk/db")
            let tree = try TestFolder.tree(folder + "/disk")
            let script = """
                mount --bind disk disk && mount -o remount,bind,ro disk || exit 9
                "$NGRAMS" ingest --db disk/db data; echo $?
                "$NGRAMS" ingest --db disk/new data; echo $?
                \(Self.export) --db disk/db > held; echo $?
                "$NGRAMS" verify --db disk/db > verified; echo $?
                \(Self.export) --db db -o disk/report.csv; echo $?
                cp disk/db copy && \(Self.export) --db copy > report; echo $?
                """
            try Files.write(script, to: folder + "/script")
            let ending = try Program.bash("unshare -rm bash script", folder: folder)
            expectSame(try Files.read(folder + "/held"), before, "read where it is")
            #expect(ending.lines == ["74", "74", "0", "0", "74", "0"], "\(ending.errors)")
            for message in [
                "disk/db: the store cannot be written: Read-only file system",
                "disk/new: the store cannot be written: Read-only file system",
                "disk/report.csv: cannot write: Read-only file system",
            ] {
                #expect(ending.errors.contains("ngrams: error: \(message)"), "\(ending.errors)")
            }
            expectSame(try Files.read(folder + "/report"), before, "a copy")
            #expect(try TestFolder.tree(folder + "/disk") == tree)
            print("fault campaign, a read-only folder: 3 commands refused, the store and its copy answer")
        }
    }

    @Test(.enabled(if: SystemTool.bash != nil, "there is no bash on the PATH"))
    func `a limit on file sizes is reported like a full disk, and no command ends silently`() throws {
        try withFolder { folder in
            let (before, after) = try prepare(folder)
            let early = try Files.read(folder + "/db")
            var tally = FaultTally()
            for limit in [1, 8, 40, 250, 300, 400, 600] {
                try Files.write(early, to: folder + "/limited")
                let limited = try Program.bash(
                    """
                    (ulimit -f \(limit); exec "$NGRAMS" ingest --db limited data 2>&1); echo $?
                    (ulimit -f \(1 + limit / 8); exec \(Self.export) --db db -o report 2>&1); echo $?
                    \(Self.export) --db limited > held; echo $?
                    """, folder: folder)
                let context = "\(limit): \(limited.output) \(limited.errors)"
                let codes = limited.lines.compactMap { Int32($0) }
                tally.faults += 1
                tally.errors += codes.first == 74 ? 1 : 0
                #expect(codes.count == 3 && [0, 74].contains(codes[0]) && codes[2] == 0, "\(context)")
                if codes.first == 74 {
                    #expect(limited.output.contains("error: limited: the store cannot be written"), "\(context)")
                }
                if codes.dropFirst().first != 0 { #expect(!Files.exists(folder + "/report"), "\(context)") }
                try? FileManager.default.removeItem(atPath: folder + "/report")
                if codes.first == 74, limit < 40 { expectSame(try Files.read(folder + "/held"), before, context) }
                try Program.expect(0, "ingest", "--db", "limited", "data", folder: folder)
                let held = try Program.run(
                    ["export", "years", "--corpus", "eng-2012", "--db", "limited"], folder: folder)
                expectSame(held.bytes, after, "\(context), run again")
                for ending in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: "\(folder)/limited\(ending)")
                }
            }
            #expect(tally.errors >= 3)
            tally.report("limits on file sizes", "all correct without")
        }
    }
}
