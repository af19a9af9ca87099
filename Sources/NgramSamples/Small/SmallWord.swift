/// A real word of the small set.
struct SmallWord {
    var text: String
    /// Occurrences in 2008 in 2012's English: near the real number, invented all the same.
    var level: Double
    /// The first year it can occur in.
    var since = CorpusGrowth.firstYear
    /// See `History.tilt`.
    var tilt = 0.0
    /// Its parts of speech, the most frequent first, with how many in 256 occurrences are of the others.
    var tags: [(tag: String, part: Int)] = []

    init(_ text: String, _ level: Double, since: Int = CorpusGrowth.firstYear, tilt: Double = 0) {
        self.text = text
        self.level = level
        self.since = since
        self.tilt = tilt
    }

    /// The word with the tag that most occurrences have, and others with their part of 256.
    func tagged(_ main: String, _ others: (tag: String, part: Int)...) -> SmallWord {
        var word = self
        word.tags = [(main, 256 - others.reduce(0) { $0 + $1.part })] + others
        return word
    }

    /// Whether a part of speech is part of the spelling already.
    var hasTag: Bool {
        text.split(separator: " ").contains { (token: Substring) -> Bool in
            guard let mark = token.dropLast().lastIndex(of: "_") else { return false }
            let tag = token[mark...].filter { $0 != "_" }
            return !tag.isEmpty && tag.allSatisfy(\.isUppercase)
        }
    }

    /// The frequent are steady from year to year, the rare are not.
    func history(scale: Double) -> History {
        let spread = level > 1e6 ? 0.05 : level > 1e4 ? 0.2 : 0.6
        return History(
            level: (level * scale).rounded(.down), firstYear: since, tilt: tilt, spread: spread, endsExactly: true)
    }
}

extension SampleNgram {
    /// The same n-gram with each of the tags: together they occur as often as it does, but for those that are left
    /// out because they occur too rarely.
    func split(by tags: [(tag: String, part: Int)]) -> [SampleNgram] {
        tags.enumerated().compactMap { place, tag in
            let rows = years.compactMap { row -> YearCount? in
                // The first tag has what rounding takes from the others.
                let others = tags.dropFirst().reduce(0) { $0 + row.match * $1.part / 256 }
                let match = place == 0 ? row.match - others : row.match * tag.part / 256
                guard match > 0 else { return nil }
                let volume = min(match, place == 0 ? row.volume : max(1, row.volume * tag.part / 256))
                return YearCount(year: row.year, match: match, page: max(volume, min(row.page, match)), volume: volume)
            }
            let ngram = SampleNgram("\(text)_\(tag.tag)", rows)
            return ngram.matchSum < HistoryPainter.leastMatches ? nil : ngram
        }
    }
}
