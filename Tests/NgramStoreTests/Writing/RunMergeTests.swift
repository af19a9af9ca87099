import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("Merging the runs of an archive")
struct RunMergeTests {
    /// Random partitions that overlap, and what they hold together.
    private func archive(_ random: inout SeededRandom) throws -> HandmadeArchive {
        let vocabulary = RandomNgrams.many(random.int(20...60), &random)
        let partitions = (0..<random.int(2...6)).map { _ in
            [
                (0..<random.int(5...40)).map { _ in vocabulary.randomElement(using: &random) ?? [0x61] }.map { text in
                    DumpedNgram(text, [ngram("x", random.int(1900...1920), Int64(random.int(1...90)), 1).series[0]])
                }
            ]
        }
        return try HandmadeArchive("one", "eng-2012", partitions: partitions)
    }

    @Test("can be killed after any step, and the next writer finishes it", arguments: 1...12 as ClosedRange<UInt64>)
    func killed(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let archive = try archive(&random)
        let batchBytes = random.int(1...2000)
        for steps in 0..<12 {
            let store = try TestStore()
            let id = try store.write(batchBytes: batchBytes) { try $0.add(archive, .loading) }
            // Without `close`, the writer keeps only what was committed, as after a kill.
            do {
                let writer = try StoreWriter(path: store.path, batchBytes: batchBytes)
                if try writer.mergeRuns(of: id, steps: steps) { break }
            }
            #expect(try store.dump("eng-2012").isEmpty, "an archive that is not complete is invisible")
            try store.write(batchBytes: batchBytes) { writer in
                try writer.mergeRuns(of: id)
                try writer.complete(id, digest: "x", replacing: nil)
            }
            #expect(try store.dump("eng-2012") == archive.model.dump(), "seed \(seed), \(steps) steps")
            try store.checkConsistency()
        }
    }

    @Test("leaves no run that overlaps another, and runs that do not overlap as they are")
    func disjoint() throws {
        let store = try TestStore()
        let partitions = [["m", "n"], ["a", "c"], ["b", "d"]].map { [$0.map { ngram($0) }] }
        try store.write { try $0.add(HandmadeArchive("one", "eng-2012", partitions: partitions)) }
        let runs = try store.sql("SELECT first_ngram, last_ngram, blocks FROM run ORDER BY first_ngram").map { row in
            "\(row["first_ngram"] as String)-\(row["last_ngram"] as String) \(row["blocks"] as Int)"
        }
        #expect(runs == ["a-d 1", "m-n 1"])
        try store.checkConsistency()
    }

    @Test("begins a new run for what follows an interrupted merge, as in a file that has grown")
    func grown() throws {
        let store = try TestStore()
        let partitions = [["b", "d", "f"], ["a", "c", "e", "z"]].map { [$0.map { ngram($0) }] }
        let archive = try HandmadeArchive("one", "eng-2012", partitions: partitions)
        let id = try store.write(batchBytes: 1) { try $0.add(archive, .loading) }
        try store.write(batchBytes: 1) { _ = try $0.mergeRuns(of: id, steps: 2) }
        #expect(try store.sql("SELECT * FROM run WHERE target IS NOT NULL").count == 2)
        try store.write { writer in
            let record = try writer.archives()[0]
            var progress = StoreWriter.Progress(record)
            progress.observations += 1
            progress.matchSum += 5
            progress.volumeSum += 3
            try writer.append(HandmadeArchive.blocks([[ngram("zz")]]), to: id, progress: progress)
            try writer.mergeRuns(of: id)
            try writer.complete(id, digest: "x", replacing: nil)
        }
        #expect(
            try store.dump("eng-2012").map(\.ngram) == ["a", "b", "c", "d", "e", "f", "z", "zz"].map { Array($0.utf8) })
        try store.checkConsistency()
    }
}
