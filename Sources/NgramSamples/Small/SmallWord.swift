/// A real word of the small set.
struct SmallWord {
    var text: String
    /// Occurrences in 2008 in English 2012. The number is invented, but close to the real one.
    var level: Double
    /// The first year in which the word can occur.
    var since = CorpusGrowth.firstYear
    /// See `History.tilt`.
    var tilt = 0.0
    /// The parts of speech, each with its share of the occurrences in 256ths. The most frequent one comes first.
    var tags: [(tag: String, part: Int)] = []

    init(_ text: String, _ level: Double, since: Int = CorpusGrowth.firstYear, tilt: Double = 0) {
        self.text = text
        self.level = level
        self.since = since
        self.tilt = tilt
    }

    /// The same word with parts of speech: the most frequent one, and the others with their shares of the occurrences
    /// in 256ths.
    func tagged(_ main: String, _ others: (tag: String, part: Int)...) -> SmallWord {
        var word = self
        word.tags = [(main, 256 - others.reduce(0) { $0 + $1.part })] + others
        return word
    }

    /// Whether the text already contains a part of speech.
    var hasTag: Bool {
        text.split(separator: " ").contains { (token: Substring) -> Bool in
            guard let mark = token.dropLast().lastIndex(of: "_") else { return false }
            let tag = token[mark...].filter { $0 != "_" }
            return !tag.isEmpty && tag.allSatisfy(\.isUppercase)
        }
    }

    /// The history of the word. The counts of frequent words vary less from year to year. `scale` multiplies the level.
    func history(scale: Double) -> History {
        let spread = level > 1e6 ? 0.05 : level > 1e4 ? 0.2 : 0.6
        return History(
            level: (level * scale).rounded(.down), firstYear: since, tilt: tilt, spread: spread, endsExactly: true)
    }
}

extension SampleNgram {
    /// The n-gram with each of the tags. Together they occur as often as the n-gram itself, apart from those that are
    /// omitted because they occur fewer than `HistorySampler.minimumMatches` times.
    func split(by tags: [(tag: String, part: Int)]) -> [SampleNgram] {
        tags.enumerated().compactMap { place, tag in
            let rows = years.compactMap { row -> YearCount? in
                // The first tag gets the matches that rounding takes from the others.
                let others = tags.dropFirst().reduce(0) { $0 + row.match * $1.part / 256 }
                let match = place == 0 ? row.match - others : row.match * tag.part / 256
                guard match > 0 else { return nil }
                let volume = min(match, place == 0 ? row.volume : max(1, row.volume * tag.part / 256))
                return YearCount(year: row.year, match: match, page: max(volume, min(row.page, match)), volume: volume)
            }
            let ngram = SampleNgram("\(text)_\(tag.tag)", rows)
            return ngram.matchSum < HistorySampler.minimumMatches ? nil : ngram
        }
    }
}
