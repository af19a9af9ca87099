import Foundation
import NgramTestSupport
import Testing

/// N-grams of several words with a bare tag.
@Suite(.waitsForPrograms) struct PlaceholderTests {
    @Test func `are kept, or dropped where that is asked for`() throws {
        try withFolder { folder in
            let dropped = ["the _NOUN_", "_DET_ house", "a _X_ b"]
            let kept = ["_NOUN_", "the house", "_START_ the", "the _END_", "_ROOT_ the", "run_VERB it"]
            let rows = (dropped + kept).map { "\($0)\t1990\t5\t3\n" }.joined()
            let path = try ArchiveFiles.write(Array(rows.utf8), .v2012, 1, .plain, in: folder)
            for (options, hasAll) in [
                ([], true), (["--placeholders", "keep"], true), (["--placeholders", "drop"], false),
            ] {
                let store = "\(folder)/\(options.joined())\(hasAll).db"
                try Program.expect(0, ["ingest", "--db", store, path] + options)
                let totals = try Program.expect(0, "export", "totals", "--db", store).output
                let found = totals.split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[0]) }
                #expect(found == (hasAll ? dropped + kept : kept).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            }
            try Program.expect(64, ["ingest", "--placeholders", "skip", "--db", "\(folder)/x.db", path])
        }
    }
}
