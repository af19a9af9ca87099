/// Recognizes n-grams in which a word is replaced by its part-of-speech tag.
///
/// This runs once per n-gram of an archive that is read without them, so it works on memory and allocates nothing.
/// `PartOfSpeechTag` has the source of the tags.
enum Placeholders {
    private static let space = UInt8(ascii: " ")
    private static let underscore = UInt8(ascii: "_")

    /// The lengths of bare tags: a tag of one to five bytes between two underscores.
    private static let lengths = 3...7

    /// Whether an n-gram has two words or more, one of which is a bare tag. Words are separated by spaces.
    static func contains(_ ngram: UnsafeBufferPointer<UInt8>) -> Bool {
        var words = 0
        var hasBareTag = false
        var index = 0
        while index < ngram.count {
            let start = index
            while index < ngram.count, ngram[index] != space { index += 1 }
            if index > start {
                words += 1
                if isBareTag(ngram, start, index) { hasBareTag = true }
                if hasBareTag, words > 1 { return true }
            }
            index += 1
        }
        return false
    }

    /// The length of the n-gram at the beginning of a row, which ends with a newline, if it is a placeholder; nil
    /// otherwise.
    static func length(of row: UnsafePointer<UInt8>) -> Int? {
        var end = row
        var allBits: UInt8 = 0
        while end.pointee != Digits.tab, end.pointee != Digits.newline {
            allBits |= end.pointee
            end += 1
        }
        let ngram = UnsafeBufferPointer(start: row, count: end - row)
        guard end.pointee == Digits.tab, contains(ngram),
            allBits < 0x80 || String(validating: ngram, as: UTF8.self) != nil
        else { return nil }
        return ngram.count
    }

    private static func isBareTag(_ ngram: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard ngram[start] == underscore, ngram[end - 1] == underscore, lengths.contains(end - start) else {
            return false
        }
        // The bytes of the tag as a number, the first byte highest.
        var tag: UInt64 = 0
        for index in start + 1..<end - 1 { tag = tag << 8 | UInt64(ngram[index]) }
        return switch tag {
        case 0x4E_4F_55_4E, 0x56_45_52_42: true  // NOUN, VERB
        case 0x41_44_4A, 0x41_44_56: true  // ADJ, ADV
        case 0x50_52_4F_4E, 0x44_45_54: true  // PRON, DET
        case 0x41_44_50, 0x4E_55_4D: true  // ADP, NUM
        case 0x43_4F_4E_4A, 0x50_52_54: true  // CONJ, PRT
        case 0x2E, 0x58: true  // . and X
        case 0x50_52_4F_50_4E: true  // PROPN
        default: false
        }
    }
}
