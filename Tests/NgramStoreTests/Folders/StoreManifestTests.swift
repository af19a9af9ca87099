import Foundation
import NgramModel
import NgramSystem
import NgramTestSupport
import Testing

@testable import NgramStore

@Suite("Stores of folders with a manifest")
struct StoreManifestTests {
    /// The stores of a random store, each with a manifest in its folder.
    private func described(_ random: RandomStore) throws -> StoreSet {
        var set = StoreSet()
        for store in random.stores {
            let folder = store.path.parentFolder
            try TestManifest.write(TestManifest.entries(of: store.path), in: folder)
            _ = set.add(folder: folder, names: ["ngrams.sqlite", "manifest.json"])
        }
        return set
    }

    /// A folder with a store of each of two archives, and its manifest.
    private func twoStores(
        in folder: TestFolder, missing: [[String: Any]] = []
    ) throws -> (StoreSet, first: String, second: String) {
        let paths = ["a.sqlite", "b.sqlite"].map { folder.file($0) }
        for (path, (name, ngrams)) in zip(
            paths, [("one", [ngram("a", 1950), ngram("b")]), ("two", [ngram("c"), ngram("d", 2000)])])
        {
            let writer = try StoreWriter(path: path)
            try writer.add(HandmadeArchive(name, ngrams))
            try writer.close()
        }
        try TestManifest.write(paths.flatMap { try TestManifest.entries(of: $0) }, missing: missing, in: folder.path)
        return (set(folder, "a.sqlite", "b.sqlite", "manifest.json"), paths[0], paths[1])
    }

    private func set(_ folder: TestFolder, _ names: String...) -> StoreSet {
        var set = StoreSet()
        _ = set.add(folder: folder.path, names: names)
        return set
    }

    private func total(_ text: String, in set: StoreSet) throws -> Int64 {
        try StoreReader(set, defers: true).read { store in
            try store.corpus(named: "eng-2012").total(of: Ngram(text)).matchCount
        }
    }

    @Test("answer as the model does, opened when they are needed", arguments: 0..<80)
    func random(seed: UInt64) throws {
        let random = try RandomStore(seed: seed, mayBeSeveral: true)
        let reader = try StoreReader(described(random), defers: true)
        var numbers = SeededRandom(seed: seed)
        // Twice, because stores stay open, and their states must not.
        for _ in 0..<2 {
            try reader.read { store in
                #expect(try store.corpora() == random.models.keys.sorted())
                #expect(try store.missingArchives() == [])
                for name in RandomStore.corpora {
                    let (corpus, model) = (try store.corpus(named: name), random.model(name))
                    for word in random.vocabulary {
                        let years = random.years(&numbers)
                        #expect(
                            try corpus.total(of: Ngram(bytes: word), years: years)
                                == NgramStoreTests.total(model, word, years))
                    }
                    let prefix = random.prefix(&numbers)
                    var request = TopRequest()
                    (request.prefix, request.tags, request.limit) = (prefix, .include, numbers.int(1...5))
                    #expect(try corpus.top(request) == model.top(request))
                    let dumped = try corpus.withAllStores(within: NgramRange(prefix: prefix)) { corpus in
                        var (series, all) = (try NgramSeries(corpus, NgramRange(prefix: prefix)), [DumpedNgram]())
                        while let next = try series.next() { all.append(DumpedNgram(next.ngram, next.series)) }
                        return all
                    }
                    #expect(dumped == model.dump(prefix: prefix, years: 1...9999))
                    let found = try store.readableCorpus(named: name)
                    let all = model.dump(prefix: [], years: 1...9999).flatMap(\.series).map(\.year)
                    #expect(found.years == all.min().flatMap { first in all.max().map { first...$0 } })
                    let word = random.vocabulary[0]
                    #expect(
                        try found.series(of: Ngram(bytes: word), years: 1...9999)
                            == model.dump(prefix: [], years: 1...9999).first { $0.ngram == word }?.series ?? [])
                }
            }
        }
    }

    @Test("stay closed while their n-grams are not asked for")
    func closed() throws {
        let folder = try TestFolder()
        let (set, first, second) = try twoStores(in: folder)
        // A file that only its content shows to be no store.
        let size = Int(try FileStatus(path: second).size)
        try Data(repeating: 7, count: size).write(to: URL(fileURLWithPath: second))
        try TestManifest.write(
            TestManifest.entries(of: first)
                + [
                    [
                        "archive": "two", "store": "b.sqlite", "corpus": "eng-2012", "name": "two",
                        "contents": "ngrams",
                        "first_ngram": "c", "last_ngram": "d", "first_year": 1990, "last_year": 2000,
                        "store_modified": FileStatus(path: second).modified,
                    ]
                ], in: folder.path)
        for word in ["a", "b", "bz", "e"] {
            #expect(try total(word, in: set) == (word.count == 1 && word < "c" ? 5 : 0))
        }
        for word in ["c", "cc", "d"] {
            #expect(throws: StoreError.self) { try total(word, in: set) }
        }
        #expect(throws: StoreError.self) { try StoreReader(set, defers: false) }
        try StoreReader(set, defers: true).read { store in
            #expect(try store.readableCorpus(named: "eng-2012").years == 1950...2000)
            let corpus = try store.corpus(named: "eng-2012")
            var request = TopRequest()
            request.prefix = Array("b".utf8)
            #expect(try corpus.top(request).map(\.ngram) == [Ngram("b")])
            request.prefix = []
            #expect(throws: StoreError.self) { try corpus.top(request) }
        }
    }

    @Test("are opened at once if they changed since", arguments: [true, false])
    func changed(keepsOpen: Bool) throws {
        let folder = try TestFolder()
        let (set, _, second) = try twoStores(in: folder)
        let writer = try StoreWriter(path: second)
        _ = try writer.add(HandmadeArchive("three", [ngram("a"), ngram("z")]))
        if !keepsOpen { try writer.close() }
        #expect(try total("a", in: set) == 10)
        #expect(try total("z", in: set) == 5)
        if keepsOpen { try writer.close() }
    }

    @Test("with an archive that another store has too are refused")
    func sameArchive() throws {
        let folder = try TestFolder()
        var (set, _, second) = try twoStores(in: folder)
        let other = try TestStore()
        try other.write { _ = try $0.add(HandmadeArchive("two", [ngram("x")])) }
        set.add(path: other.path)
        #expect(
            throws: StoreError.archiveInTwoStores(
                name: "two", corpus: "eng-2012", path: other.path, otherPath: second)
        ) { try total("a", in: set) }
    }

    @Test("tell which archives none of them has")
    func missing() throws {
        let folder = try TestFolder()
        let failed: [String: Any] = ["archive": "https://example.com/three.gz", "failure": "no answer"]
        var (set, _, second) = try twoStores(in: folder, missing: [failed])
        let manifest = folder.file("manifest.json")
        let three = MissingArchive(name: "https://example.com/three.gz", corpus: nil, manifest: manifest)
        let two = MissingArchive(name: "two", corpus: "eng-2012", manifest: manifest)
        func missing(_ set: StoreSet, _ defers: Bool) throws -> [MissingArchive] {
            try StoreReader(set, defers: defers).read { try $0.missingArchives() }
        }
        for defers in [true, false] { #expect(try missing(set, defers) == [three]) }
        try FileManager.default.removeItem(atPath: second)
        set = self.set(folder, "a.sqlite", "manifest.json")
        for defers in [true, false] { #expect(try missing(set, defers) == [three, two]) }
        // It may be in another store.
        let other = try TestStore()
        try other.write { _ = try $0.add(HandmadeArchive("two", [ngram("c")])) }
        set.add(path: other.path)
        for defers in [true, false] { #expect(try missing(set, defers) == [three]) }
    }

    @Test(
        "whose manifest is wrong are refused",
        arguments: [
            ("", "it is not a JSON object with a version"), ("[]", "it is not a JSON object with a version"),
            (#"{"version": 2}"#, "it has version 2, and this program knows version 1"),
            (
                #"{"version": 1, "archives": []}"#,
                "its archives are not described as expected: the object has no missing"
            ),
            (
                #"{"version": 1, "archives": [{"store": "a"}], "missing": []}"#,
                "its archives are not described as expected: archives, entry 1 has no corpus"
            ),
        ])
    func wrong(text: String, found: String) throws {
        let folder = try TestFolder()
        let (set, _, _) = try twoStores(in: folder)
        let path = folder.file("manifest.json")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreError.wrongManifest(path: path, found: found)) { try StoreReader(set, defers: true) }
    }
}
