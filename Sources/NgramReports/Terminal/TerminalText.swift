/// Text that came from outside, made fit for a terminal.
package enum TerminalText {
    /// The text with everything that could drive or spoof a terminal shown as `\u{1B}`.
    ///
    /// An n-gram, a file's name or a bad row may hold an escape sequence that recolours, retitles or rewrites the
    /// screen, or a bidirectional override that makes one text look like another. Escaped are control characters,
    /// format characters, line and paragraph separators, and whatever else Unicode says is to be ignored in display,
    /// save variation selectors, which only pick a glyph. A backslash stays as it is: the result is for reading, not
    /// for decoding, and escaping twice is then the same as once.
    ///
    /// - Parameter asciiOnly: Escapes all that is not ASCII too, for a terminal that does not read UTF-8 and might take
    ///   single bytes of it for C1 control characters.
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

    /// The text cut in its middle, where names differ least, to be at most `width` terminal columns wide.
    ///
    /// The end gets the larger half: archives of an edition begin alike. Characters are kept whole.
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
