import Foundation
import NgramTestSupport
import Testing

/// An export is killed at each of the calls that create its file. It leaves the old file or the new one, never a part
/// of one, and no other file.
///
/// There is one exception. Linux has no call that replaces a file with an unnamed one, so the new file has a temporary
/// name between two calls. A kill there leaves a complete hidden file, which the next export to the same path removes.
@Suite(.waitsForPrograms, .enabled(if: PreloadedLibrary.isSupported, PreloadedLibrary.unsupported))
struct ExportKillTests {
    @Test(arguments: ["report.csv", "report.csv.gz"], [false, true])
    func `an export that is killed at any of its calls leaves a complete file or none`(name: String, isThere: Bool)
        throws
    {
        try withFolder { folder in
            let scene = try Scene(folder: folder, name: name, isThere: isThere)
            var kills: [String: Int] = [:]
            var number = 1
            while let call = try scene.kill(at: number) {
                kills[call, default: 0] += 1
                number += 1
            }
            #expect(kills["write", default: 0] > 2, "some kills are in the middle of the rows")
            #expect(kills["link", default: 0] + kills["rename", default: 0] == (isThere ? 3 : 1))
            let calls = kills.sorted { $0.key < $1.key }.map { "\($0.value) of \($0.key)" }.joined(separator: ", ")
            print(
                """
                kill at every call of an export: \(name)\(isThere ? " in place of another" : ""), seed \(Crash.seed), \
                killed before and in the middle of \(number - 1) calls (\(calls)); whole or not at all
                """)
        }
    }

    private struct Scene {
        let folder: String
        let name: String
        let isThere: Bool
        let expected: [UInt8]
        private let before = Array("before".utf8)
        private var report: String { "\(folder)/reports/\(name)" }
        private var export: [String] { ["export", "years", "--db", folder + "/db", "-o", report] }

        init(folder: String, name: String, isThere: Bool) throws {
            (self.folder, self.name, self.isThere) = (folder, name, isThere)
            // Enough for several writes, even when compressed.
            var random = RandomRows(seed: Crash.seed)
            try Files.write(random.archive(.v2012, groups: 3500), to: folder + "/archive")
            try Program.expect(0, "ingest", "--corpus", "c", "--db", folder + "/db", folder + "/archive")
            expected = try Program.expect(0, "export", "years", "--db", folder + "/db").bytes
        }

        /// Kills the export before a call, and once more in the middle of the call.
        /// - Returns: the name of the call; nil if there was none.
        func kill(at number: Int) throws -> String? {
            var call: String?
            for way in [.before, .torn] as [DoomedProgram.Way] {
                try? FileManager.default.removeItem(atPath: folder + "/reports")
                try FileManager.default.createDirectory(atPath: folder + "/reports", withIntermediateDirectories: true)
                if isThere { try Files.write(before, to: report) }
                let run = try DoomedProgram.run(export, dyingAt: number, way, files: folder + "/reports/")
                if run.ending.signal == SIGKILL {
                    call = run.calls.last?.name
                    try expectWholeOrNothing(run.calls, "\(way) call \(number), \(call ?? "")")
                } else {
                    #expect(run.ending.code == 0, "\(run.ending.errors)")
                    #expect(try Files.names(in: folder + "/reports") == [name])
                    try expectWhole(report)
                }
            }
            return call
        }

        private func expectWholeOrNothing(_ calls: [DoomedProgram.Call], _ comment: Comment) throws {
            let names = try Files.names(in: folder + "/reports")
            // The call at which it was killed was not made.
            let made = calls.dropLast()
            if made.last?.name == "rename" || (made.last?.name == "link" && !isThere) {
                // Only the fsync of the folder remains.
                #expect(names == [name], comment)
                return try expectWhole(report)
            }
            #expect(names.contains(name) == isThere, comment)
            if isThere { #expect(try Files.read(report) == before, comment) }
            let others = names.filter { $0 != name }
            guard isThere, calls.last?.name == "rename" else {
                #expect(others.isEmpty, comment)
                return
            }
            #expect(others.count == 1, comment)
            for other in others { try expectWhole("\(folder)/reports/\(other)") }
            #expect(try Program.run(export).code == 0)
            #expect(try Files.names(in: folder + "/reports") == [name], "the next export removes it")
        }

        private func expectWhole(_ path: String) throws {
            let found = try Files.read(path)
            expectSame(name.hasSuffix(".gz") ? try #require(ZlibInflate.gunzip(found)) : found, expected, path)
        }
    }
}
