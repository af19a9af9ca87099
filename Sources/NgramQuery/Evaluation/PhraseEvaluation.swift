import NgramModel

/// Evaluates a phrase in one corpus: an n-gram, or a sum of those that a wildcard, inflections or spellings stand for.
struct PhraseEvaluation {
    private let evaluator: FrequencyEvaluator
    private let corpus: any ReadableCorpus
    /// What follows the name of the phrase in the names of the answer, such as `:eng_2019`.
    private let suffix: String
    private var years: ClosedRange<Int> { evaluator.years }

    init(_ evaluator: FrequencyEvaluator, _ corpus: any ReadableCorpus, _ suffix: String) {
        (self.evaluator, self.corpus, self.suffix) = (evaluator, corpus, suffix)
    }

    /// The n-gram, or the sum followed by its parts; empty if there is none in these years.
    func series(
        of phrase: QueryExpression.Phrase, _ answer: inout FrequencyAnswer
    ) throws -> [FrequencySeries] {
        var text = phrase.text
        if !phrase.isVerbatim {
            text = evaluator.tokens(of: text, corpus)
            if text != phrase.text { evaluator.note(.replaced(phrase.text, by: text), &answer) }
        }
        let words = text.split(separator: " ").map(String.init)
        guard (1...5).contains(words.count), corpus.orders.isEmpty || corpus.orders.contains(words.count) else {
            evaluator.note(.noArchives(text, order: words.count, corpus: corpus.name), &answer)
            return []
        }
        guard let denominators = try evaluator.denominators(corpus, order: words.count, &answer) else { return [] }
        let parts = phrase.isVerbatim ? words.map { QueryWord.literal($0) } : words.map { QueryWord($0) }
        let special = parts.indices.filter { parts[$0] != .literal(words[$0]) }
        guard special.count <= 1 else {
            throw QueryError(
                "found several wildcards or inflections in one term, but expected one: \"\(text)\"", at: phrase.offset)
        }
        guard let place = special.first else {
            if evaluator.request.ignoresCase { return try spellings(text, words.count, denominators) }
            let found = try corpus.series(of: Ngram(text), years: years)
            return found.isEmpty ? [] : [evaluator.line(text + suffix, found, denominators, corpus)]
        }
        if case .inflections(let base, let tag) = parts[place] {
            return try inflections(base, tag, text, words, place, denominators, &answer)
        }
        return try expansions(parts[place], text, words, place, denominators, &answer)
    }

    // MARK: - Case

    /// The least part of the most frequent spelling's count with which a spelling is counted, in per cent.
    private static let leastPercent: Int64 = 1

    private func spellings(_ text: String, _ order: Int, _ denominators: Denominators) throws -> [FrequencySeries] {
        let lower = text.lowercased().unicodeScalars
        var found: [(ngram: Ngram, series: [Observation], count: Int64)] = []
        let pattern = try TextPattern(text, .whole, ignoringCase: true).automaton()
        try corpus.forEachSeries(matching: pattern, order: order, years: years) { ngram, series in
            // The pattern folds, and so also accepts "strasse" for "straße".
            guard ngram.description.lowercased().unicodeScalars.elementsEqual(lower) else { return }
            var count: Int64 = 0
            for observation in series { try count.add(count: observation.matchCount) }
            found.append((ngram, series, count))
        }
        let largest = found.map(\.count).max() ?? 0
        let kept = found.filter { $0.count > 0 && Double($0.count) * 100 >= Double(largest * Self.leastPercent) }
        let lines = kept.map { evaluator.line($0.ngram.description + suffix, $0.series, denominators, corpus) }
        guard lines.count > 1 else { return lines }
        return try evaluator.group(text + suffix + " (All)", .caseInsensitive, lines, corpus)
    }

    // MARK: - Inflections

    private func inflections(
        _ base: String, _ tag: String?, _ text: String, _ words: [String], _ place: Int, _ denominators: Denominators,
        _ answer: inout FrequencyAnswer
    ) throws -> [FrequencySeries] {
        let forms = evaluator.request.inflections?.forms(of: base, tag: tag) ?? []
        if forms.isEmpty { evaluator.note(.noForms(base), &answer) }
        var lines: [FrequencySeries] = []
        for form in forms {
            var words = words
            words[place] = tag.map { "\(form)_\($0)" } ?? form
            let ngram = words.joined(separator: " ")
            let found = try corpus.series(of: Ngram(ngram), years: years)
            if !found.isEmpty { lines.append(evaluator.line(ngram + suffix, found, denominators, corpus)) }
        }
        return lines.isEmpty ? [] : try evaluator.group(text + suffix, .inflections, lines, corpus)
    }

    // MARK: - Wildcards

    private func expansions(
        _ word: QueryWord, _ text: String, _ words: [String], _ place: Int, _ denominators: Denominators,
        _ answer: inout FrequencyAnswer
    ) throws -> [FrequencySeries] {
        var candidates = ExpansionCandidates(years: years, limit: evaluator.request.expansions)
        let (before, after) = (words[..<place].joined(separator: " "), words[(place + 1)...].joined(separator: " "))
        try corpus.forEachSeries(
            matching: Self.automaton(word, words, place), order: words.count, years: years
        ) { ngram, series in
            let start = before.isEmpty ? 0 : before.utf8.count + 1
            let end = ngram.bytes.count - (after.isEmpty ? 0 : after.utf8.count + 1)
            guard start < end, Self.admits(word, filler: ngram.bytes[start..<end]) else { return }
            candidates.offer(ngram, series)
        }
        let (chosen, isCut) = candidates.chosen { denominators.frequency($0.matchCount, year: $0.year) }
        if isCut { evaluator.note(.cut(text, shown: chosen.count), &answer) }
        guard !chosen.isEmpty else { return [] }
        let lines = chosen.map { evaluator.line($0.ngram.description + suffix, $0.series, denominators, corpus) }
        return try evaluator.group(text + suffix, .collection, lines, corpus)
    }

    /// What accepts the n-grams of the words, with any word, or a word and a suffix, in one place.
    private static func automaton(_ word: QueryWord, _ words: [String], _ place: Int) throws -> ByteAutomaton {
        var network = ByteNetwork()
        let start = network.makePosition()
        var position = start
        for (index, text) in words.enumerated() {
            if index > 0 { position = network.append([0x20], after: position) }
            guard index == place else {
                position = network.append(Array(text.utf8), after: position)
                continue
            }
            switch word {
            case .any(let suffix):
                position = network.appendWordBytes(atLeastOne: true, after: position)
                position = network.append(Array(suffix.utf8), after: position)
            case .anyTag(let word):
                position = network.append(Array((word + "_").utf8), after: position)
                position = network.appendWordBytes(atLeastOne: true, after: position)
            case .literal, .inflections: break
            }
        }
        return try network.automaton(from: start, accepting: position)
    }

    /// Whether a wildcard may stand for a word: not for punctuation alone; without a tag, not for a tagged word or a tag,
    /// but for the marks `_START_` and `_END_`.
    private static func admits(_ word: QueryWord, filler: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: filler, as: UTF8.self)
        switch word {
        case .any(let suffix):
            if suffix.isEmpty {
                guard !PartOfSpeechTag.isTagged(filler) else { return text == "_START_" || text == "_END_" }
                return hasLetterOrNumber(text)
            }
            return hasLetterOrNumber(String(text.dropLast(suffix.count)))
        case .anyTag(let word):
            return QueryWord.tags.contains(String(text.dropFirst(word.count + 1)))
        case .literal, .inflections: return true
        }
    }

    private static func hasLetterOrNumber(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }
}

/// The n-grams that a wildcard may stand for: those that are among the most frequent of some year.
struct ExpansionCandidates {
    private struct Candidate {
        var series: [Observation]
        /// In how many years it is among the most frequent.
        var years: Int
    }

    private let years: ClosedRange<Int>
    private let limit: Int?
    private var candidates: [Ngram: Candidate] = [:]
    /// For each year, the most frequent n-grams, the least frequent of them last.
    private var top: [[(count: Int64, ngram: Ngram)]]
    private var isCut = false

    /// - Parameter limit: how many n-grams of each year are kept, and how many are chosen; nil for all.
    init(years: ClosedRange<Int>, limit: Int?) {
        (self.years, self.limit) = (years, limit)
        top = limit == nil ? [] : Array(repeating: [], count: years.count)
    }

    mutating func offer(_ ngram: Ngram, _ series: [Observation]) {
        guard let limit else {
            candidates[ngram] = Candidate(series: series, years: 1)
            return
        }
        var ranked = 0
        for observation in series where years.contains(observation.year) && observation.matchCount > 0 {
            let year = observation.year - years.lowerBound
            let count = observation.matchCount
            if top[year].count >= limit {
                // The n-grams come in byte order, so that of equal counts the first are kept.
                guard let least = top[year].last, least.count < count else { continue }
                top[year].removeLast()
                drop(least.ngram)
            }
            let place = top[year].firstIndex { $0.count < count } ?? top[year].count
            top[year].insert((count, ngram), at: place)
            ranked += 1
            // Kept while its years are counted, because a year may drop it again.
            candidates[ngram, default: Candidate(series: series, years: 0)].years += 1
        }
        if ranked == 0 { isCut = true }
    }

    private mutating func drop(_ ngram: Ngram) {
        isCut = true
        guard let years = candidates[ngram]?.years else { return }
        if years > 1 { candidates[ngram]?.years -= 1 } else { candidates[ngram] = nil }
    }

    /// The n-grams with the largest sums of frequencies, and whether others were left out.
    func chosen(frequency: (Observation) -> Double) -> (ngrams: [(ngram: Ngram, series: [Observation])], isCut: Bool) {
        let ranked = candidates.map { ngram, candidate in
            (ngram: ngram, series: candidate.series, sum: candidate.series.reduce(0) { $0 + frequency($1) })
        }.sorted { ($1.sum, $0.ngram) < ($0.sum, $1.ngram) }
        let chosen = ranked.prefix(limit ?? .max).map { ($0.ngram, $0.series) }
        return (chosen, isCut || chosen.count < ranked.count)
    }
}
