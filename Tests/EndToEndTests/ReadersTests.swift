import Foundation
import Synchronization
import Testing

/// Eight readers, each of which runs the program again and again, while ingests replace an archive and add another.
@Suite(.waitsForPrograms) struct ReadersTests {
    /// An odd number, so that the last round ingests the new content.
    private static let rounds = 7

    /// A query, and its answer in each state of the store.
    private struct Query: Sendable {
        var arguments: [String]
        var code: Int32 = 0
        var answers: [[UInt8]]
    }

    private struct Tally {
        var answers = 0
        var states: [Int: Int] = [:]
        var problems: [String] = []
        var isOver = false
    }

    @Test func `every answer is that of a committed state, and no query fails`() throws {
        try withFolder { folder in
            var random = RandomRows(seed: 5)
            let (old, new) = (random.archive(.v2012, groups: 200), random.archive(.v2012, groups: 200))
            let wide = WideRows.bytes(ngrams: 1000)
            try Files.write(old, to: folder + "/words")
            let ingest = ["ingest", "--corpus", "c", "--db", folder + "/db", "--replace", "--jobs", "2"]
            #expect(try Program.run(ingest + [folder + "/words"]).code == 0)
            try Files.write(wide, to: folder + "/wide")

            // Archives are completed in any order, so there are four states.
            let states = try [[old], [new], [old, wide], [new, wide]].map { archives in
                try archives.reduce(into: NaiveCounts()) { try $0.add($1, .v2012) }
            }
            let queries = try queries(states, folder + "/db")
            let tally = Mutex(Tally())
            let group = DispatchGroup()
            for reader in 0..<8 {
                group.enter()
                Thread.detachNewThread {
                    Self.run(queries, from: reader, tally)
                    group.leave()
                }
            }
            for round in 1...Self.rounds {
                try Files.write(round % 2 == 1 ? new : old, to: folder + "/words")
                Files.touch(folder + "/words", secondsSince1970: 1_000_000_000 + round)
                let ending = try Program.run(ingest + [folder + "/words", folder + "/wide"])
                #expect(ending.code == 0, "\(ending.errors)")
            }
            tally.withLock { $0.isOver = true }
            group.wait()
            let seen = tally.withLock { $0 }
            #expect(seen.problems.isEmpty, "\(seen.problems.count): \(seen.problems.prefix(3))")
            #expect(seen.answers >= 8 * queries.count)
            for query in queries {
                let last = try Program.run(query.arguments)
                expectSame(last.bytes, query.answers[3], "\(query.arguments.prefix(4)) at the end")
            }
            try Program.expect(0, "verify", "--db", folder + "/db")
            print(
                "readers by the program: 8 readers, \(seen.answers) answers during \(Self.rounds) replacements, each of "
                    + "one committed state: \(seen.states.sorted { $0.key < $1.key }.map { "\($0.value)" })")
        }
    }

    private func queries(_ states: [NaiveCounts], _ store: String) throws -> [Query] {
        let words = [states[0].words[3], states[1].words[5]] + [Array(WideRows.word(7).utf8)]
        let texts = words.filter { !$0.contains(0) }.map { String(decoding: $0, as: UTF8.self) }
        let common = ["--db", store, "--format", "csv"]
        func all(_ arguments: [String], _ answer: (NaiveCounts) -> [UInt8]) -> Query {
            Query(arguments: arguments, answers: states.map(answer))
        }
        let top = NaiveTop(limit: 20)
        var queries = [
            all(["query", "top", "-n", "20"] + common) { $0.topCSV(top) },
            all(["query", "top", "--prefix", "a", "--by", "volume"] + common) {
                $0.topCSV(NaiveTop(prefix: "a", byVolume: true))
            },
            all(["query", "top", "--year", "1900", "--tags", "include"] + common) {
                $0.topCSV(NaiveTop(years: 1900...1900, tags: "include"))
            },
            all(["export", "years", "--db", store, "--prefix", "a"]) { $0.yearsCSV(prefix: "a") },
            all(["export", "totals", "--db", store, "--to", "1899"]) { $0.totalsCSV(1...1899) },
        ]
        queries.append(
            all(["query", "total"] + common + ["--"] + texts) { counts in
                let rows = texts.flatMap { counts.total(Array($0.utf8)).csv }
                return Array("ngram,match_count,volume_count,first_year,last_year\n".utf8)
                    + rows.map { $0 }
            })
        queries.append(
            all(["query", "years"] + common + ["--"] + texts) { counts in
                let rows = texts.flatMap { text in
                    counts.series(Array(text.utf8)).flatMap { year, pair in
                        let numbers = ["\(year)", "\(pair.match)", "\(pair.volume)"].map { Array($0.utf8) }
                        return NaiveCSV.row([NaiveCSV.field(Array(text.utf8))] + numbers)
                    }
                }
                return Array("ngram,year,match_count,volume_count\n".utf8) + rows
            })
        return queries
    }

    /// Whether standard error is empty, or has only the note that an archive is being read.
    private static func isNote(_ errors: String?) -> Bool {
        guard let errors, !errors.isEmpty else { return errors != nil }
        return errors.hasPrefix("ngrams: note: ") && errors.contains(" of c ") && errors.contains(" being read;")
            && errors.split(separator: "\n").count == 1
    }

    private static func run(_ queries: [Query], from first: Int, _ tally: borrowing Mutex<Tally>) {
        var next = first
        while !tally.withLock({ $0.isOver }) {
            let query = queries[next % queries.count]
            next += 1
            let ending = try? Program.run(query.arguments)
            let state = ending.flatMap { query.answers.firstIndex(of: $0.bytes) }
            tally.withLock { tally in
                tally.answers += 1
                if let state, ending?.code == 0, Self.isNote(ending?.errors) {
                    tally.states[state, default: 0] += 1
                } else {
                    tally.problems.append("\(query.arguments.prefix(3)): \(ending?.errors ?? "cannot be run")")
                }
            }
        }
    }
}
