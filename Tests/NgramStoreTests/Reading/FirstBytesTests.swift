import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("First bytes of runs")
struct FirstBytesTests {
    @Test("are a set of bytes", arguments: 0..<40)
    func set(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let bytes = Set((0..<random.int(0...300)).map { _ in UInt8(random.int(0...255)) })
        var set = FirstBytes()
        for byte in bytes { set.insert(byte) }
        let read = try #require(set.encoded.withUnsafeBytes { FirstBytes(encoded: $0) })
        #expect(read == set)
        for byte in UInt8.min...UInt8.max {
            #expect(read.contains(byte) == bytes.contains(byte))
            #expect(read.next(after: byte) == bytes.filter { $0 > byte }.min())
        }
        #expect([UInt8](repeating: 0, count: 31).withUnsafeBytes { FirstBytes(encoded: $0) } == nil)
    }

    @Test("of a range are known if all its n-grams begin alike")
    func ranges() {
        #expect(NgramRange(prefix: Array("a".utf8)).firstByte == UInt8(ascii: "a"))
        #expect(NgramRange(prefix: Array("ab".utf8)).firstByte == UInt8(ascii: "a"))
        #expect(NgramRange(prefix: [0xFF]).firstByte == nil)
        #expect(NgramRange.all.firstByte == nil)
        #expect(NgramRange(first: [1, 2], end: [2]).firstByte == 1)
        #expect(NgramRange(first: [1, 2], end: [2, 0]).firstByte == nil)
        #expect(NgramRange(first: [1], end: [1, 9]).firstByte == 1)
    }

    @Test("are recorded exactly, whatever the order of the n-grams and the size of blocks", arguments: 0..<30)
    func recorded(seed: UInt64) throws {
        let random = try RandomStore(seed: seed)
        try random.store.read { store in
            for corpus in RandomStore.corpora {
                let runs = try store.corpus(named: corpus).runs
                var found: Set<UInt8> = []
                for run in runs where run.blocks > 0 {
                    let bytes = try #require(run.firstBytes)
                    found.formUnion((UInt8.min...UInt8.max).filter(bytes.contains))
                }
                let expected = Set(random.model(corpus).dump().compactMap(\.ngram.first))
                #expect(found == expected)
            }
        }
    }

    @Test("that are wrong are found by verify, and a store without them is read")
    func verified() throws {
        let store = try TestStore()
        try store.write { _ = try $0.add(HandmadeArchive("one", [ngram("a"), ngram("b"), ngram("z")])) }
        #expect(try store.read { try $0.verify() }.findings.isEmpty)
        try store.sql("UPDATE run SET first_bytes = NULL")
        #expect(try store.read { try $0.verify() }.findings.isEmpty)
        #expect(try store.dump("eng-2012").count == 3)
        try store.sql("UPDATE run SET first_bytes = zeroblob(32)")
        let findings = try store.read { try $0.verify() }.findings
        #expect(findings.contains { $0.description.contains("begin with other bytes than its row records") })
        try store.sql("UPDATE run SET first_bytes = x'01'")
        #expect(throws: StoreError.self) { try store.dump("eng-2012") }
    }
}
