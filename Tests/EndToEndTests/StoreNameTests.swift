import Foundation
import Testing

/// The path of the store.
@Suite(.waitsForPrograms) struct StoreNameTests {
    @Test(arguments: [
        ":memory:", "file:x?mode=memory", "a?b", "a%20b", "a#b", "with space", "it's", "\"", "ж.sqlite", "./x", "-",
        "*",
    ])
    func `any name is taken as the name of a file`(name: String) throws {
        try withFolder { folder in
            try Files.write("w\t2000\t5\t1\n", to: folder + "/in/words")
            for _ in 0..<2 {
                try Program.expect(0, "ingest", "--db=\(name)", "--corpus", "c", "in/words", folder: folder)
            }
            #expect(Files.size("\(folder)/\(name)") > 0)
            let csv = try Program.expect(0, "query", "total", "w", "--db=\(name)", "--format", "csv", folder: folder)
            #expect(csv.lines.last == "w,5,1,2000,2000")
            try Program.expect(0, "verify", "--db=\(name)", folder: folder)
            let file = name.replacingOccurrences(of: "./", with: "")
            let others = try Files.names(in: folder).filter { $0 != "in" && !$0.hasPrefix(file) }
            #expect(others == [])
        }
    }

    @Test func `the store is --db, otherwise NGRAMS_DB, otherwise ngrams.sqlite in the current folder`() throws {
        try withFolder { folder in
            try Files.write("w\t2000\t5\t1\n", to: folder + "/words")
            let arguments = ["ingest", "--corpus", "c", "words"]
            let variable = ["NGRAMS_DB": folder + "/by-variable"]
            #expect(try Program.run(arguments, folder: folder).code == 0)
            #expect(try Files.names(in: folder) == ["ngrams.sqlite", "words"])
            #expect(try Program.run(arguments, environment: variable, folder: folder).code == 0)
            #expect(Files.exists(folder + "/by-variable"))
            let both = arguments + ["--db", "by-option"]
            #expect(try Program.run(both, environment: variable, folder: folder).code == 0)
            #expect(Files.exists(folder + "/by-option"))
            let query = ["query", "total", "w"]
            #expect(try Program.run(query, folder: folder).code == 0)
            #expect(try Program.run(query, environment: variable, folder: folder).code == 0)
            #expect(try Program.run(query, environment: ["NGRAMS_DB": folder + "/none"], folder: folder).code == 66)
            #expect(try Program.run(query, environment: ["NGRAMS_DB": ""], folder: folder).code == 0)
        }
    }
}
