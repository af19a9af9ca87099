import NgramModel
import Testing

@Suite("N-grams")
struct NgramTests {
    @Test("are distinguished by their bytes, not by canonical equivalence")
    func bytes() {
        #expect(Ngram("é") != Ngram("e\u{301}"))
        #expect(Set([Ngram("é"), Ngram("e\u{301}"), Ngram("é")]).count == 2)
        #expect(Ngram("naïve") == Ngram(bytes: Array("naïve".utf8)))
        #expect(Ngram("naïve").description == "naïve")
    }

    @Test("are ordered by unsigned bytes, the shorter first")
    func order() {
        let texts = ["", "A", "Z", "_", "a", "a ", "a\u{0}", "aa", "z", "é", "中", "\u{FFFD}", "😀"]
        let sorted = texts.map { Ngram($0) }.sorted()
        let expected = ["", "A", "Z", "_", "a", "a\u{0}", "a ", "aa", "z", "é", "中", "\u{FFFD}", "😀"]
        #expect(sorted.map(\.description) == expected)
    }

    @Test("counts are summed exactly, or the overflow is reported")
    func overflow() throws {
        var sum = Int64.max - 1
        try sum.add(count: 1)
        #expect(sum == .max)
        #expect(throws: CountOverflow()) { try sum.add(count: 1) }
        #expect(sum == .max)
    }
}
