import NgramTestSupport
import Ngrams
import Synchronization
import Testing

/// The library `Ngrams`, over a store that the program has made.
@Suite(.waitsForPrograms) struct LibraryTests {
    private static let corpus = "eng-2012"
    private var counts: NaiveCounts { SmallStore.of(Self.corpus) }

    private func withStore(_ body: (Store) async throws -> Void) async throws {
        let folder = try TestFolder()
        defer { withExtendedLifetime(folder) {} }
        try await body(try await Store(path: try SmallStore.make(in: folder.path)))
    }

    @Test func `corpora, totals and years are those of the archives`() async throws {
        try await withStore { store in
            #expect(try await store.read { try $0.corpora } == SmallStore.corpora)
            let words = ["aardvark", "apple", "zyzzyva", "apple_NOUN"].map { Ngram($0) }
            let totals = try await store.read { store in try words.map { try store.total(of: $0, in: Self.corpus) } }
            let series = try await store.read { store in
                try words.map { try store.years(of: $0, in: Self.corpus, years: 1900...1999) }
            }
            for (index, word) in words.enumerated() {
                let expected = counts.total(word.bytes)
                #expect(totals[index].matchCount == expected.match)
                #expect(totals[index].years?.lowerBound == expected.first)
                #expect(series[index].map(\.year) == counts.series(word.bytes, 1900...1999).map(\.year))
            }
        }
    }

    @Test func `top and search rank as the program does`() async throws {
        try await withStore { store in
            var request = TopRequest()
            request.limit = 5
            request.measure = .volume
            let asked = request
            let top = try await store.read { try $0.top(asked, in: Self.corpus) }
            let shown = try Program.expect(
                0, "query", "top", "-n", "5", "--by", "volume", "--corpus", Self.corpus, "--db", store.path, "--format",
                "csv")
            #expect(top.map(\.ngram.description) == shown.lines.dropFirst().map { String($0.split(separator: ",")[1]) })
            for (syntax, pattern) in [
                (SearchQuery.Syntax.words, "aard~"), (.regularExpression, "aard.*k"),
                (.misspelled(edits: 1), "ardvark"),
            ] {
                let found = try await store.read {
                    try $0.search(SearchQuery(pattern, syntax: syntax), in: Self.corpus)
                }
                #expect(found.contains { $0.ngram == Ngram("aardvark") }, "\(pattern)")
            }
        }
    }

    @Test func `frequencies are those of the program`() async throws {
        try await withStore { store in
            var query = FrequencyQuery("aardvark, apple / 2", corpora: [Self.corpus])
            query.years = 1990...1992
            query.smoothing = 2
            let asked = query
            let answer = try await store.read { try $0.frequencies(asked) }
            let shown = try Program.expect(
                0, "query", "frequency", query.text, "--from", "1990", "--to", "1992", "--smoothing", "2", "--corpus",
                Self.corpus, "--db", store.path, "--format", "csv")
            let values = answer.series.flatMap(\.values)
            #expect(
                values
                    == shown.lines.dropFirst().compactMap {
                        Double($0.split(separator: ",", omittingEmptySubsequences: false)[3])
                    })
            #expect(values.count == 6)
        }
    }

    @Test func `failures say what is wrong, without a word of the command line`() async throws {
        await #expect(throws: StoreFailure.self) { _ = try await Store(path: "/nowhere/ngrams.sqlite") }
        try await withStore { store in
            let wrong = FrequencyQuery("apple +", corpora: [Self.corpus])
            let search = SearchQuery("a[", syntax: .regularExpression)
            let edits = SearchQuery("apple", syntax: .misspelled(edits: 3))
            try await expect(.invalid(offset: nil), store) { _ = try $0.search(edits, in: Self.corpus) }
            try await expect(.unknownCorpus("none"), store) { _ = try $0.total(of: Ngram("a"), in: "none") }
            try await expect(.invalid(offset: 7), store) { _ = try $0.frequencies(wrong) }
            try await expect(.invalid(offset: 1), store) { _ = try $0.search(search, in: Self.corpus) }
        }
    }

    private func expect(
        _ kind: StoreFailure.Kind, _ store: Store, _ work: @escaping @Sendable (borrowing Snapshot) throws -> Void
    ) async throws {
        let failure = await #expect(throws: StoreFailure.self) { try await store.read(work) }
        #expect(failure?.kind == kind, "\(String(describing: failure))")
        #expect(failure?.description.contains("--") == false)
    }

    @Test func `a task that is cancelled ends, and the one that waits behind it is answered`() async throws {
        try await withStore { store in
            let (started, continuation) = AsyncStream<Void>.makeStream()
            let endless = Task {
                try await store.read { snapshot in
                    continuation.finish()
                    while true { _ = try snapshot.total(of: Ngram("apple"), in: Self.corpus) }
                }
            }
            for await _ in started {}
            let waiting = Task { try await store.read { try $0.total(of: Ngram("apple"), in: Self.corpus) } }
            endless.cancel()
            await #expect(throws: CancellationError.self) { try await endless.value }
            let answer = try await waiting.value
            #expect(answer.matchCount == counts.total(Ngram("apple").bytes).match)
        }
    }

    @Test func `cancelling a task that waits leaves the running one alone`() async throws {
        try await withStore { store in
            let (started, continuation) = AsyncStream<Void>.makeStream()
            let isCancelled = Mutex(false)
            let running = Task {
                try await store.read { snapshot in
                    continuation.finish()
                    while !isCancelled.withLock({ $0 }) { _ = try snapshot.total(of: Ngram("apple"), in: Self.corpus) }
                    return try snapshot.corpora
                }
            }
            for await _ in started {}
            let waiting = Task { try await store.read { try $0.corpora } }
            waiting.cancel()
            isCancelled.withLock { $0 = true }
            let corpora = try await running.value
            #expect(corpora == SmallStore.corpora)
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }

    @Test func `the example prints what it finds`() throws {
        try withFolder { folder in
            let store = try SmallStore.make(in: folder)
            let ran = try Program.bash("'\(Program.folder)/lookup' '\(store)' eng-2012 aardvark zyzzyva")
            #expect(ran.code == 0, "\(ran)")
            #expect(ran.lines.first == "aardvark: 14696 times in 5845 books, 1785 to 2008")
            #expect(ran.lines.contains("zyzzyva: never"))
            #expect(ran.output.contains("aardvark, per million, until 2008: "))
            let failed = try Program.bash("'\(Program.folder)/lookup' '\(folder)/none' eng-2012 aardvark")
            #expect(failed.code == 1 && failed.output.hasPrefix("lookup: "), "\(failed)")
            #expect(try Program.bash("'\(Program.folder)/lookup'").code == 64)
        }
    }
}
