extension TerminalText {
    /// How many columns of a terminal a text takes, as far as anybody can know.
    ///
    /// The rule is that of `wcwidth`, which terminals follow more or less: a combining mark takes none, an East Asian
    /// wide or fullwidth character and an emoji two, any other one. It goes scalar by scalar, so a sequence that a
    /// terminal joins into one picture is counted too wide, never too narrow. Control characters count as one;
    /// ``escape(_:asciiOnly:)`` is to be applied first.
    package static func width(_ text: String) -> Int {
        var width = 0
        for scalar in text.unicodeScalars { width += self.width(scalar) }
        return width
    }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        // Vowels and finals of Hangul are drawn into the syllable that the leading consonant, already 2 wide, began.
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
    /// Left out are those that `Emoji_Presentation` tells already; joined are ranges with nothing but unassigned
    /// scalars and combining marks between them.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E, 0x3041...0x3247,
        0x3250...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B,
        0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DF2, 0x1AFF0...0x1B2FB, 0x1D300...0x1D376,
        0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}
