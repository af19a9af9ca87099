import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("Replacing or discarding an archive")
struct ReplacementTests {
    @Test(
        "leaves exactly the counts of the new content and of the other archives",
        arguments: 1...20 as ClosedRange<UInt64>)
    func random(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let store = try TestStore()
        let vocabulary = RandomNgrams.many(random.int(2...12), &random)
        var current: [String: (id: Int64, archive: HandmadeArchive)] = [:]
        try store.write(batchBytes: random.int(1...3000)) { writer in
            for step in 0..<20 {
                let name = "a\(random.int(0...3))"
                let archive = try HandmadeArchive(name, "eng-2012", vocabulary: vocabulary, random: &random)
                switch random.int(0...3) {
                case 0: try writer.add(archive, .failed)
                case 1: try writer.add(archive, .discarded)
                default: current[name] = (try writer.add(archive, replacing: current[name]?.id), archive)
                }
                var model = CountsModel()
                for (_, archive) in current.values { model.add(archive.model) }
                #expect(try store.dump("eng-2012") == model.dump(), "seed \(seed), step \(step)")
            }
        }
        try store.checkConsistency()
        #expect(try store.sql("SELECT * FROM archive WHERE state = 'complete'").count == current.count)
        // Discard one after another: in between the tables stay consistent, and finally they are empty.
        for (name, last) in current.sorted(by: { $0.key < $1.key }) {
            try store.write { try $0.discard(last.id) }
            current[name] = nil
            try store.checkConsistency()
        }
        for table in ["run", "block", "head", "series"] {
            #expect(try store.sql("SELECT * FROM \(table)").isEmpty, "seed \(seed), \(table)")
        }
    }

    @Test("is finished by the next ingest when it is interrupted, and until then the old rows are invisible")
    func cancelled() throws {
        let store = try TestStore()
        let (old, new) = ([ngram("a"), ngram("b")], [ngram("b", 1991), ngram("c")])
        let id = try store.write { try $0.add(HandmadeArchive("one", old)) }
        // An ingest that is cancelled before the removal, then an ingest that is cancelled from its start.
        _ = try store.write(isCancelled: true) { try $0.add(HandmadeArchive("one", new), replacing: id) }
        try store.write(isCancelled: true) { _ in }
        #expect(try store.sql("SELECT * FROM run WHERE archive_id = ?", [id]).count > 0, "the old rows remain")
        #expect(try store.dump("eng-2012") == new)
        #expect(try store.read { try $0.verify() }.findings == [])
        try store.write { _ in }
        #expect(try store.sql("SELECT * FROM archive WHERE id = ?", [id]).isEmpty)
        #expect(try store.dump("eng-2012") == new)
        try store.checkConsistency()
    }

    @Test("of an n-gram that occurs several times in one archive affects all its places, which count together")
    func repeated() throws {
        let store = try TestStore()
        let archive = try HandmadeArchive(
            "one", "eng-2012",
            partitions: [[[ngram("a"), ngram("b"), ngram("a", 1990)], [ngram("a", 1800)]], [[ngram("a", 1700)]]])
        let id = try store.write { try $0.add(archive) }
        #expect(try store.sql("SELECT * FROM run").count == 1, "the runs were merged")
        #expect(try store.dump("eng-2012") == archive.model.dump())
        try store.checkConsistency()
        try store.write { try $0.discard(id) }
        #expect(try store.sql("SELECT * FROM block").isEmpty)
        try store.checkConsistency()
    }

    @Test("continues after a kill at any point of the removal")
    func killed() throws {
        let others = [ngram("n00"), ngram("shared")]
        let blocks = (0..<12).map { [ngram("n\(10 + $0)"), ngram("n\(10 + $0)x")] } + [[ngram("shared")]]
        for removed in 0...blocks.count {
            let store = try TestStore()
            let id = try store.write { writer in
                try writer.add(HandmadeArchive("others", others))
                return try writer.add(HandmadeArchive("one", "eng-2012", partitions: [blocks]))
            }
            // The state after a kill when some blocks are removed.
            try store.sql("UPDATE archive SET compared = 0")
            try store.sql("UPDATE archive SET state = 'discarded' WHERE id = ?", [id])
            let end = try #require(
                try store.sql("SELECT id << 32 FROM run WHERE archive_id = ?", [id]).first?[0] as Int64?)
            try store.sql("DELETE FROM block WHERE id >= ? AND id < ?", [end, end + Int64(removed)])
            try store.sql("DELETE FROM head WHERE block_id >= ? AND block_id < ?", [end, end + Int64(removed)])
            #expect(try store.dump("eng-2012") == others, "after \(removed) blocks")
            try store.write { _ in }
            #expect(try store.dump("eng-2012") == others, "after \(removed) blocks")
            #expect(try store.sql("SELECT * FROM run").count == 1)
            try store.checkConsistency()
        }
    }
}
