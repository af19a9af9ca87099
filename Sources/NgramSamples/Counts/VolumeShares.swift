/// How many books the occurrences of one year are spread over, as measured in excerpts of 2012's English.
struct VolumeShares: Sendable {
    /// Of 65,536 years with that many matches, how many have a book for each: 0.787 to the power of (matches - 1).
    private let alone: [UInt64]
    /// Otherwise the books per match in 256ths, by the bits of the match count: fewer the more frequent it is.
    private let shares: [Int] = [150, 150, 150, 150, 152, 146, 132, 114, 100, 88, 76, 64, 54, 46, 40, 36]

    init() {
        var part = 65536.0
        alone = (0..<32).map { matches in
            if matches > 1 { part *= 0.787 }
            return UInt64(part)
        }
    }

    /// The counts of a year; `bits` are random, and neither books nor pages exceed what the year has.
    func yearCount(year: Int, match: Int, size: (tokens: Int, pages: Int, books: Int), bits: UInt64) -> YearCount {
        var volume = spread(match, bits: bits)
        // A frequent word is in nearly every book and never in more than there are.
        if volume > size.books / 4 { volume = max(1, volume * size.books / (volume + size.books)) }
        let page = volume + (match - volume) * 5 / 8
        return YearCount(year: year, match: match, page: min(page, max(volume, size.pages * 7 / 8)), volume: volume)
    }

    private func spread(_ match: Int, bits: UInt64) -> Int {
        if match < alone.count, bits & 0xFFFF < alone[match] { return match }
        let share = shares[min(shares.count - 1, Int.bitWidth - match.leadingZeroBitCount)]
        let jitter = Int((bits >> 16) & 63) - 32
        let part = match * (share + jitter) / 256
        return min(max(1, part), max(1, match - 1))
    }
}
