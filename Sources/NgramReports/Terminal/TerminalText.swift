/// Makes text from archives, files and arguments safe for a terminal, and measures its width there.
package enum TerminalText {
    /// The text with every character that could control or spoof a terminal escaped, as in `\u{1B}`.
    ///
    /// An n-gram, a file name or a bad row may contain an escape sequence that recolors, retitles or rewrites the
    /// screen, or a bidirectional override that makes one text look like another. This escapes control characters,
    /// format characters, line and paragraph separators, and all other characters that Unicode declares ignorable in
    /// display, except variation selectors, which only select a glyph. Backslashes are not escaped: the result is for
    /// people to read, not for decoding, and escaping it again does not change it.
    ///
    /// - Parameter asciiOnly: Also escapes everything that is not ASCII, for a terminal that does not support UTF-8 and
    ///   may interpret single bytes of it as C1 control characters.
    package static func escape(_ text: String, asciiOnly: Bool = false) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar) || asciiOnly && !scalar.isASCII {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isDefaultIgnorableCodePoint && !scalar.properties.isVariationSelector
        }
    }

    /// The text, with its middle cut out if it is wider than `width` terminal columns.
    ///
    /// The end gets the larger half, because the names of an edition's archives have the same beginning. Characters are
    /// never divided.
    package static func shorten(_ text: String, to width: Int, ellipsis: String) -> String {
        guard self.width(text) > width else { return text }
        let room = width - self.width(ellipsis)
        guard room > 0 else { return String(ellipsis.prefix(max(0, width))) }
        let head = prefix(of: text, width: room / 2)
        let tail = prefix(of: text.reversed(), width: room - room / 2)
        return String(head) + ellipsis + String(tail.reversed())
    }

    /// As many characters from the beginning as fit.
    private static func prefix(of text: some Sequence<Character>, width: Int) -> [Character] {
        var result: [Character] = []
        var room = width
        for character in text {
            room -= self.width(String(character))
            if room < 0 { break }
            result.append(character)
        }
        return result
    }
}

extension TerminalText {
    /// An estimate of the number of terminal columns that a text takes.
    ///
    /// The rule is that of `wcwidth`, which most terminals follow approximately: a combining mark takes no column, an
    /// East Asian wide or fullwidth character and an emoji take two, and all other characters take one. Each scalar is
    /// counted by itself, so the result may be too large for a sequence that a terminal draws as one glyph. Control
    /// characters count as one; apply ``escape(_:asciiOnly:)`` first.
    package static func width(_ text: String) -> Int {
        var width = 0
        for scalar in text.unicodeScalars { width += self.width(scalar) }
        return width
    }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        // Hangul vowels and final consonants are drawn into the cell of the leading consonant, which is 2 wide.
        if 0x1160...0x11FF ~= scalar.value { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        // Two regional indicators make one flag, which is 2 wide.
        if 0x1F1E6...0x1F1FF ~= scalar.value { return 1 }
        return isWide(scalar.value) || scalar.properties.isEmojiPresentation ? 2 : 1
    }

    private static func isWide(_ value: UInt32) -> Bool {
        guard value >= 0x1100 else { return false }
        var low = 0
        var high = wideRanges.count
        while low < high {
            let middle = (low + high) / 2
            if value > wideRanges[middle].upperBound { low = middle + 1 } else { high = middle }
        }
        return low < wideRanges.count && wideRanges[low].contains(value)
    }

    /// The scalars of `East_Asian_Width` W or F in Unicode 17 (`EastAsianWidth.txt`), in order.
    ///
    /// Scalars with `Emoji_Presentation` are left out. Ranges with only unassigned scalars and combining marks between
    /// them are joined.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E, 0x3041...0x3247,
        0x3250...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B,
        0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DF2, 0x1AFF0...0x1B2FB, 0x1D300...0x1D376,
        0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}
