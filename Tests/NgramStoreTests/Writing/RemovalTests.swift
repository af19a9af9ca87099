import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("Removing archives")
struct RemovalTests {
    @Test(
        "in any order leaves exactly the counts of the others, and finally an empty store",
        arguments: 1...15 as ClosedRange<UInt64>)
    func random(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let store = try TestStore()
        let vocabulary = RandomNgrams.many(random.int(2...12), &random)
        var current: [(id: Int64, archive: HandmadeArchive, end: HandmadeArchive.End)] = []
        try store.write(batchBytes: random.int(1...3000)) { writer in
            for number in 0..<8 {
                let archive = try HandmadeArchive("a\(number)", "eng-2012", vocabulary: vocabulary, random: &random)
                let end: HandmadeArchive.End = [.complete, .complete, .complete, .loading, .failed][random.int(0...4)]
                current.append((try writer.add(archive, end), archive, end))
            }
            while !current.isEmpty {
                current.shuffle(using: &random)
                let removed = current.prefix(random.int(1...3))
                current.removeFirst(removed.count)
                try writer.remove(removed.map(\.id))
                var model = CountsModel()
                for entry in current where entry.end == .complete { model.add(entry.archive.model) }
                #expect(try store.dump("eng-2012") == model.dump(), "seed \(seed)")
                #expect(try writer.archives().map(\.id).sorted() == current.map(\.id).sorted())
                try store.checkConsistency()
            }
        }
        for table in ["run", "block", "head", "series", "shared_ngram", "archive", "total"] {
            #expect(try store.sql("SELECT * FROM \(table)").isEmpty, "seed \(seed), \(table)")
        }
        #expect(try store.read { try $0.corpusStatuses() } == [])
        #expect(try store.read { try $0.ledgerCorpora() } == [])
    }
}
