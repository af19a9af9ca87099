/// Draws the number of books that contain the occurrences of one year. Fitted to excerpts of English 2012.
struct VolumeShares: Sendable {
    /// Indexed by match count: of 65,536 years with that count, the number in which every match is in a book of its
    /// own. The ratio is 0.787 to the power of (matches - 1).
    private let oneBookEach: [UInt64]
    /// For the other years, the books per match in 256ths, indexed by the bit length of the match count. Frequent
    /// n-grams have fewer books per match.
    private let shares: [Int] = [150, 150, 150, 150, 152, 146, 132, 114, 100, 88, 76, 64, 54, 46, 40, 36]

    init() {
        var part = 65536.0
        oneBookEach = (0..<32).map { matches in
            if matches > 1 { part *= 0.787 }
            return UInt64(part)
        }
    }

    /// The counts of a year, drawn with the random `bits`. Books never exceed those of the year in `size`.
    func yearCount(year: Int, match: Int, size: (tokens: Int, pages: Int, books: Int), bits: UInt64) -> YearCount {
        var volume = spread(match, bits: bits)
        // A frequent word is in nearly every book, but never in more books than exist.
        if volume > size.books / 4 { volume = max(1, volume * size.books / (volume + size.books)) }
        let page = volume + (match - volume) * 5 / 8
        return YearCount(year: year, match: match, page: min(page, max(volume, size.pages * 7 / 8)), volume: volume)
    }

    private func spread(_ match: Int, bits: UInt64) -> Int {
        if match < oneBookEach.count, bits & 0xFFFF < oneBookEach[match] { return match }
        let share = shares[min(shares.count - 1, Int.bitWidth - match.leadingZeroBitCount)]
        let jitter = Int((bits >> 16) & 63) - 32
        let part = match * (share + jitter) / 256
        return min(max(1, part), max(1, match - 1))
    }
}
