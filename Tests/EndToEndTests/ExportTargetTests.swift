import Foundation
import Testing

/// Exports to targets that are not regular files, and exports that do not finish.
@Suite(.waitsForPrograms) struct ExportTargetTests {
    @Test func `devices and pipes are written to`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let common = ["export", "years", "--db", store, "--corpus", "eng-2012", "-o"]
            #expect(try Program.run(common + ["/dev/null"]).code == 0)
            if Files.exists("/dev/full") {
                let full = try Program.run(common + ["/dev/full"])
                #expect(full.code == 74)
                #expect(full.errors.contains("/dev/full: cannot write"))
            }
        }
    }

    /// Uses links and pipes of its own, because a test that root may run must not risk replacing `/dev/stdout`.
    @Test(.enabled(if: SystemTool.bash != nil, "there is no bash on the PATH"))
    func `a link to a device or a pipe stays and its target is written, as needed for /dev/stdout`() throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            symlink("/dev/null", folder + "/null")
            symlink("/dev/fd/1", folder + "/out")
            symlink("pipe", folder + "/to-pipe")
            let script = """
                mkfifo pipe
                export="$NGRAMS export years --corpus eng-2012"
                $export > expected
                $export -o null && test -L null && echo null
                $export -o out | cmp - expected && test -L out && echo piped
                (echo first; $export -o out) > redirected && test -L out && echo redirected
                (echo first; cat expected) | cmp - redirected && echo whole
                cat pipe > read & $export -o to-pipe && wait && cmp read expected && test -L to-pipe && echo pipe
                cat pipe > read & $export -o pipe && wait && cmp read expected && test -p pipe && echo direct
                """
            let ending = try Program.bash(script, folder: folder)
            #expect(ending.lines == ["null", "piped", "redirected", "whole", "pipe", "direct"], "\(ending.errors)")
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can create files of other users"))
    func `another user's link is not followed, not even one through /dev or /proc`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let expected = SmallStore.of("eng-2012").topCSV(NaiveTop())
            let precious = folder + "/precious"
            try Files.write("precious", to: precious)
            var planted = ["a": precious, "b": "/dev/..\(precious)", "c": "/proc/self/root\(precious)"]
            planted["e"] = "/dev/shm"
            for (name, target) in planted { symlink(target, "\(folder)/\(name)") }
            var places = planted.keys.sorted().map { "\(folder)/\($0)" }
            let shared = "/dev/shm/ngrams-e2e-\(UUID().uuidString)"
            if symlink(precious, shared) == 0 { places.append(shared) }
            defer { unlink(shared) }
            let nobody: uid_t = 65534
            for place in places { lchown(place, nobody, nobody) }
            // The user's own link to another user's link.
            symlink("d", folder + "/own")
            symlink(precious, folder + "/d")
            lchown(folder + "/d", nobody, nobody)
            try Program.expect(0, "export", "top", "--db", store, "--corpus", "eng-2012", "-o", folder + "/own")
            places.append(folder + "/d")
            for place in places where !place.hasSuffix("/d") {
                try Program.expect(0, "export", "top", "--db", store, "--corpus", "eng-2012", "-o", place)
            }
            for place in places {
                var status = stat()
                #expect(lstat(place, &status) == 0 && status.st_mode & S_IFMT == S_IFREG, "\(place)")
                #expect(try Files.read(place) == expected, "\(place)")
                #expect(try Files.read(precious) == Array("precious".utf8), "\(place)")
            }
            print("planted links: \(places.count), none followed")
        }
    }

    @Test func `a file with a second hard link is replaced under the given name only`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            try Files.write("precious", to: folder + "/precious")
            link(folder + "/precious", folder + "/hard")
            try Program.expect(0, "export", "top", "--db", store, "--corpus", "eng-2012", "-o", folder + "/hard")
            #expect(try Files.read(folder + "/hard") == SmallStore.of("eng-2012").topCSV(NaiveTop()))
            #expect(try Files.read(folder + "/precious") == Array("precious".utf8))
        }
    }

    @Test func `the user's own link to a folder is refused as output`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            symlink("data", folder + "/link")
            try Program.expect(74, "export", "top", "--db", store, "--corpus", "eng-2012", "-o", folder + "/link")
            #expect(try !Files.names(in: folder + "/data").isEmpty)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can create files of other users"))
    func `another user's file or link is replaced, and the new file gives no one more rights`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let common = ["export", "top", "--db", store, "--corpus", "eng-2012", "-o"]
            let nobody: uid_t = 65534
            let (report, null) = (folder + "/report.csv", folder + "/null")
            for (mode, expected) in [(0o666, 0o644), (0o600, 0o600), (0o664, 0o644), (0o640, 0o600)] as [(Int, Int)] {
                try Files.write("planted", to: report)
                chown(report, nobody, nobody)
                chmod(report, mode_t(mode))
                let script = "umask 022; \"$NGRAMS\" \(common.joined(separator: " ")) report.csv"
                #expect(try Program.bash(script, folder: folder).code == 0)
                #expect(Files.mode(report) == UInt32(expected), "of mode \(String(mode, radix: 8))")
                var status = stat()
                #expect(lstat(report, &status) == 0 && status.st_uid == 0)
            }
            // The user's own file that another group may read: the same group may read the new one.
            chown(report, 0, gid_t(nobody))
            chmod(report, 0o640)
            #expect(try Program.run(common + [report]).code == 0)
            var status = stat()
            #expect(lstat(report, &status) == 0 && status.st_gid == gid_t(nobody) && Files.mode(report) == 0o640)
            symlink("/dev/null", null)
            lchown(null, nobody, nobody)
            #expect(try Program.run(common + [null]).code == 0)
            #expect(try Files.read(null) == SmallStore.of("eng-2012").topCSV(NaiveTop()), "the link is replaced")
        }
    }

    @Test(.enabled(if: SystemTool.bash != nil, "there is no bash on the PATH"), arguments: ["077", "027", "000"])
    func `a new file gets the mode of the umask, and a private file stays private`(mask: String) throws {
        try withFolder { folder in
            _ = try SmallStore.make(in: folder)
            try Files.write("before", to: folder + "/private.csv")
            chmod(folder + "/private.csv", 0o600)
            let script = """
                umask \(mask)
                for name in new.csv private.csv new.csv.gz; do "$NGRAMS" export top --corpus eng-2012 -o $name || exit 1; done
                echo 'w	2000	1	1' > words && "$NGRAMS" ingest --corpus c --db new.db words
                """
            #expect(try Program.bash(script, folder: folder).code == 0)
            let usual = 0o666 & ~(UInt32(mask, radix: 8) ?? 0)
            for name in ["new.csv", "new.csv.gz", "new.db"] { #expect(Files.mode("\(folder)/\(name)") == usual) }
            #expect(Files.mode(folder + "/private.csv") == 0o600)
        }
    }

    @Test func `an export that is killed leaves the old file and no other`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            try Program.expect(0, "ingest", "--corpus", "c", "--db", folder + "/db", folder + "/wide")
            try Files.write("before", to: folder + "/reports/report.csv")
            for signal in [SIGKILL, SIGINT, SIGTERM] {
                let program = try Program.start(
                    ["export", "years", "--db", folder + "/db", "-o", folder + "/reports/report.csv"])
                // There is much to write between the opening of the file and its renaming.
                let isOpen = try program.freeze {
                    let links = "/proc/\(program.process)/fd"
                    let files = (try? FileManager.default.contentsOfDirectory(atPath: links)) ?? []
                    return !Files.exists("/proc/self/fd")
                        || files.contains {
                            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(links)/\($0)"))?
                                .hasPrefix(folder + "/reports/") == true
                        }
                }
                guard isOpen else { continue }
                program.signal(signal)
                program.signal(SIGCONT)
                #expect(try program.wait().code != 0)
                #expect(try Files.read(folder + "/reports/report.csv") == Array("before".utf8))
                #if os(Linux)
                    #expect(try Files.names(in: folder + "/reports") == ["report.csv"])
                #endif
            }
        }
    }
}
