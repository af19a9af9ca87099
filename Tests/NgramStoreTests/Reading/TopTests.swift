import NgramModel
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("The largest n-grams")
struct TopTests {
    @Test("of random stores are those of the model, whatever is asked", arguments: 1...40 as ClosedRange<UInt64>)
    func random(seed: UInt64) throws {
        let random = try RandomStore(seed: seed)
        var numbers = SeededRandom(seed: seed)
        for corpus in RandomStore.corpora {
            let model = random.model(corpus)
            try random.store.read { store in
                let snapshot = try store.corpus(named: corpus)
                for _ in 0..<40 {
                    var request = TopRequest()
                    request.limit = [0, 1, 2, 3, 5, 10, 1000].randomElement(using: &numbers) ?? 10
                    request.years = numbers.oneIn(2) ? nil : random.years(&numbers)
                    request.prefix = numbers.oneIn(2) ? [] : random.prefix(&numbers)
                    request.measure = numbers.oneIn(2) ? .match : .volume
                    request.tags = TopRequest.Tags.allCases.randomElement(using: &numbers) ?? .exclude
                    let expected = top(model, request)
                    #expect(try snapshot.top(request) == expected, "seed \(seed), \(request)")
                    // A prefix with many n-grams is searched by bounds; so is this one.
                    #expect(try snapshot.top(request, smallStretch: 0) == expected, "seed \(seed), \(request)")
                }
            }
        }
    }

    @Test("of equal counts are ordered by bytes")
    func ties() throws {
        let store = try TestStore()
        let names = ["b", "a", "é", "Z", "aa", "😀", "~", "c"]
        try store.write { writer in
            try writer.add(HandmadeArchive("one", names.map { ngram($0) }))
            try writer.add(HandmadeArchive("two", [ngram("c", 1991, 1, 1), ngram("B", 1990, 6, 4)]))
        }
        var request = TopRequest()
        request.limit = 6
        let top = try store.read { try $0.corpus(named: "eng-2012").top(request) }
        #expect(top.map(\.ngram.description) == ["B", "c", "Z", "a", "aa", "b"])
    }

    @Test("count in what only several archives together make large")
    func spread() throws {
        let store = try TestStore()
        try store.write { writer in
            for number in 0..<5 {
                try writer.add(
                    HandmadeArchive(
                        "a\(number)", [ngram("shared", 1990 + number, 30, 1), ngram("x\(number)", 1990, 100, 1)]))
            }
        }
        var request = TopRequest()
        request.limit = 1
        #expect(try store.read { try $0.corpus(named: "eng-2012").top(request) }.map(\.matchCount) == [150])
        request.years = 1990...1990
        #expect(try store.read { try $0.corpus(named: "eng-2012").top(request) }.map(\.matchCount) == [100])
    }

    private func top(_ model: CountsModel, _ request: TopRequest) -> [NgramTotal] {
        let all = model.dump(prefix: request.prefix, years: request.years ?? 1...9999).filter {
            switch request.tags {
            case .include: true
            case .exclude: !PartOfSpeechTag.isTagged($0.ngram)
            case .only: PartOfSpeechTag.isTagged($0.ngram)
            }
        }.map { total(model, $0.ngram, request.years) }
        // The sort is stable, and the model's n-grams are in the order of their bytes.
        let ranked = all.sorted {
            request.measure == .match ? $0.matchCount > $1.matchCount : $0.volumeCount > $1.volumeCount
        }
        return Array(ranked.prefix(request.limit))
    }
}
