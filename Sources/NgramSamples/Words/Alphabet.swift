/// The first characters of the words of one file. They differ between files, so no n-gram occurs in two files.
struct Alphabet {
    /// The first character of capitalized words.
    let upper: String
    /// The first character of other words. Characters without case have the same value here as in `upper`.
    let lower: String
    /// A frequent real word of the file. It is shorter than every generated word, so it never equals one.
    let hotWord: String

    private static let hotWords = [
        "and", "be", "can", "do", "every", "for", "get", "have", "in", "just", "know", "like", "made", "not", "of",
        "people", "quite", "right", "so", "the", "under", "very", "with", "x", "you", "zero",
    ]

    /// The alphabet of file `index`: letters, then digits, then the other three files of the 2012 edition, then one CJK
    /// character per file.
    init(index: Int) {
        switch index {
        case 0..<26:
            let letter = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index)))
            self.init(upper: letter.uppercased(), lower: letter, hotWord: Alphabet.hotWords[index])
        case 26..<36: self.init(only: String(index - 26))
        case 36: self.init(upper: "Ж", lower: "ж", hotWord: "же")
        case 37: self.init(only: "_", hotWord: "_NOUN_")
        case 38: self.init(only: "\"")
        default: self.init(only: UnicodeScalar(0x4E00 + index).map(String.init) ?? "一")
        }
    }

    private init(upper: String, lower: String, hotWord: String) {
        self.upper = upper
        self.lower = lower
        self.hotWord = hotWord
    }

    private init(only character: String, hotWord: String? = nil) {
        self.init(upper: character, lower: character, hotWord: hotWord ?? character)
    }

    /// The sections of a file with `bases` untagged words, in byte order.
    func sections(bases: Int) -> [WordSection] {
        let capitals = ["", "", "", "", "S", "ED", "ING"]
        let small = ["", "", "", "", "s", "n", "ed", "er", "ing"]
        func part(_ weight: Double) -> Int { max(1, Int(Double(bases) * weight)) }
        func marks(_ prefix: String, _ weight: Double) -> WordSection {
            WordSection(
                prefix: prefix, first: [.marks], last: .digits, endings: ["", "", "x", "."], baseCount: part(weight))
        }
        func word(_ prefix: String, _ table: SyllableTable, _ endings: [String], _ weight: Double) -> WordSection {
            WordSection(prefix: prefix, first: [table], last: table, endings: endings, baseCount: part(weight))
        }
        let foreign = word("ξ" + lower, .foreign, [""], 0.015)
        let escaped = word(upper + "\\", .lower, small, 0.005)
        var sections = [marks(upper, 0.06), word(upper, .upper, capitals, 0.14), escaped]
        if upper == lower {
            sections += [word(upper, .lower, small, 0.78)]
        } else {
            sections += [word(upper, .lower, small, 0.3), marks(lower, 0.04), word(lower, .lower, small, 0.44)]
        }
        // Cyrillic and CJK characters begin with larger bytes than "ξ", all other characters here with smaller ones.
        let foreignIsLast = upper.utf8.lexicographicallyPrecedes("ξ".utf8)
        return foreignIsLast ? sections + [foreign] : [foreign] + sections
    }
}
