import Foundation
import NgramStore
import NgramTestSupport
import Testing

/// Bytes of every page of a store are changed, one at a time, as a failing disk or memory does.
@Suite("A changed byte of a store", .timeLimit(.minutes(30)))
struct DamagedPageTests {
    private static let seed = ProcessInfo.processInfo.environment["NGRAMS_SEED"].flatMap(UInt64.init) ?? 103
    /// Bytes that are changed on each page.
    private static let perPage = ProcessInfo.processInfo.environment["NGRAMS_FAULTS"] == "all" ? 2000 : 40

    @Test("is found by verify, or changes no answer")
    func flipped() async throws {
        let fixture = try IngestFixture()
        let archives = [
            rows(["a", "b", "shared", "word_NOUN"], years: 1950...1989), rows(["c", "shared"], years: 1970...1999),
        ]
        var paths = [
            try fixture.folder.write(
                Array(" \t1990,7,5,3\t1991,8,5,3\t".utf8), to: "googlebooks-eng-all-totalcounts-20120701.txt")
        ]
        for (index, archive) in archives.enumerated() {
            paths.append(try fixture.folder.write(archive.bytes, to: IngestFixture.name("\(index)")))
        }
        try await fixture.run(paths)
        let whole = try TestFolder.bytes(of: fixture.store)
        let pageBytes = Int(whole[16]) << 8 | Int(whole[17])
        let questions = ReaderFaultTests.questions.filter { $0.name != "verify" && $0.name != "status" }
        let expected = try questions.map { try StoreReader(path: fixture.store).read($0.ask) }

        var random = SeededRandom(seed: Self.seed)
        var (cases, found, wrong) = (0, 0, 0)
        for page in 0..<whole.count / pageBytes {
            // The page's own header, and what lies in it: the unused bytes in the middle are zero.
            let used = (page * pageBytes..<(page + 1) * pageBytes).filter { whole[$0] != 0 }
            let header = (page == 0 ? 0..<112 : 0..<12).map { page * pageBytes + $0 }
            let picked = used.isEmpty ? [] : (0..<Self.perPage).map { _ in used[random.int(0...used.count - 1)] }
            for place in header + picked {
                let bit: UInt8 = 1 << UInt8(random.int(0...7))
                try Self.write(whole[place] ^ bit, at: place, of: fixture.store)
                let context = "seed \(Self.seed), page \(page + 1), byte \(place % pageBytes), bit \(bit)"
                cases += 1
                let isFound = Self.isFound(in: fixture.store)
                found += isFound ? 1 : 0
                let answers = questions.map { question in
                    Result { try StoreReader(path: fixture.store).read(question.ask) }
                }
                for (answer, right) in zip(answers, expected) {
                    switch answer {
                    case .success(let answer) where answer == right: break
                    case .success(let answer):
                        wrong += 1
                        #expect(isFound, "\(context): \(answer)")
                    case .failure(let error): #expect(error is StoreError && isFound, "\(context): \(error)")
                    }
                }
                for ending in ["-wal", "-shm", "-journal"] {
                    try? FileManager.default.removeItem(atPath: fixture.store + ending)
                }
                try Self.write(whole[place], at: place, of: fixture.store)
            }
        }
        #expect(try TestFolder.bytes(of: fixture.store) == whole, "readers change nothing")
        #expect(found > cases / 2)
        print(
            "damage campaign: seed \(Self.seed), \(cases) bits of \(whole.count / pageBytes) pages flipped one by one, "
                + "\(found) found by verify, the others change no answer; \(wrong) answers were wrong of those it finds"
        )
    }

    private static func isFound(in store: String) -> Bool {
        do {
            return try StoreReader(path: store).read { try $0.verify() }.findings != []
        } catch {
            return true
        }
    }

    private static func write(_ byte: UInt8, at place: Int, of path: String) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: UInt64(place))
        try file.write(contentsOf: Data([byte]))
        try file.close()
    }
}
