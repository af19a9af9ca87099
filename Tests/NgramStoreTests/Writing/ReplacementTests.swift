import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("Replacing or discarding an archive")
struct ReplacementTests {
    private static let columns = """
        corpus_id, ngram, archive_id, match_count, volume_count, first_year, last_year, block_id, position
        """

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
        for table in ["ngram", "ngram_extra", "block", "block_bound"] {
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
        #expect(try store.sql("SELECT * FROM block_bound WHERE archive_id = ?", [id]).count > 0, "the old rows remain")
        #expect(try store.dump("eng-2012") == new)
        #expect(try store.read { try $0.verify() }.findings == [])
        try store.write { _ in }
        #expect(try store.sql("SELECT * FROM archive WHERE id = ?", [id]).isEmpty)
        #expect(try store.dump("eng-2012") == new)
        try store.checkConsistency()
    }

    @Test("empties the table ngram_extra once no n-gram has several rows")
    func promoted() throws {
        let store = try TestStore()
        let shared = [ngram("a"), ngram("b"), ngram("c")]
        let (first, _) = try store.write { writer in
            (
                try writer.add(HandmadeArchive("one", shared)),
                try writer.add(HandmadeArchive("two", shared.map { DumpedNgram($0.ngram, $0.series) }))
            )
        }
        #expect(try store.sql("SELECT * FROM ngram_extra").count == 3)
        try store.write { try $0.add(HandmadeArchive("one", [ngram("d")]), replacing: first) }
        #expect(try store.sql("SELECT * FROM ngram_extra").isEmpty)
        #expect(try store.dump("eng-2012") == shared + [ngram("d")])
        try store.checkConsistency()
    }

    @Test("of an n-gram that occurs several times in one archive affects all its rows, which count together")
    func repeated() throws {
        let store = try TestStore()
        let archive = try HandmadeArchive(
            "one", "eng-2012",
            partitions: [[[ngram("a"), ngram("b"), ngram("a", 1990)], [ngram("a", 1800)]], [[ngram("a", 1700)]]])
        let id = try store.write { try $0.add(archive) }
        #expect(try store.sql("SELECT * FROM ngram_extra").count == 3)
        #expect(try store.dump("eng-2012") == archive.model.dump())
        try store.checkConsistency()
        try store.write { try $0.discard(id) }
        #expect(try store.sql("SELECT * FROM ngram_extra").isEmpty)
    }

    @Test("continues where a kill interrupted it, at any block")
    func interrupted() throws {
        for removed in 0...4 {
            let store = try TestStore()
            let blocks = (0..<4).map { block in (0..<3).map { ngram("n\(block)\($0)") } + [ngram("shared")] }
            let (id, _) = try store.write { writer in
                (
                    try writer.add(HandmadeArchive("one", "eng-2012", partitions: [blocks])),
                    try writer.add(HandmadeArchive("two", [ngram("shared"), ngram("n00")]))
                )
            }
            // Repeats the removal's steps: the rows of a block's n-grams, then the block, all in one transaction.
            try store.sql("UPDATE archive SET state = 'discarded' WHERE id = ?", [id])
            for block in 1..<1 + removed {
                for text in blocks[block - 1].map(\.ngram) {
                    let name = String(decoding: text, as: UTF8.self)
                    try store.sql("DELETE FROM ngram_extra WHERE ngram = ? AND block_id = ?", [name, block])
                    let wasFirst =
                        !(try store.sql(
                            "DELETE FROM ngram WHERE ngram = ? AND block_id = ? RETURNING 1", [name, block]
                        ).isEmpty)
                    guard wasFirst else { continue }
                    let next = try store.sql(
                        "SELECT block_id FROM ngram_extra WHERE ngram = ? ORDER BY block_id LIMIT 1", [name])
                    guard let promoted = next.first?["block_id"] as Int64? else { continue }
                    try store.sql(
                        """
                        INSERT INTO ngram (\(Self.columns)) SELECT \(Self.columns) FROM ngram_extra
                        WHERE ngram = ? AND block_id = ?
                        """, [name, promoted])
                    try store.sql("DELETE FROM ngram_extra WHERE ngram = ? AND block_id = ?", [name, promoted])
                    try store.sql(
                        """
                        UPDATE archive SET ngrams = ngrams + 1
                        WHERE id = (SELECT archive_id FROM block_bound WHERE block_id = ?)
                        """, [promoted])
                }
                try store.sql("DELETE FROM block_bound WHERE block_id = ?", [block])
                try store.sql("DELETE FROM block WHERE id = ?", [block])
            }
            #expect(try store.dump("eng-2012") == [ngram("n00"), ngram("shared")], "after \(removed) blocks")
            try store.write { _ in }
            #expect(try store.dump("eng-2012") == [ngram("n00"), ngram("shared")], "after \(removed) blocks")
            #expect(try store.sql("SELECT * FROM ngram").count == 2)
            #expect(try store.sql("SELECT * FROM ngram_extra").isEmpty)
            try store.checkConsistency()
        }
    }
}
