/// The row layouts of the editions.
enum RowKind: CaseIterable {
    case v2009, v2012, v2020
}

/// The counts of an n-gram in a year.
struct YearPair: Equatable {
    var match: Int64 = 0
    var volume: Int64 = 0
}

/// Counts rows in memory in a slow and simple way: the expected values of the end-to-end tests.
///
/// It is independent of `CountsModel`, which the unit tests use, on purpose: it parses the rows itself, and shares no
/// types with the program.
struct NaiveCounts {
    /// The counts of each n-gram, by year.
    private(set) var years: [[UInt8]: [Int: YearPair]] = [:]
    /// The number of rows.
    private(set) var rows = 0

    init() {}

    init(_ rows: some Sequence<UInt8>, _ kind: RowKind) throws {
        try add(rows, kind)
    }

    /// Adds the rows of an archive's plain bytes.
    mutating func add(_ bytes: some Sequence<UInt8>, _ kind: RowKind) throws {
        // A byte order mark at the very beginning is not part of the first n-gram.
        var bytes = Array(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        for row in bytes.split(separator: UInt8(ascii: "\n")) {
            rows += 1
            let columns = row.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            let word = Array(columns[0])
            switch kind {
            case .v2009: add(word, try number(columns[1]), try number(columns[2]), try number(columns[4]))
            case .v2012: add(word, try number(columns[1]), try number(columns[2]), try number(columns[3]))
            case .v2020:
                for tuple in columns.dropFirst() {
                    let numbers = try tuple.split(separator: UInt8(ascii: ",")).map(number)
                    add(word, numbers[0], numbers[1], numbers[2])
                }
            }
        }
    }

    /// Adds the counts of other archives.
    mutating func add(_ other: NaiveCounts) {
        rows += other.rows
        for (word, series) in other.years {
            for (year, pair) in series { add(word, Int64(year), pair.match, pair.volume) }
        }
    }

    private mutating func add(_ word: [UInt8], _ year: Int64, _ match: Int64, _ volume: Int64) {
        years[word, default: [:]][Int(year), default: YearPair()].match += match
        years[word, default: [:]][Int(year), default: YearPair()].volume += volume
    }

    private func number(_ digits: ArraySlice<UInt8>) throws -> Int64 {
        guard let number = Int64(String(decoding: digits, as: UTF8.self)) else { throw NotANumber(digits: digits) }
        return number
    }

    /// The rows of a test are wrong.
    struct NotANumber: Error {
        var digits: ArraySlice<UInt8>
    }
}

/// The sums of an n-gram.
struct NaiveTotal: Equatable {
    var word: [UInt8]
    var match: Int64 = 0
    var volume: Int64 = 0
    var first: Int?
    var last: Int?

    var text: String { String(decoding: word, as: UTF8.self) }
}

extension NaiveCounts {
    /// The n-grams in the order of their bytes.
    var words: [[UInt8]] { years.keys.sorted { $0.lexicographicallyPrecedes($1) } }

    /// The years of an n-gram, ascending.
    func series(_ word: [UInt8], _ range: ClosedRange<Int> = 1...9999) -> [(year: Int, pair: YearPair)] {
        (years[word] ?? [:]).filter { range.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The sums of an n-gram.
    func total(_ word: [UInt8], _ range: ClosedRange<Int> = 1...9999) -> NaiveTotal {
        let series = series(word, range)
        return NaiveTotal(
            word: word, match: series.reduce(0) { $0 + $1.pair.match },
            volume: series.reduce(0) { $0 + $1.pair.volume }, first: series.first?.year, last: series.last?.year)
    }

    /// The sums of all n-grams that have a prefix and occur in the years, in byte order.
    func totals(_ range: ClosedRange<Int> = 1...9999, prefix: String = "") -> [NaiveTotal] {
        words.filter { $0.starts(with: prefix.utf8) }.map { total($0, range) }.filter { $0.first != nil }
    }
}
