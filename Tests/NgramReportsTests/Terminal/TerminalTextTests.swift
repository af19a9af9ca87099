import NgramReports
import Testing

@Suite struct TerminalTextTests {
    @Test(arguments: [
        "\u{0}", "\u{7}", "\n", "\t", "\r", "\u{1B}", "\u{7F}", "\u{80}", "\u{9B}", "\u{9F}",  // C0, DEL, C1
        "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}",  // bidirectional embeddings and overrides
        "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}", "\u{200E}", "\u{200F}",  // isolates and marks
        "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}", "\u{AD}",  // of no width
        "\u{2028}", "\u{2029}", "\u{E0041}", "\u{3164}", "\u{115F}", "\u{34F}",  // separators, tags, fillers
    ]) func `characters that could control or spoof a terminal are escaped`(text: String) {
        let value = text.unicodeScalars.first.map { String($0.value, radix: 16, uppercase: true) } ?? ""
        #expect(TerminalText.escape("a\(text)b") == "a\\u{\(value)}b")
    }

    @Test(arguments: ["", "plain ~", "\\u{1B}", "é", "日本語", "עברית", "e\u{301}", "😀", "❤\u{FE0F}", "\u{FFFD}"])
    func `other text is not changed`(text: String) {
        #expect(TerminalText.escape(text).unicodeScalars.elementsEqual(text.unicodeScalars))
    }

    @Test func `both characters of a CRLF line end are escaped`() {
        #expect(TerminalText.escape("a\r\nb") == "a\\u{D}\\u{A}b")
    }

    @Test func `escaping twice is the same as escaping once`() {
        let once = TerminalText.escape("\u{1B}]0;title\u{7}\\")
        #expect(TerminalText.escape(once) == once)
    }

    @Test func `a terminal that reads only ASCII gets only ASCII`() {
        #expect(TerminalText.escape("é日x", asciiOnly: true) == "\\u{E9}\\u{65E5}x")
    }

    /// Widths according to `wcwidth` with the tables of Unicode 17.
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("\u{20DD}", 0), ("日本", 4), ("ｱ", 1), ("Ａ", 2), ("한", 2),
        ("\u{1112}\u{1161}\u{11AB}", 2), ("カ\u{3099}", 2), ("、", 2), ("\u{3000}", 2), ("😀", 2), ("…│█▏", 4),
        ("\u{20000}", 2), ("\u{3FFFD}", 2), ("\u{FFFD}", 1), ("\u{10FFFF}", 1), ("⌚", 2), ("α", 1), ("ж", 1),
        ("ก็", 1), ("☺\u{FE0F}", 1),
    ]) func `the width of a text is that of wcwidth`(text: String, width: Int) {
        #expect(TerminalText.width(text) == width)
    }

    @Test(arguments: [
        ("short", 5, "short"), ("abcdefgh", 5, "ab…gh"), ("abcdefgh", 6, "ab…fgh"), ("abcdefgh", 2, "…h"),
        ("abcdefgh", 1, "…"), ("abcdefgh", 0, ""), ("日本語日本語", 6, "日…語"), ("日本語日本語", 2, "…"),
        ("e\u{301}e\u{301}e\u{301}e\u{301}", 3, "e\u{301}…e\u{301}"),
    ]) func `names are cut in the middle, between characters`(text: String, width: Int, expected: String) {
        let result = TerminalText.shorten(text, to: width, ellipsis: "…")
        #expect(result == expected)
        #expect(TerminalText.width(result) <= width)
    }

    @Test(arguments: 0...9) func `text shortened with an ellipsis of two columns fits the width`(width: Int) {
        #expect(TerminalText.width(TerminalText.shorten("日本語abc日本語", to: width, ellipsis: "..")) <= width)
    }
}
