/// Parts of words, all of one length and in byte order: so words of equally many parts are in the order of their numbers.
struct SyllableTable {
    let width: Int
    let count: Int
    private let bytes: [UInt8]

    init(_ parts: [String]) {
        let sorted = parts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        width = sorted.first?.count ?? 0
        count = sorted.count
        bytes = sorted.flatMap { $0 }
    }

    func append(_ index: Int, to word: inout [UInt8]) {
        for offset in index * width..<(index + 1) * width { word.append(bytes[offset]) }
    }

    private static let syllables = "bcdfghklmnprstvw".flatMap { first in "aeiou".map { "\(first)\($0)" } }

    /// A consonant and a vowel.
    static let lower = SyllableTable(syllables)
    /// The same in capitals.
    static let upper = SyllableTable(syllables.map { $0.uppercased() })
    /// Greek, Cyrillic and accented letters, two bytes each.
    static let foreign = SyllableTable(["à", "ç", "é", "ñ", "ö", "ü", "ß", "α", "ι", "ξ", "ω", "в", "д", "и", "я", "ж"])
    /// What structure is elsewhere and only characters here.
    static let marks = SyllableTable("!\"&'*+,-./:;=?@".map(String.init))
    /// One digit.
    static let digits = SyllableTable((0...9).map(String.init))
}
