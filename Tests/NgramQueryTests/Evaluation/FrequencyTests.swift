import Foundation
import NgramModel
import NgramTestSupport
import Testing

@testable import NgramQuery

@Suite("Frequencies")
struct FrequencyTests {
    /// Answers a query over one corpus, and others by name.
    private func ask(
        _ text: String, _ corpus: MemoryCorpus, others: [MemoryCorpus] = [],
        _ change: (inout FrequencyRequest) -> Void = { _ in }
    ) throws -> FrequencyAnswer {
        var request = FrequencyRequest()
        change(&request)
        return try FrequencyEvaluator(request, corpora: [corpus]) { name in others.first { $0.name == name } }
            .answer(Query(text))
    }

    private static func small() -> MemoryCorpus {
        var corpus = MemoryCorpus()
        corpus.setTotals([1990: 1000, 1991: 2000, 1993: 500])
        corpus.add("apple", [1990: 100, 1991: 100])
        corpus.add("Apple", [1991: 50])
        corpus.add("APPLE", [1990: 1])
        corpus.add("pear", [1990: 10, 1993: 5])
        return corpus
    }

    @Test("are counts over totals, with 0 in years without either")
    func plain() throws {
        let answer = try ask("apple, pear, plum", Self.small())
        #expect(answer.years == 1990...1993)
        #expect(answer.series.map(\.name) == ["apple", "pear"])
        #expect(answer.series[0].values == [0.1, 0.05, 0, 0].map { Double(Float($0)) })
        #expect(answer.series[1].values == [0.01, 0, 0, 0.01].map { Double(Float($0)) })
        #expect(answer.series[0].matchCounts == [100, 100, 0, 0])
        #expect(answer.notes == [.notFound("plum", corpus: "eng-2012")])
        #expect(try ask("plum", Self.small()).series == [])
    }

    @Test("are averaged over a window that is cut at the ends of the asked years")
    func smoothing() throws {
        var random = SeededRandom(seed: 1)
        for _ in 0..<50 {
            let values = (0..<random.int(1...30)).map { _ in Double(random.int(0...1000)) / 7 }
            let span = random.int(0...40)
            let smoothed = Smoothing.smooth(values, span: span)
            for index in values.indices {
                var (sum, count) = (0.0, 0.0)
                for other in values.indices where abs(other - index) <= span {
                    (sum, count) = (sum + values[other], count + 1)
                }
                #expect(abs(smoothed[index] - sum / count) <= 1e-9)
            }
        }
        let answer = try ask("apple", Self.small()) { ($0.smoothing, $0.years) = (1, 1990...1991) }
        #expect(
            answer.series[0].values == [0.075, 0.075].map { Double(Float($0)) }.map { abs($0 - 0.075) < 1e-8 ? $0 : 0 }
                || abs(answer.series[0].values[0] - 0.075) < 1e-8)
    }

    @Test("of spellings are summed, those below a hundredth of the largest left out")
    func caseInsensitive() throws {
        let answer = try ask("apple", Self.small()) { $0.ignoresCase = true }
        #expect(answer.series.map(\.name) == ["apple (All)", "apple", "Apple"])
        #expect(answer.series.map(\.kind) == [.caseInsensitive, .expansion, .expansion])
        #expect(answer.series.map(\.parent) == [nil, "apple (All)", "apple (All)"])
        #expect(answer.series[0].matchCounts == [100, 150, 0, 0])
        #expect(answer.series[0].volumeCounts == nil)
        let single = try ask("PEAR", Self.small()) { $0.ignoresCase = true }
        #expect(single.series.map(\.name) == ["pear"])
        #expect(single.series.map(\.kind) == [.ngram])
    }

    @Test("of compositions are computed year by year, and a quotient by 0 is 0")
    func compositions() throws {
        let answer = try ask("(apple + pear) / pear, apple - pear, pear * 3, plum + pear", Self.small())
        #expect(
            answer.series.map(\.name) == ["((apple + pear) / pear)", "(apple - pear)", "(pear * 3)", "(plum + pear)"])
        let (apple, pear) = (Double(Float(0.1)), Double(Float(0.01)))
        #expect(answer.series[0].values == [(apple + pear) / pear, 0, 0, 1])
        #expect(answer.series[1].values[0] == apple - pear)
        #expect(answer.series[2].values[0] == pear * 3)
        #expect(answer.series[3].values[0] == pear)
        #expect(answer.series.allSatisfy { $0.matchCounts == nil })
        #expect(answer.notes == [.notFound("plum", corpus: "eng-2012")])
    }

    @Test("in another corpus keep its name as typed; an unknown one is an error at its place")
    func corpora() throws {
        var other = Self.small()
        (other.name, other.edition) = ("eng-2009", .y2009)
        other.add("apple", [1990: 500])
        let answer = try ask("apple:eng_2009, apple:0 / apple", Self.small(), others: [other])
        #expect(answer.series.map(\.name) == ["apple:eng_2009", "(apple:0 / apple)"])
        #expect(answer.series.map(\.corpus) == ["eng-2009", "eng-2012"])
        #expect(answer.series[1].values[0] == 0.5 / 0.1 || abs(answer.series[1].values[0] - 5) < 1e-6)
        let error = #expect(throws: QueryError.self) { try ask("a, apple:fre_2012", Self.small()) }
        #expect(error?.offset == 9)
    }

    @Test("of inflections are those of the forms of the file that occur")
    func inflections() throws {
        let forms = try Inflections(
            parsing: "# forms\npear\tNOUN\tpear\npear\tNOUN\tpears\npear\tVERB\tpeared\n\npear\tVERB\tpear\n")
        var corpus = Self.small()
        corpus.add("pears", [1990: 30])
        let answer = try ask("pear_INF", corpus) { $0.inflections = forms }
        #expect(answer.series.map(\.name) == ["pear_INF", "pears", "pear"])
        #expect(answer.series.map(\.kind) == [.inflections, .expansion, .expansion])
        corpus.add("pears_NOUN", [1990: 3])
        #expect(
            try ask("pear_INF_NOUN", corpus) { $0.inflections = forms }.series.map(\.name) == [
                "pear_INF_NOUN", "pears_NOUN",
            ])
        #expect(try ask("plum_INF", corpus).notes == [.noForms("plum")])
        #expect(throws: Inflections.Defect(line: 2, found: "b c")) { try Inflections(parsing: "a\tb\tc\nb c") }
    }

    @Test(
        "of a wildcard are the most frequent n-grams of each year, by their sums",
        arguments: 1...30 as ClosedRange<UInt64>)
    func wildcards(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var corpus = MemoryCorpus()
        let years = 1990...(1990 + random.int(0...6))
        corpus.setTotals(Dictionary(uniqueKeysWithValues: years.map { ($0, Int64(random.int(1000...9000))) }))
        for number in 0..<random.int(1...40) {
            let word = ["w\(number)", "w\(number)_NOUN", "!", "_NOUN_", "_START_"][min(4, random.int(0...12))]
            var counts: [Int: Int64] = [:]
            for year in years where random.oneIn(2) { counts[year] = Int64(random.int(1...60)) }
            if !counts.isEmpty { corpus.add("the \(word)", counts) }
        }
        let limit = random.int(1...5)
        let answer = try ask("the *", corpus) { ($0.years, $0.expansions) = (years, limit) }
        // The obvious way: all n-grams, ranked in each year.
        let all = corpus.counts.filter { ngram, _ in
            let word = String(ngram.description.dropFirst(4))
            return word == "_START_" || word.hasPrefix("w") && !word.hasSuffix("_NOUN")
        }
        var union: Set<Ngram> = []
        for year in years {
            let ranked = all.compactMap { ngram, series in
                series.first { $0.year == year }.map { (ngram, $0.matchCount) }
            }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
            union.formUnion(ranked.prefix(limit).map(\.0))
        }
        func sum(_ ngram: Ngram) -> Double {
            (corpus.counts[ngram] ?? []).reduce(0) { sum, year in
                let total = corpus.totals[0]?.first { $0.year == year.year }?.matchCount ?? 1
                return sum + Double(Float(Double(year.matchCount) / Double(total + 0)))
            }
        }
        // The totals of 2-grams lack the sentences, which are not known here.
        let expected = union.sorted { (sum($1), $0) < (sum($0), $1) }.prefix(limit).map(\.description)
        #expect(answer.series.dropFirst().map(\.name) == expected, "seed \(seed)")
        #expect(answer.series.first?.kind == (expected.isEmpty ? nil : .collection))
        let everything = try ask("the *", corpus) { ($0.years, $0.expansions) = (years, nil) }
        #expect(everything.series.count == (all.isEmpty ? 0 : all.count + 1))
        #expect(!everything.notes.contains { if case .cut = $0 { true } else { false } })
        if let parent = everything.series.first {
            for index in parent.values.indices {
                #expect(parent.values[index] == everything.series.dropFirst().reduce(0) { $0 + $1.values[index] })
            }
        }
    }

    @Test("of a tag wildcard are the tagged words, or the tags of the word")
    func tagWildcards() throws {
        var corpus = MemoryCorpus()
        corpus.setTotals([1990: 1000])
        for (index, word) in ["cook", "cook_NOUN", "cook_VERB", "cook_x", "book_NOUN", "_NOUN_", "!_NOUN"].enumerated()
        {
            corpus.add(word, [1990: Int64(100 - index)])
        }
        #expect(try ask("*_NOUN", corpus).series.map(\.name) == ["*_NOUN", "cook_NOUN", "book_NOUN"])
        #expect(try ask("cook_*", corpus).series.map(\.name) == ["cook_*", "cook_NOUN", "cook_VERB"])
        corpus.add("a b", [1990: 1])
        #expect(throws: QueryError.self) { try ask("* *", corpus) }
    }

    @Test("cannot be had without archives or totals, and the notes say which are missing")
    func missing() throws {
        var corpus = Self.small()
        #expect(try ask("a b", corpus).notes == [.noArchives("a b", order: 2, corpus: "eng-2012")])
        corpus.totals = [:]
        #expect(
            try ask("apple", corpus) { $0.years = 1990...1991 }.notes == [
                .noTotals(order: 1, corpus: "eng-2012", edition: .y2012)
            ])
        let rewritten = try ask("don't", Self.small())
        #expect(rewritten.notes.first == .replaced("don't", by: "do not"))
        #expect(rewritten.notes.first?.description == "Replaced don't with do not to match how we processed the books.")
    }
}

/// Answers of the Viewer that were recorded.
private let recordedFolder = ProcessInfo.processInfo.environment["NGRAMS_REAL_DATA"].map { $0 + "/viewer/" }

@Suite("Recorded answers of the Viewer", .enabled(if: recordedFolder != nil, "NGRAMS_REAL_DATA is not set"))
struct RecordedAnswers {
    private struct Recorded: Decodable {
        var ngram: String
        var type: String
        var timeseries: [Double]
    }

    @Test(
        "have parents that are the exact sums of their children, in descending order of their areas",
        arguments: [
            ("acl-eng_2012-1700-2000-s3-inflection-light_INF.json", 1700...2000, FrequencySeries.Kind.inflections),
            ("acl-eng_2012-1800-2000-s3-caseinsensitive-apple.json", 1800...2000, .caseInsensitive),
            ("acl-eng_2012-1800-2000-s3-wildcard-President_star_NOUN.json", 1800...2000, .collection),
            ("acl-eng_2012-1950-2000-s3-wildcard-President_star_NOUN.json", 1950...2000, .collection),
        ])
    func groups(file: String, years: ClosedRange<Int>, kind: FrequencySeries.Kind) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: try #require(recordedFolder) + file))
        let recorded = try JSONDecoder().decode([Recorded].self, from: data)
        var request = FrequencyRequest()
        request.years = years
        let corpus = MemoryCorpus()
        let evaluator = FrequencyEvaluator(request, corpora: [corpus]) { _ in nil }
        var children = recorded.dropFirst().map {
            FrequencySeries(name: $0.ngram, kind: .ngram, corpus: corpus.name, values: $0.timeseries)
        }
        children.shuffle()
        let group = try evaluator.group(recorded[0].ngram, kind, children, corpus)
        #expect(group.map(\.name) == recorded.map(\.ngram))
        #expect(group.map(\.kind.rawValue) == recorded.map(\.type))
        #expect(group[0].values == recorded[0].timeseries)
    }

    @Test("divide 2-, 4- and 5-grams by totals that count sentences")
    func denominators() throws {
        let text = try String(
            contentsOfFile: try #require(recordedFolder) + "derived-eng_2012-denominators-1880-1980.csv",
            encoding: .utf8)
        var corpus = MemoryCorpus()
        var rows: [[Int64]] = []
        for line in text.split(whereSeparator: \.isNewline).dropFirst() {
            rows.append(line.split(separator: ",").map { Int64($0) ?? 0 })
        }
        corpus.setTotals(Dictionary(uniqueKeysWithValues: rows.map { (Int($0[0]), $0[1]) }))
        corpus.add("_START_", Dictionary(uniqueKeysWithValues: rows.map { (Int($0[0]), $0[6]) }))
        let all = try (1...5).map { try #require(try Denominators(corpus, order: $0)) }
        for row in rows {
            // T2, T3 and T4 are exact to a float's precision, T5 was computed from few n-grams.
            for (order, tolerance) in [(2, 1e-6), (3, 1e-6), (4, 1e-6), (5, 1e-3)] {
                let total = try #require(all[order - 1].totals[Int(row[0])])
                #expect(abs(Double(total) / Double(row[order]) - 1) < tolerance, "\(row[0]), \(order)")
            }
        }
        #expect(all.allSatisfy { $0.uncertainty == 0 })
    }

    @Test("of 2-grams, times the total, are counts that give the same answers")
    func bigrams() throws {
        let folder = try #require(recordedFolder)
        let file = try Data(
            contentsOf: URL(
                fileURLWithPath: folder + "prooffreader-eng_2012-1880-1980-s0-caseinsensitive-2grams-permillion.csv.gz")
        )
        let text = String(decoding: try #require(NaiveGzip(Array(file)).content), as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let derived = try String(
            contentsOfFile: folder + "derived-eng_2012-denominators-1880-1980.csv", encoding: .utf8)
        var (words, bigrams): ([Int: Int64], [Int: Int64]) = ([:], [:])
        for line in derived.split(whereSeparator: \.isNewline).dropFirst() {
            let numbers = line.split(separator: ",").map { Int64($0) ?? 0 }
            words[Int(numbers[0])] = numbers[1]
            bigrams[Int(numbers[0])] = numbers[2]
        }
        var corpus = MemoryCorpus()
        corpus.setTotals(words)
        corpus.add("_START_", words.reduce(into: [:]) { $0[$1.key] = (bigrams[$1.key] ?? 0) - $1.value })
        var columns: [(name: String, values: [Double])] = []
        for column in lines[0].indices.dropFirst()
        where lines[0][column].split(separator: " ").filter({ $0 != "(All)" }).count == 2 {
            let name = String(lines[0][column].replacing(" (All)", with: ""))
            guard !columns.contains(where: { $0.name == name }) else { continue }
            var (counts, values): ([Int: Int64], [Double]) = ([:], [])
            for line in lines.dropFirst() {
                guard let year = Int(line[0]), let value = Double(line[column]), let total = bigrams[year] else {
                    continue
                }
                values.append(value / 1e6)
                let count = (value / 1e6 * Double(total)).rounded()
                if count > 0 { counts[year] = Int64(count) }
            }
            corpus.add(name, counts)
            columns.append((name, values))
        }
        #expect(columns.count > 50)
        var request = FrequencyRequest()
        request.years = 1880...1980
        let evaluator = FrequencyEvaluator(request, corpora: [corpus]) { _ in nil }
        for column in columns {
            let series = try evaluator.answer(Query("[\(column.name)]")).series
            guard let found = series.first else {
                #expect(column.values.allSatisfy { $0 == 0 })
                continue
            }
            for (value, recorded) in zip(found.values, column.values) {
                // Sums of several spellings were rounded several times.
                #expect(abs(value - recorded) <= 3e-7 * recorded, "\(column.name)")
            }
        }
    }
}
