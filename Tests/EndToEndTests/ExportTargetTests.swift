import Foundation
import Testing

/// Exports to what is no plain file, and exports that do not come to their end.
@Suite struct ExportTargetTests {
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

    /// By links and pipes of its own: `/dev/stdout` itself is not to be risked by a test that root may run.
    @Test(.enabled(if: SystemTool.bash != nil, "there is no bash on the PATH"))
    func `a link to a device or a pipe is written to and stays, as /dev/stdout must`() throws {
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

    @Test func `an export that is killed leaves nothing behind`() throws {
        try withFolder { folder in
            try Files.write(WideRows.large, to: folder + "/wide")
            try Program.expect(0, "ingest", "--corpus", "c", "--db", folder + "/db", folder + "/wide")
            try Files.write("before", to: folder + "/reports/report.csv")
            for signal in [SIGKILL, SIGINT, SIGTERM] {
                let program = try Program.start(
                    ["export", "years", "--db", folder + "/db", "-o", folder + "/reports/report.csv"])
                // From when its file is open to when it is renamed there is much to write.
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
