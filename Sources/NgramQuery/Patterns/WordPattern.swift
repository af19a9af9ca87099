import NgramModel

/// A pattern of words, the language of `ngrams query search --syntax words`.
///
/// | pattern | matches |
/// | --- | --- |
/// | `word` | the word |
/// | `*` | one word |
/// | `**` | any number of words, none included |
/// | `a / b` | either: the words or groups before and after it |
/// | `"a b"` | a group: several words as one alternative, or none: `""` |
/// | `pre~` | a word with this prefix |
/// | `*_NOUN` | a word with this tag |
/// | `?` in a word | one character |
/// | `*` in a word | any number of characters, none included |
/// | `\` before a character | the character itself |
///
/// A word is what lies between spaces, and a character is a Unicode code point. A `*` before a tag stands for at least
/// one character. `?` alone is a word of one character. `~` has a meaning only at the end of a word, `/` only as a word
/// of its own, `"` only before and after a group. Groups do not contain groups. Ignoring case compares the characters
/// between wildcards by `CaseFolding`; a wildcard stands for characters as the n-gram has them.
package struct WordPattern: Sendable, Equatable {
    /// A part of a word.
    enum WordPart: Sendable, Equatable {
        /// The characters themselves, at least one.
        case characters([Unicode.Scalar])
        /// One character.
        case anyCharacter
        /// Any number of characters, 1 or more if `atLeastOne`, otherwise 0 or more.
        case anyCharacters(atLeastOne: Bool)
    }

    /// What stands between spaces.
    enum Element: Sendable, Equatable {
        /// A word.
        case word([WordPart])
        /// Any number of words.
        case anyWords
        /// One of several sequences of elements.
        case alternatives([[Element]])
    }

    /// The elements in order.
    let elements: [Element]

    /// The automaton that accepts the n-grams that match.
    ///
    /// - Parameter ignoresCase: whether n-grams match that differ from the pattern only in case.
    /// - Throws: `AutomatonTooLarge` when the pattern is too complex.
    package func automaton(ignoringCase ignoresCase: Bool = false) throws(AutomatonTooLarge) -> ByteAutomaton {
        var network = ByteNetwork()
        let start = network.makePosition()
        // In the network a space precedes each word, which spares all cases of what is first and what is empty. So the
        // space before the first word of a text is taken as read.
        let end = Self.append(elements, ignoresCase, to: &network, after: start)
        return try network.automaton(from: start, accepting: end, reading: [UInt8(ascii: " ")])
    }

    private static func append(
        _ elements: [Element], _ ignoresCase: Bool, to network: inout ByteNetwork, after start: ByteNetwork.Position
    ) -> ByteNetwork.Position {
        var position = start
        for element in elements {
            switch element {
            case .word(let parts):
                position = append(parts, ignoresCase, to: &network, after: position)
            case .anyWords:
                position = network.appendRepetition(after: position) { network, start in
                    append([.anyCharacters(atLeastOne: true)], ignoresCase, to: &network, after: start)
                }
            case .alternatives(let alternatives):
                position = network.appendAlternatives(alternatives, after: position) { elements, network, start in
                    append(elements, ignoresCase, to: &network, after: start)
                }
            }
        }
        return position
    }

    private static func append(
        _ parts: [WordPart], _ ignoresCase: Bool, to network: inout ByteNetwork, after start: ByteNetwork.Position
    ) -> ByteNetwork.Position {
        var position = network.append([UInt8(ascii: " ")], after: start)
        for part in parts {
            switch part {
            case .characters(let characters) where ignoresCase:
                position = network.append(ignoringCaseOf: characters, after: position)
            case .characters(let characters):
                position = network.append(characters.flatMap { Array(String($0).utf8) }, after: position)
            case .anyCharacter:
                position = network.appendWordCharacter(after: position)
            case .anyCharacters(let atLeastOne):
                position = network.appendWordBytes(atLeastOne: atLeastOne, after: position)
            }
        }
        return position
    }
}

extension WordPattern {
    /// The fewest and the most words of an n-gram that matches; no upper end if there is no limit.
    package var wordCounts: (least: Int, most: Int?) {
        Self.wordCounts(of: elements)
    }

    private static func wordCounts(of elements: [Element]) -> (least: Int, most: Int?) {
        var least = 0
        var most: Int? = 0
        for element in elements {
            switch element {
            case .word(let parts):
                let words = 1 + escapedSpaces(in: parts)
                least += words
                most = most.map { $0 + words }
            case .anyWords:
                most = nil
            case .alternatives(let alternatives):
                let counts = alternatives.map { wordCounts(of: $0) }
                let largest = counts.map(\.most)
                least += counts.map(\.least).min() ?? 0
                most = largest.contains(nil) ? nil : most.map { $0 + (largest.compactMap { $0 }.max() ?? 0) }
            }
        }
        return (least, most)
    }

    private static func escapedSpaces(in word: [WordPart]) -> Int {
        word.reduce(0) { count, part in
            guard case .characters(let characters) = part else { return count }
            return count + characters.filter { $0 == " " }.count
        }
    }

    /// Whether the pattern asks for tagged n-grams: a word of it has a tag, or a wildcard may stand for one because it
    /// follows an underscore, as in `cook_*`.
    package var asksForTags: Bool {
        Self.asksForTags(elements)
    }

    /// Whether it has neither wildcards nor alternatives.
    package var isOneText: Bool {
        elements.allSatisfy { element in
            guard case .word(let parts) = element else { return false }
            return parts.allSatisfy { part in
                if case .characters = part { true } else { false }
            }
        }
    }

    private static func asksForTags(_ elements: [Element]) -> Bool {
        elements.contains { element in
            switch element {
            case .word(let parts): asksForTag(parts)
            case .anyWords: false
            case .alternatives(let alternatives): alternatives.contains(where: asksForTags)
            }
        }
    }

    private static func asksForTag(_ word: [WordPart]) -> Bool {
        var text = ""
        for part in word {
            switch part {
            case .characters(let characters):
                text.unicodeScalars.append(contentsOf: characters)
            case .anyCharacter, .anyCharacters:
                if text.unicodeScalars.last == "_" { return true }
                text += "x"
            }
        }
        return PartOfSpeechTag.isTagged(text.utf8)
    }
}
