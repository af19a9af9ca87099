/// A few small archives of every edition, for tests. They contain real words with invented counts, and invented words.
public enum SmallSet {
    /// The archives, each with its n-grams in file order.
    ///
    /// The 2012 edition has the 1-grams of `a`, `b` and `x` and the 2-grams of `th`. The 2009 and 2020 editions have
    /// two archives each. Within an edition, an n-gram occurs in one archive, once.
    public static func archives() -> [SampleArchive] {
        var archives = [("a", a), ("b", b), ("x", x)].map { letter, words in
            archive(.v2012, label: letter, words: words, vocabulary: SampleEdition.letters.firstIndex(of: letter) ?? 0)
        }
        archives.append(archive(.v2012, n: 2, label: "th", words: th, vocabulary: 19, prefix: "the "))
        // Half of the words cover every kind of word. More would only make the set larger.
        let all = (a + b + x).enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element) + others
        for half in 0..<2 {
            let words = all.filter { Int(hash($0.text) & 1) == half }
            archives.append(archive(.v2009, label: "\(half)", words: words, vocabulary: 2 + half))
        }
        for half in 0..<2 {
            let words = all.filter { Int((hash($0.text) >> 1) & 1) == half }
            archives.append(archive(.v2020, label: "0000\(half)-of-00002", words: words, vocabulary: 4 + half))
        }
        return archives
    }

    /// Writes the archives and the totals files of the three corpora to `folder`, which is created if necessary.
    public static func write(into folder: String) throws -> [ArchiveSummary] {
        var summaries: [ArchiveSummary] = []
        var sums: [SampleEdition: [YearSums]] = [:]
        for archive in archives() {
            try SampleArchives.makeFolder(for: archive.edition, in: folder)
            let sink = try FileSink(path: folder + "/" + archive.path)
            let summary = try archive.write(to: sink)
            try sink.commit()
            summaries.append(summary)
            sums[archive.edition, default: []].append(summary.years)
        }
        for edition in SampleEdition.allCases {
            try SampleTotals(edition: edition, sums: sums[edition] ?? []).write(into: folder)
        }
        return summaries
    }

    private static func archive(
        _ edition: SampleEdition, n: Int = 1, label: String, words: [SmallWord], vocabulary: Int, prefix: String = ""
    ) -> SampleArchive {
        let sampler = HistorySampler(growth: CorpusGrowth())
        var ngrams: [SampleNgram] = []
        // The 2009 edition has no tags. Each edition has more books than the one before, so the counts differ.
        let hasTags = edition != .v2009
        let scale = edition == .v2009 ? 0.7 : edition == .v2020 ? 1.15 : 1
        for word in words where hasTags || !word.hasTag {
            var random = SplitMix64(seed: hash(edition.rawValue + word.text))
            var ngram = SampleNgram(word.text, [])
            sampler.sample(
                word.history(scale: scale), through: edition.lastYear, random: &random, into: &ngram.years)
            ngrams.append(ngram)
            if hasTags { ngrams += ngram.split(by: word.tags) }
        }
        let catalog = HistoryCatalog(seed: 2, index: vocabulary)
        Vocabulary(seed: 2, index: vocabulary, ngrams: 100).visit(.runs) { bytes, number, _ in
            // Odd numbers are tagged words. The hot word, which has no number, is already among the real words.
            guard let number, hasTags || number.isMultiple(of: 2) else { return }
            var random = catalog.random(for: number)
            let history = catalog.history(for: number, random: &random)
            var ngram = SampleNgram(prefix + String(decoding: bytes, as: UTF8.self), [])
            sampler.sample(history, through: edition.lastYear, random: &random, into: &ngram.years)
            ngrams.append(ngram)
        }
        return SampleArchive(
            edition: edition, path: edition.archivePath(n: n, label: label), ngrams: inRuns(ngrams))
    }

    /// Orders n-grams as Google's files do: runs sorted by bytes, one after another.
    private static func inRuns(_ ngrams: [SampleNgram]) -> [SampleNgram] {
        (0..<3).flatMap { run in
            ngrams.filter { Int(hash($0.text) >> 8) % 3 == run }
                .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        }
    }

    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(UInt64(text.utf8.count)) { SplitMix64.mix($0, UInt64($1)) }
    }
}
