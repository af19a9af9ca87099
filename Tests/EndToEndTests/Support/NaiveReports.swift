/// The expected output of the program, from a slow and simple implementation.
enum NaiveCSV {
    /// A field of CSV (RFC 4180).
    static func field(_ bytes: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        guard bytes.contains(where: { [quote, UInt8(ascii: ","), 10, 13].contains($0) }) else { return bytes }
        return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }

    static func row(_ fields: [[UInt8]]) -> [UInt8] {
        Array(fields.joined(separator: [UInt8(ascii: ",")])) + [10]
    }
}

extension NaiveCounts {
    /// The report `export years`.
    func yearsCSV(_ range: ClosedRange<Int> = 1...9999, prefix: String = "") -> [UInt8] {
        var report = Array("ngram,year,match_count,volume_count\n".utf8)
        for word in words where word.starts(with: prefix.utf8) {
            for (year, pair) in series(word, range) {
                report += NaiveCSV.row(
                    [NaiveCSV.field(word)] + ["\(year)", "\(pair.match)", "\(pair.volume)"].map { Array($0.utf8) })
            }
        }
        return report
    }

    /// The report `export totals`.
    func totalsCSV(_ range: ClosedRange<Int> = 1...9999, prefix: String = "") -> [UInt8] {
        var report = Array("ngram,match_count,volume_count,first_year,last_year\n".utf8)
        for total in totals(range, prefix: prefix) { report += total.csv }
        return report
    }

    /// The report `export top`, and `query top --format csv`.
    func topCSV(_ request: NaiveTop) -> [UInt8] {
        var report = Array("rank,ngram,match_count,volume_count\n".utf8)
        for (index, total) in top(request).enumerated() {
            report += NaiveCSV.row(
                [Array("\(index + 1)".utf8), NaiveCSV.field(total.word)]
                    + ["\(total.match)", "\(total.volume)"].map { Array($0.utf8) })
        }
        return report
    }

    /// The top n-grams.
    func top(_ request: NaiveTop) -> [NaiveTotal] {
        let ranked = years.keys.filter { $0.starts(with: request.prefix.utf8) }.map { total($0, request.years) }
            .filter { $0.first != nil }
            .filter { request.tags == "include" || NaiveTop.isTagged($0.text) == (request.tags == "only") }
            .sorted { left, right in
                let (first, second) = request.byVolume ? (left.volume, right.volume) : (left.match, right.match)
                return first == second ? left.word.lexicographicallyPrecedes(right.word) : first > second
            }
        return Array(ranked.prefix(request.limit))
    }
}

extension NaiveTotal {
    /// A row of totals, as CSV.
    var csv: [UInt8] {
        let numbers = ["\(match)", "\(volume)", first.map(String.init) ?? "", last.map(String.init) ?? ""]
        return NaiveCSV.row([NaiveCSV.field(word)] + numbers.map { Array($0.utf8) })
    }
}

/// The options of a top-N query.
struct NaiveTop {
    var limit = 10
    var years = 1...9999
    var prefix = ""
    var byVolume = false
    var tags = "exclude"

    /// Whether a word of the n-gram has one of Google's tags, spelled as in Google's list.
    static func isTagged(_ text: String) -> Bool {
        let tags = ["NOUN", "VERB", "ADJ", "ADV", "PRON", "DET", "ADP", "NUM", "CONJ", "PRT", ".", "X", "PROPN"]
        return text.split(separator: " ").contains { word in
            if ["_START_", "_END_", "_ROOT_"].contains(word) { return true }
            return tags.contains { word == "_\($0)_" || (word.hasSuffix("_\($0)") && word.utf8.count > $0.count + 1) }
        }
    }
}
