/// A section of a vocabulary: generated words with a common prefix, in byte order.
///
/// A word consists of the prefix, one part from each table, and an ending. The parts have equal lengths and ascend with
/// the number of the word. The words are therefore sorted and distinct, and no list of them is needed in memory.
struct WordSection {
    private let prefix: [UInt8]
    private let tables: [SyllableTable]
    private let endings: [[UInt8]]
    private let step: UInt64
    /// The number of words.
    let baseCount: Int

    /// A section of `baseCount` words. The table `last` repeats until there are at least four times as many
    /// combinations.
    init(prefix: String, first: [SyllableTable], last: SyllableTable, endings: [String], baseCount: Int) {
        var tables = first + [last, last]
        var space = tables.reduce(UInt64(1)) { $0 * UInt64($1.count) }
        while space < 4 * UInt64(baseCount) {
            tables.append(last)
            space *= UInt64(last.count)
        }
        self.prefix = Array(prefix.utf8)
        self.tables = tables
        self.endings = endings.map { Array($0.utf8) }
        self.baseCount = baseCount
        step = space / UInt64(baseCount)
    }

    /// Sets `word` to the word with the given number. `hash` selects one of the combinations that belong to this
    /// number, and the ending.
    func spell(_ number: Int, hash: UInt64, into word: inout [UInt8]) {
        word.removeAll(keepingCapacity: true)
        word.append(contentsOf: prefix)
        let position = UInt64(number) * step + (hash >> 32) % step
        var place = tables.reduce(UInt64(1)) { $0 * UInt64($1.count) }
        for table in tables {
            place /= UInt64(table.count)
            table.append(Int(position / place % UInt64(table.count)), to: &word)
        }
        word.append(contentsOf: endings[Int(hash & 0xFF) % endings.count])
    }
}

/// Parts of words, all of the same length and in byte order. Words with the same number of parts therefore sort by the
/// indexes of their parts.
struct SyllableTable {
    /// The size of each part in bytes.
    let width: Int
    /// The number of parts.
    let count: Int
    private let bytes: [UInt8]

    /// A table of the given parts, which must have the same number of bytes.
    init(_ parts: [String]) {
        let sorted = parts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        width = sorted.first?.count ?? 0
        count = sorted.count
        bytes = sorted.flatMap { $0 }
    }

    /// Appends a part to a word.
    func append(_ index: Int, to word: inout [UInt8]) {
        for offset in index * width..<(index + 1) * width { word.append(bytes[offset]) }
    }

    private static let syllables = "bcdfghklmnprstvw".flatMap { first in "aeiou".map { "\(first)\($0)" } }

    /// A lowercase consonant and a lowercase vowel.
    static let lower = SyllableTable(syllables)
    /// The same in uppercase.
    static let upper = SyllableTable(syllables.map { $0.uppercased() })
    /// Greek, Cyrillic and accented letters, two bytes each.
    static let foreign = SyllableTable(["à", "ç", "é", "ñ", "ö", "ü", "ß", "α", "ι", "ξ", "ω", "в", "д", "и", "я", "ж"])
    /// Characters that have a meaning in formats such as CSV or JSON, but none in archives.
    static let marks = SyllableTable("!\"&'*+,-./:;=?@".map(String.init))
    /// One digit.
    static let digits = SyllableTable((0...9).map(String.init))
}
